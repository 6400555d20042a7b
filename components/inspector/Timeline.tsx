"use client";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { Event, KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useCauses, useHistory } from "../room/history/useHistory.ts";
import { personColour } from "../room/personColours.ts";
import { useClusterTime, useObjects, useRoomPart } from "../room/RoomContext.tsx";
import type { Selection } from "../room/view.ts";
import { age } from "../tables/age.ts";
import { type Moment, timelineOf } from "./timeline.ts";
import { useVerbText } from "../room/useVerbText.ts";

/** What happened to the object, the newest first, each with its cause and the person behind it. */
export function Timeline({ object, selection }: { readonly object: KubeObject; readonly selection: Selection }) {
  const t = useTranslations("inspector");
  const { locale } = usePreferences();
  const now = useClusterTime();
  const history = useHistory();
  const activity = useRoomPart((room) => room.activity);
  const events = useObjects<Event>("events", true);
  const past = useRoomPart((room) => room.past?.time);
  const all = history.of(object.metadata.uid);
  // In the past what came later has not happened yet.
  const seen = useMemo(() => (past === undefined ? all : all.filter(({ time }) => time <= past)), [all, past]);
  const moments = useMemo(
    () => timelineOf({ object, selection, activity, seen, events }),
    [object, selection, activity, seen, events],
  );
  return (
    <ol className="flex flex-col" data-testid="timeline" aria-label={t("timeline")}>
      {moments.map((moment) => (
        <li key={moment.id} className="grid grid-cols-[52px_14px_1fr] gap-x-1.5">
          <time
            className="pt-px text-right font-mono text-[12px] text-faint"
            dateTime={new Date(moment.time).toISOString()}
            title={new Date(moment.time).toLocaleString(locale)}
          >
            {age(new Date(moment.time).toISOString(), now)}
          </time>
          <span aria-hidden className="relative flex justify-center">
            <span className="absolute inset-y-0 w-px bg-line" />
            <span className={`relative mt-[7px] size-[7px] rounded-full ${dotOf(moment)}`} />
          </span>
          <div className="min-w-0 pb-2.5">
            <MomentText moment={moment} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function dotOf(moment: Moment): string {
  if (moment.kind === "act") return "bg-accent";
  if (moment.kind === "event") return moment.warning ? "bg-failing" : "bg-info";
  return "border border-ink-faint bg-paper";
}

function MomentText({ moment }: { readonly moment: Moment }) {
  const t = useTranslations("inspector");
  const verbText = useVerbText();
  const causeOf = useCauses();
  switch (moment.kind) {
    case "made":
      return <p className="text-soft">{t("madeAt")}</p>;
    case "act": {
      const { item } = moment;
      const cause = causeOf(item.seq);
      return (
        <p>
          <Person seq={item.seq} /> {verbText(item.verb)}
          {item.replicas === undefined ? "" : ` → ${item.replicas}`}
          {!cause?.person && ""}
        </p>
      );
    }
    case "event":
      return (
        <p className="break-words">
          <b className={moment.warning ? "text-failing" : ""}>{moment.reason}</b>
          {moment.count > 1 ? ` ×${moment.count}` : ""} <span className="text-soft">{moment.message}</span>{" "}
          <span className="text-[12px] text-faint">{moment.source}</span>
        </p>
      );
    case "condition":
      return (
        <p>
          <span className="font-mono text-[12px]">
            {moment.type}={moment.status}
          </span>{" "}
          <span className="text-soft">{moment.reason}</span>
        </p>
      );
    case "container":
      return (
        <p>
          <span className="font-mono text-[12px]">{moment.container}</span> {moment.state}{" "}
          <span className="text-soft">{moment.detail}</span>
        </p>
      );
    case "change":
      return (
        <div>
          {moment.what === "gone" && <p className="text-failing">{t("wentAway")}</p>}
          <ul>
            {moment.notes.map(({ path, from, to }) => (
              <li key={path} className="font-mono text-[12px] break-all">
                <span className="text-soft">{path}</span>{" "}
                {from !== undefined && <del className="text-faint no-underline">{from}</del>}
                {from !== undefined && " → "}
                <ins className="no-underline">{to ?? "∅"}</ins>
              </li>
            ))}
          </ul>
          <Because by={moment.by} />
        </div>
      );
  }
}

/** Who is behind a change, and what they did. */
function Because({ by }: { readonly by: number }) {
  const t = useTranslations("inspector");
  const verbText = useVerbText();
  const cause = useCauses()(by);
  if (!cause) return null;
  const { verb, resource, name, replicas } = cause.item;
  return (
    <p className="text-[12px] text-soft">
      {t("because")} <Person seq={by} /> {verbText(verb)}{" "}
      <span className="font-mono">
        {resource.split(".")[0]}/{name}
      </span>
      {replicas === undefined ? "" : ` → ${replicas}`}
    </p>
  );
}

function Person({ seq }: { readonly seq: number }) {
  const feed = useTranslations("feed");
  const { theme } = usePreferences();
  const person = useCauses()(seq)?.person;
  return (
    <b style={{ color: person ? personColour(person.colour, theme) : undefined }}>
      {person?.nickname ?? feed("system")}
    </b>
  );
}
