"use client";
/** One student at a glance: here or not, how far, what is wrong and since when, what they did last. */
import { Eye, Hand, MoreHorizontal, Snowflake } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo, useState } from "react";
import { freezeOf, stepKey } from "../../server/protocol/classroom/ClassState.ts";
import type { Problem } from "../../server/protocol/monitor.ts";
import { useAct } from "../classroom/useAct.ts";
import { removePerson } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Avatar } from "../room/Avatar.tsx";
import { useConnection, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { Menu } from "../ui/Menu.tsx";
import { BreakDialog } from "./BreakDialog.tsx";
import { FreezeDialog } from "./FreezeDialog.tsx";
import { SendDialog } from "./SendDialog.tsx";
import { useNow, useSpan } from "./useAgo.ts";
import { useLead } from "./useLead.ts";
import { useProblemText } from "./useProblemText.ts";
import { useName } from "./useName.ts";
import type { Student } from "./useStudents.ts";
import { useStepNames } from "../lesson/useStepNames.ts";
import { useVerbText } from "../room/useVerbText.ts";

/** A student who did nothing for so long is said to be quiet, ms. */
const QUIET_MS = 120_000;

export const StudentTile = memo(function StudentTile({
  student,
  hidden,
  watched,
  onWatch,
}: {
  readonly student: Student;
  readonly hidden: boolean;
  /** Their screen is seen now. */
  readonly watched: boolean;
  onWatch(person: string | undefined): void;
}) {
  const t = useTranslations("classroom");
  const live = useTranslations("live");
  const { theme } = usePreferences();
  const connection = useConnection();
  const name = useName(hidden)(student);
  const span = useSpan();
  const now = useNow(5_000);
  const frozen = useRoomPart(({ classroom }) => freezeOf(classroom, student.person.id) !== undefined);
  const { person, tile, hand } = student;
  const problems = tile?.problems ?? [];
  const verbText = useVerbText();
  const last = tile?.last;
  const quiet = last?.at === undefined ? undefined : now - last.at;
  const edge = problems.length > 0 ? "border-l-failing" : person.online ? "border-l-running" : "border-l-line-strong";
  return (
    <article
      aria-label={name}
      className={`flex h-full flex-col gap-1.5 rounded-control border border-l-[3px] border-line ${edge} bg-raised p-2.5 text-[12px]`}
    >
      <header className="flex items-center gap-2">
        {!hidden && <Avatar nickname={person.nickname} colour={person.colour} theme={theme} />}
        <span className="min-w-0 flex-1 truncate text-[13px] font-semibold" title={name}>
          {name}
        </span>
        {frozen && <Snowflake size={14} className="text-info" aria-label={t("freeze")} />}
        {hand && <Hand size={15} className="text-accent" aria-label={t("raised")} />}
        {!person.online && <span className="text-soft">{t("away")}</span>}
        {person.online && (
          <IconButton
            icon={Eye}
            label={`${live("watch")}: ${name}`}
            on={watched}
            className="size-6!"
            onClick={() => onWatch(watched ? undefined : person.id)}
          />
        )}
        <TileMenu student={student} name={name} frozen={frozen} />
      </header>
      <StepLine student={student} />
      {problems.slice(0, 2).map((problem) => (
        <ProblemLine
          key={`${problem.key}/${problem.name}`}
          problem={problem}
          since={span(connection.clusterNow() - problem.since)}
        />
      ))}
      {problems.length === 0 && (
        <p className="text-running">
          {tile && tile.pods > 0 ? t("ready", { ready: tile.ready, pods: tile.pods }) : t("well")}
        </p>
      )}
      <p className="mt-auto truncate text-soft" title={last?.refused}>
        {last ? t("last", { verb: verbText(last.verb), name: last.name || last.resource }) : t("never")}
        {last?.refused && <span className="text-failing"> · {t("refused")}</span>}
        {quiet !== undefined && quiet > QUIET_MS && ` · ${t("idle", { time: span(quiet) })}`}
      </p>
    </article>
  );
});

function StepLine({ student: { progress } }: { readonly student: Student }) {
  const t = useTranslations("classroom");
  const names = useStepNames();
  if (!progress) return <p className="text-soft">{t("noStep")}</p>;
  const at = progress.steps[stepKey(progress.at)];
  const { lesson, step } = names(progress.at);
  return (
    <p className="truncate text-soft" title={`${lesson} · ${step}`}>
      {lesson} · <span className="text-ink">{step}</span>{" "}
      {at?.passed !== undefined ? <span className="text-running">✓</span> : t("tries", { count: at?.tries ?? 0 })}
    </p>
  );
}

function ProblemLine({ problem, since }: { readonly problem: Problem; readonly since: string }) {
  const t = useTranslations("classroom");
  const text = useProblemText();
  return (
    <p className="leading-snug" title={problem.detail}>
      <span className="font-mono font-medium">{problem.name}</span>{" "}
      <span className="line-clamp-2 text-failing">{text(problem)}</span>{" "}
      <span className="text-soft tabular-nums">{t("since", { time: since })}</span>
    </p>
  );
}

function TileMenu({
  student,
  name,
  frozen,
}: {
  readonly student: Student;
  readonly name: string;
  readonly frozen: boolean;
}) {
  const t = useTranslations("classroom");
  const live = useTranslations("live");
  const act = useAct();
  const lead = useLead();
  const { roomId } = useRoomView();
  const [hinting, setHinting] = useState(false);
  const [breaking, setBreaking] = useState(false);
  const [freezing, setFreezing] = useState(false);
  const apart = useRoomPart(({ room }) => room?.mode) !== "shared";
  const { id } = student.person;
  const cluster = student.tile?.cluster ?? roomId;
  return (
    <>
      <Menu
        items={[
          { id: "hint", label: t("sendHint"), run: () => setHinting(true) },
          {
            id: "open",
            label: t("openCluster"),
            run: () => void window.open(`/room/${cluster}?person=${id}`, "_blank", "noopener"),
          },
          { id: "lead", label: live("followMeSome"), run: () => lead([id]) },
          ...(apart ? [{ id: "break", label: t("break"), run: () => setBreaking(true) }] : []),
          {
            id: "freeze",
            label: t(frozen ? "thaw" : "freeze"),
            apart: true,
            run: () => (frozen ? void act({ type: "freeze", to: [id], frozen: false, reason: "" }) : setFreezing(true)),
          },
          { id: "remove", label: t("removePerson"), apart: true, run: () => void removePerson(roomId, id) },
        ]}
      >
        <button
          type="button"
          aria-label={t("more", { name })}
          className="grid size-6 place-items-center rounded-control text-soft hover:bg-line/50"
        >
          <MoreHorizontal size={15} aria-hidden />
        </button>
      </Menu>
      <SendDialog open={hinting} onOpenChange={setHinting} to={[id]} names={name} />
      {freezing && <FreezeDialog to={[id]} names={name} onClose={() => setFreezing(false)} />}
      <BreakDialog open={breaking} onOpenChange={setBreaking} to={[student]} names={name} />
    </>
  );
}
