"use client";
/** A student in two short lines, so that a large class is on one screen; a click shows the whole tile. */
import { Hand, MessageCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { stepKey } from "../../server/protocol/classroom/ClassState.ts";
import { useStepNames } from "../lesson/useStepNames.ts";
import { Popover } from "../ui/Popover.tsx";
import { StudentTile, type TileProps } from "./StudentTile.tsx";
import { edgeOf } from "./tileLook.ts";
import { useName } from "./useName.ts";
import { useProblemText } from "./useProblemText.ts";
import type { Student } from "./useStudents.ts";

export const SmallTile = memo(function SmallTile(props: TileProps) {
  const { student, hidden, watched, writes } = props;
  const t = useTranslations("classroom");
  const name = useName(hidden)(student);
  const state = useStateText()(student);
  const { person, hand, tile } = student;
  const [problem] = tile?.problems ?? [];
  const marks = [hand ? t("handIsUp") : "", writes ? t("waiting") : "", person.online ? "" : t("away")].filter(Boolean);
  return (
    <Popover
      label={name}
      align="start"
      trigger={
        <button
          type="button"
          data-student={person.id}
          title={[name, state, ...marks].join(" · ")}
          className={`flex h-9 w-full min-w-0 flex-col justify-center rounded-control border border-l-[3px] border-line px-1.5 text-left text-[11px] leading-tight hover:border-line-strong ${edgeOf(student)} ${watched ? "bg-accent-soft" : problem ? "bg-failing/8" : "bg-raised"} ${person.online ? "" : "text-soft"}`}
        >
          <span className="flex w-full items-center gap-1">
            <span className="min-w-0 flex-1 truncate font-semibold">{name}</span>
            {writes && <MessageCircle size={12} aria-hidden className="shrink-0 text-accent" />}
            {hand && <Hand size={12} aria-hidden className="shrink-0 text-accent" />}
          </span>
          <span className={`w-full truncate ${problem ? "text-failing" : "text-soft"}`}>{state}</span>
          {marks.length > 0 && <span className="sr-only">{marks.join(" · ")}</span>}
        </button>
      }
    >
      <StudentTile {...props} />
    </Popover>
  );
});

/** What is wrong, else the step they are at, else how their pods are. */
function useStateText(): (student: Student) => string {
  const t = useTranslations("classroom");
  const problemText = useProblemText();
  const names = useStepNames();
  return ({ person, tile, progress }) => {
    const [problem] = tile?.problems ?? [];
    if (problem) return problemText(problem);
    if (progress) {
      const done = progress.steps[stepKey(progress.at)]?.passed !== undefined;
      return `${names(progress.at).step}${done ? " ✓" : ""}`;
    }
    if (!person.online) return t("away");
    return tile && tile.pods > 0 ? t("ready", { ready: tile.ready, pods: tile.pods }) : t("noStep");
  };
}
