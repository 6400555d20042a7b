"use client";
/** One student at a glance: here or not, how far, what is wrong and since when, what they did last. */
import { Eye, Hand, MessageCircle, Snowflake } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { freezeOf, stepKey } from "../../server/protocol/classroom/ClassState.ts";
import type { LastDeed, Problem } from "../../server/protocol/monitor.ts";
import { useSpan, useTimedText } from "../classroom/useAgo.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useStepNames } from "../lesson/useStepNames.ts";
import { Avatar } from "../room/Avatar.tsx";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import { useVerbText } from "../room/useVerbText.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { TileMenu } from "./TileMenu.tsx";
import { edgeOf } from "./tileLook.ts";
import { useName } from "./useName.ts";
import { useProblemText } from "./useProblemText.ts";
import type { Student } from "./useStudents.ts";

/** A student who did nothing for so long is said to be quiet, ms. */
const QUIET_MS = 120_000;

export interface TileProps {
  readonly student: Student;
  /** Who they are: no name, no screen, no names of what they did last. */
  readonly hidden: boolean;
  /** Their screen is seen now. */
  readonly watched: boolean;
  /** They wrote something nobody answered yet. */
  readonly writes: boolean;
  onWatch(person: string | undefined): void;
}

export const StudentTile = memo(function StudentTile({ student, hidden, watched, writes, onWatch }: TileProps) {
  const t = useTranslations("classroom");
  const live = useTranslations("live");
  const { theme } = usePreferences();
  const name = useName(hidden)(student);
  const frozen = useRoomPart(({ classroom }) => freezeOf(classroom, student.person.id) !== undefined);
  const { person, tile, hand } = student;
  const problems = tile?.problems ?? [];
  return (
    <article
      aria-label={name}
      className={`flex h-full flex-col gap-1.5 rounded-control border border-l-[3px] border-line ${edgeOf(student)} bg-raised p-2.5 text-[12px]`}
    >
      <header className="flex items-center gap-2">
        {!hidden && <Avatar nickname={person.nickname} colour={person.colour} theme={theme} />}
        <span className="min-w-0 flex-1 truncate text-[13px] font-semibold" title={name}>
          {name}
        </span>
        {frozen && <Snowflake size={14} className="text-info" aria-label={t("freeze")} />}
        {writes && <MessageCircle size={14} className="text-accent" aria-label={t("waiting")} />}
        {hand && <Hand size={15} className="text-accent" aria-label={t("handIsUp")} />}
        {!person.online && <span className="text-soft">{t("away")}</span>}
        {person.online && !hidden && (
          <IconButton
            icon={Eye}
            label={`${live("watch")}: ${name}`}
            on={watched}
            className="size-6!"
            onClick={() => onWatch(watched ? undefined : person.id)}
          />
        )}
        <TileMenu student={student} name={name} />
      </header>
      <StepLine student={student} />
      {problems.slice(0, 2).map((problem) => (
        <ProblemLine key={`${problem.key}/${problem.name}`} problem={problem} />
      ))}
      {problems.length === 0 && (
        <p className={tile && tile.ready < tile.pods ? "text-soft" : "text-running"}>
          {tile && tile.pods > 0 ? t("ready", { ready: tile.ready, pods: tile.pods }) : t("well")}
        </p>
      )}
      {!hidden && <LastLine last={tile?.last} />}
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

function ProblemLine({ problem }: { readonly problem: Problem }) {
  const t = useTranslations("classroom");
  const text = useProblemText();
  const connection = useConnection();
  const span = useSpan();
  const since = useTimedText(() => span(connection.clusterNow() - problem.since));
  return (
    <p className="leading-snug" title={problem.detail}>
      <span className="font-mono font-medium">{problem.name}</span>{" "}
      <span className="line-clamp-2 text-failing">{text(problem)}</span>{" "}
      <span className="text-soft tabular-nums">{t("since", { time: since })}</span>
    </p>
  );
}

function LastLine({ last }: { readonly last: LastDeed | undefined }) {
  const t = useTranslations("classroom");
  const verbText = useVerbText();
  const span = useSpan();
  const quiet = useTimedText(() => {
    const ms = last?.at === undefined ? 0 : Date.now() - last.at;
    return ms > QUIET_MS ? span(ms) : "";
  });
  return (
    <p className="mt-auto truncate text-soft" title={last?.refused}>
      {last ? t("last", { verb: verbText(last.verb), name: last.name || last.resource }) : t("never")}
      {last?.refused && <span className="text-failing"> · {t("refused")}</span>}
      {quiet && ` · ${t("idle", { time: quiet })}`}
    </p>
  );
}
