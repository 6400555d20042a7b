"use client";
import { Ellipsis, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import type { ObjectAction } from "../actions/ObjectAction.ts";
import { useObjectActions } from "../actions/useObjectActions.tsx";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useCommands } from "../room/CommandContext.tsx";
import { usePending } from "../room/doing/DoingContext.tsx";
import { useCauses } from "../room/history/useHistory.ts";
import { personColour } from "../room/personColours.ts";
import { type Selection, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { useKinds } from "../tables/useKinds.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { IconTrigger } from "../ui/IconTrigger.tsx";
import { Menu } from "../ui/Menu.tsx";

/** Name, kind, who changed it last, who else looks at it, and what can be done with it. */
export function ObjectHeader({
  object,
  selection,
  live,
}: {
  readonly object: KubeObject;
  readonly selection: Selection;
  /** Whether it is still there. */
  readonly live: boolean;
}) {
  const t = useTranslations("inspector");
  const common = useTranslations("common");
  const { select } = useRoomView();
  const pending = usePending(selection);
  const kinds = useKinds();
  const actions = useObjectActions(nothing);
  const kind = kinds.find(selection.resource);
  const items = (): readonly ObjectAction[] => (kind ? actions.of(kind, { selection, object }, !live) : []);
  useCommands(
    live
      ? items()
          .filter(({ id }) => !id.startsWith("fault-"))
          .map(({ id, label, keys, why, run }) => ({
            id: `${id}-selection`,
            group: "do",
            title: `${label}: ${selection.name}`,
            words: id,
            ...(keys ? { keys } : {}),
            ...(why === undefined ? {} : { why }),
            run,
          }))
      : [],
  );
  return (
    <header className="shrink-0 px-4 pt-3 pb-1.5">
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-1.5 text-[12px] text-faint">
            {object.kind}
            {object.metadata.namespace ? ` · ${object.metadata.namespace}` : ""}
            {pending && (
              <span role="status" className="rounded bg-accent-soft px-1.5 text-ink">
                {t("onItsWay")}
              </span>
            )}
          </p>
          <h2 className="font-mono text-[16px] font-semibold break-all">{object.metadata.name}</h2>
        </div>
        <Menu items={items}>
          <IconTrigger icon={Ellipsis} label={t("actions")} />
        </Menu>
        <IconButton icon={X} label={common("close")} keys="Escape" onClick={() => select(undefined)} />
      </div>
      {!live && (
        <p role="status" className="text-[12px] text-failing">
          ✕ {t("gone")}
        </p>
      )}
      <Bystanders object={object} selection={selection} />
      {actions.dialog}
    </header>
  );
}

function nothing(): void {}

/** Who changed it last, and who else looks at it. */
function Bystanders({ object, selection }: { readonly object: KubeObject; readonly selection: Selection }) {
  const t = useTranslations("inspector");
  const { theme } = usePreferences();
  const causes = useRoomPart(({ cluster }) => cluster.causes);
  const people = useRoomPart((room) => room.people);
  const you = useRoomPart((room) => room.you);
  const cause = useCauses()(causes.get(object.metadata.uid) ?? 0);
  const lookers = [...people.values()].filter(
    ({ id, online, looking }) =>
      online &&
      id !== you?.id &&
      looking?.resource === selection.resource &&
      looking.name === selection.name &&
      (looking.namespace ?? "") === selection.namespace,
  );
  if (!cause?.person && lookers.length === 0) return null;
  return (
    <p className="flex flex-wrap gap-x-3 text-[12px] text-soft">
      {cause?.person && (
        <span className="flex items-center gap-1.5">
          <span
            aria-hidden
            className="size-2 rounded-full"
            style={{ background: personColour(cause.person.colour, theme) }}
          />
          {t("changedBy", { name: cause.person.nickname })}
        </span>
      )}
      {lookers.map(({ id, nickname, colour }) => (
        <span key={id} className="flex items-center gap-1.5">
          <span
            aria-hidden
            className="size-2 rounded-full border-2"
            style={{ borderColor: personColour(colour, theme) }}
          />
          {t("looksToo", { name: nickname })}
        </span>
      ))}
    </p>
  );
}
