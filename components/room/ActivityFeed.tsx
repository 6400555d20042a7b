"use client";
/** Who did what, what followed from it and what it did to others, the newest first; a click goes to the object or the node. */
import { useTranslations } from "next-intl";
import { memo, useMemo, useState } from "react";
import type { Crossing, OperatorLink } from "../../server/protocol/classroom/ClassState.ts";
import type { ActivityView } from "../../server/protocol/messages.ts";
import { CrossingLine } from "../crossings/CrossingLine.tsx";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Button } from "../ui/controls.tsx";
import { clockText } from "./clockText.ts";
import { type Consequence, consequencesOf, effectsInState } from "./history/consequences.ts";
import type { Effect } from "./history/RoomHistory.ts";
import { useHistory } from "./history/useHistory.ts";
import { personColour } from "./personColours.ts";
import { useConnection, useRoomPart, useRoomView } from "./RoomContext.tsx";
import type { Selection } from "./view.ts";
import { useVerbText } from "./useVerbText.ts";

const SHOWN = 150;
const NONE: readonly Crossing[] = [];

export function ActivityFeed() {
  const t = useTranslations("feed");
  const activity = useRoomPart((room) => room.activity);
  const people = useRoomPart((room) => room.people);
  // In a student's cluster nobody crosses anybody; those of the room's are told there.
  const crossings = useRoomPart(({ room, classroom }) => (room?.parent === undefined ? classroom.crossings : NONE));
  const operatorLinks = useRoomPart(({ classroom }) => classroom.operatorLinks);
  const past = useRoomPart((room) => room.past?.time);
  const { select, view } = useRoomView();
  const history = useHistory();
  const cluster = useConnection().getSnapshot().cluster;
  const before = useMemo(() => effectsInState(cluster), [cluster]);
  const effectsOf = (seq: number): readonly Effect[] => {
    const seen = history.effectsOf(seq);
    return seen.length > 0 ? seen : (before.get(seq) ?? []);
  };
  const [withRoom, setWithRoom] = useState(false);
  const ofRoom = view.person === "" ? activity.filter(isOfRoom).length : 0;
  const shown: readonly (ActivityView | Crossing | OperatorLink)[] = [
    ...activity.filter((item) => (view.person === "" ? withRoom || !isOfRoom(item) : item.person === view.person)),
    ...crossings.filter(({ moment, by, person }) => {
      const concerns = view.person === "" || by === view.person || person === view.person;
      return concerns && (past === undefined || moment <= past);
    }),
    ...operatorLinks.filter(({ time }) => view.person === "" && (past === undefined || time <= past)),
  ]
    .sort((left, right) => left.seq - right.seq)
    .slice(-SHOWN)
    .reverse();
  const list = shown.length > 0 && (
    <ol className="px-4 py-2" data-testid="feed" aria-label={t("feed")}>
      {shown.map((item) =>
        "moment" in item ? (
          <CrossingLine key={item.seq} crossing={item} />
        ) : "at" in item ? (
          <OperatorLine key={item.seq} link={item} />
        ) : (
          <Item
            key={item.seq}
            item={item}
            nickname={people.get(item.person)?.nickname ?? t("system")}
            typist={item.typedBy === undefined ? undefined : (people.get(item.typedBy)?.nickname ?? "–")}
            colour={people.get(item.person)?.colour}
            effects={JSON.stringify(consequencesOf(item, effectsOf(item.seq)))}
            onSelect={select}
          />
        ),
      )}
    </ol>
  );
  return (
    <div className="h-full overflow-auto text-[13px]">
      {list || <p className="p-4 text-soft">{t("empty")}</p>}
      {ofRoom > 0 && (
        <Button look="quiet" className="mx-2 mb-2" aria-pressed={withRoom} onClick={() => setWithRoom(!withRoom)}>
          {t(withRoom ? "withoutRoom" : "withRoom", { count: ofRoom })}
        </Button>
      )}
    </div>
  );
}

/** What the room itself made: its roles and policies, the namespaces of students, what it began with. */
function isOfRoom({ person }: ActivityView): boolean {
  return person === "";
}

function OperatorLine({ link }: { readonly link: OperatorLink }) {
  const t = useTranslations("feed");
  return (
    <li className="flex items-baseline gap-3 py-0.5" data-testid="operator-link">
      <time className="shrink-0 font-mono text-[12px] text-faint">{clockText(link.time)}</time>
      <span className="min-w-0 leading-6 break-keep">
        <b>{t("operator")}</b> {t("operatorLink")}
      </span>
    </li>
  );
}

interface ItemProps {
  readonly item: ActivityView;
  readonly nickname: string;
  /** Who typed it in their name. */
  readonly typist: string | undefined;
  readonly colour: number | undefined;
  /** As JSON: what did not change is not drawn again. */
  readonly effects: string;
  onSelect(selection: Selection): void;
}

const Item = memo(function Item({ item, nickname, typist, colour, effects, onSelect }: ItemProps) {
  const t = useTranslations("feed");
  const live = useTranslations("live");
  const verbText = useVerbText();
  const { theme } = usePreferences();
  const { time, verb, resource, namespace, name, replicas } = item;
  const consequences = JSON.parse(effects) as readonly Consequence[];
  return (
    <li className="flex items-baseline gap-3 py-0.5">
      <time className="shrink-0 font-mono text-[12px] text-faint">{clockText(time)}</time>
      <span className="min-w-0 leading-6">
        <b style={{ color: colour === undefined ? undefined : personColour(colour, theme) }}>{nickname}</b>{" "}
        {typist !== undefined && <span className="text-soft">{live("typedBy", { name: typist })} </span>}
        {verbText(verb)}{" "}
        <button
          type="button"
          className="rounded text-left font-mono break-all hover:text-accent"
          onClick={() => onSelect({ resource, namespace, name })}
        >
          {resource.split(".")[0]}/{name}
        </button>
        {replicas === undefined ? "" : ` → ${replicas}`}
        {consequences.map(({ what, kind, targets, nodes }) => (
          <span key={`${what}${kind}`} className="text-soft">
            {" "}
            <span aria-hidden className="text-faint">
              →
            </span>{" "}
            {t(`effect.${what}`, { kind, count: targets.length })}{" "}
            {targets.slice(0, 3).map((target) => (
              <button
                key={target.name}
                type="button"
                title={target.name}
                className="mr-1 max-w-40 truncate rounded align-bottom font-mono text-[12px] hover:text-accent"
                onClick={() => onSelect(target)}
              >
                {target.name.length > 18 ? `…${target.name.slice(-5)}` : target.name}
              </button>
            ))}
            {nodes.length > 0 && (
              <>
                <span aria-hidden className="text-faint">
                  →
                </span>{" "}
                <span className="font-mono text-[12px]">{nodes.join(", ")}</span>
              </>
            )}
          </span>
        ))}
      </span>
    </li>
  );
});
