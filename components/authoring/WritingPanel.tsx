"use client";
/** The lesson that is open: its texts side by side or one at a time, what is wrong with them, and what is done with it. */
import { Download, FlaskConical, Plus, Presentation, Save, Trash2, Undo2, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { LESSON_LANGUAGES, type LessonLanguage } from "../../server/protocol/lessons.ts";
import type { OwnLessonSummary } from "../../server/protocol/ownLessons.ts";
import type { LessonProblem } from "../../server/protocol/lessonText/LessonError.ts";
import type { OwnReading } from "../../server/protocol/lessonText/ownLesson.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Button, Select, TabBar, TabPanel } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { saveLessons } from "./files.ts";
import { KeptMark } from "./KeptMark.tsx";
import { LessonBox } from "./LessonBox.tsx";
import { nameIn } from "./lessonNames.ts";
import { OtherBar } from "./OtherBar.tsx";
import { useWhen } from "./useWhen.ts";
import type { WritingDesk } from "./useWriting.ts";

export interface WritingPanelProps {
  readonly desk: WritingDesk;
  readonly reading: OwnReading;
  readonly summary: OwnLessonSummary | undefined;
  /** The text in view; both: side by side. */
  readonly view: LessonLanguage | "both";
  readonly goTo: { readonly at: number } | undefined;
  readonly busy: boolean;
  /** Version of it that the class has; undefined: it has none. */
  readonly given: number | undefined;
  onView(view: LessonLanguage | "both"): void;
  onPlace(language: LessonLanguage, position: number): void;
  onSave(): void;
  onTry(): void;
  /** To the class, or out of what it does. */
  onGive(): void;
  onTakeOut(): void;
  onDiscard(): void;
  onTheirs(): void;
  onMine(): void;
  onBoth(): void;
  onProblem(error: unknown): void;
}

export function WritingPanel(props: WritingPanelProps) {
  const { desk, reading, summary, view, goTo, busy, given, onView, onPlace, onSave, onTry, onProblem } = props;
  const t = useTranslations("authoring");
  const { locale } = usePreferences();
  const when = useWhen();
  const [own, setOwn] = useState<{ readonly at: number }>();
  const restore = useRef(desk.write);
  restore.current = desk.write;
  const { writing, isChanged } = desk;
  if (!writing)
    return (
      <p className="p-4 text-[13px] text-soft" role="status">
        {desk.problem ? desk.problem.text[locale] : t("coming")}
      </p>
    );
  const { texts } = writing;
  const shown = view === "both" ? LESSON_LANGUAGES : [view];
  const problems = LESSON_LANGUAGES.flatMap((language) =>
    (reading.problems[language] ?? []).map((problem) => ({ language, problem })),
  );
  const show = (language: LessonLanguage, { from }: LessonProblem): void => {
    if (view !== "both") onView(language);
    setOwn({ at: from });
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-1 border-b border-line px-3 py-1.5">
        <Button
          look="primary"
          disabled={busy || !reading.isWhole || writing.other !== undefined || (!isChanged && writing.version > 0)}
          onClick={onSave}
          data-testid="save"
        >
          <Save size={15} aria-hidden />
          {t("save")}
        </Button>
        <Button disabled={busy || !reading.isWhole} onClick={onTry} data-testid="try">
          <FlaskConical size={15} aria-hidden />
          {t("try")}
        </Button>
        <IconButton
          icon={Download}
          label={t("download")}
          onClick={() => saveLessons(nameIn(texts) || "lesson", [texts])}
        />
        {isChanged && !writing.other && <IconButton icon={Undo2} label={t("discard")} onClick={props.onDiscard} />}
        <KeptMark writing={writing} isChanged={isChanged} />
        {summary && summary.versions.length > 1 && (
          <Select
            aria-label={t("versions")}
            className="max-w-44"
            value=""
            onChange={(event) => void desk.takeVersion(Number(event.target.value)).catch(onProblem)}
          >
            <option value="" disabled>
              {t("versions")}
            </option>
            {summary.versions.map(({ version, at, by }) => (
              <option key={version} value={version}>
                {t("versionOf", { version, said: when.said(by, at) })}
              </option>
            ))}
          </Select>
        )}
        <span className="flex-1" />
        {given === undefined || given < writing.version || isChanged ? (
          <Button
            disabled={busy || !reading.isWhole || writing.other !== undefined}
            onClick={props.onGive}
            data-testid="give-this"
          >
            <Presentation size={15} aria-hidden />
            {t(isChanged || writing.version === 0 ? "saveAndGive" : "giveThis")}
          </Button>
        ) : null}
        {given !== undefined && (
          <span className="inline-flex items-center rounded-control bg-accent-soft pl-2 text-[12px] text-accent">
            {t("givenVersion", { version: given })}
            <IconButton icon={X} label={t("takeOutThis")} disabled={busy} onClick={props.onTakeOut} />
          </span>
        )}
        <TabBar
          name="language"
          label={t("languages")}
          value={view}
          onChange={(id) => onView(id as LessonLanguage | "both")}
          items={[
            { id: "ko", label: "한국어" },
            { id: "en", label: "English" },
            { id: "both", label: t("both") },
          ]}
        />
      </div>
      {writing.other && (
        <OtherBar
          other={writing.other}
          texts={texts}
          newest={summary?.versions[0]}
          busy={busy}
          onTheirs={props.onTheirs}
          onMine={props.onMine}
          onBoth={props.onBoth}
        />
      )}
      <TabPanel
        name="language"
        value={view}
        className="flex min-h-0 flex-1 flex-col divide-line sm:flex-row sm:divide-x"
      >
        {shown.map((language) => (
          <div key={language} className="relative min-h-0 min-w-0 flex-1" lang={language}>
            {texts[language] === undefined ? (
              <div className="grid h-full place-items-center p-4">
                <Button onClick={() => desk.add(language)}>
                  <Plus size={15} aria-hidden />
                  {t(`add.${language}`)}
                </Button>
              </div>
            ) : (
              <>
                <LessonBox
                  label={t(`text.${language}`)}
                  value={texts[language]}
                  problems={reading.problems[language] ?? []}
                  goTo={own ?? goTo}
                  onChange={(text) => desk.write(language, text)}
                  onPlace={(position) => onPlace(language, position)}
                  onSave={onSave}
                />
                {Object.keys(texts).length > 1 && (
                  <IconButton
                    icon={Trash2}
                    label={t(`drop.${language}`)}
                    className="absolute top-1 right-3 bg-paper"
                    onClick={() => {
                      const dropped = texts[language] ?? "";
                      desk.drop(language);
                      toast.message(t("dropped"), {
                        duration: 10_000,
                        action: { label: t("undo"), onClick: () => restore.current(language, dropped) },
                      });
                    }}
                  />
                )}
              </>
            )}
          </div>
        ))}
      </TabPanel>
      <section
        aria-label={t("problems")}
        className="max-h-32 shrink-0 overflow-auto border-t border-line px-3 py-1.5 text-[12px]"
      >
        {problems.length === 0 && <p className="text-soft">{t("noProblems")}</p>}
        <ul data-testid="lesson-problems">
          {problems.map(({ language, problem }) => (
            <li key={`${language} ${problem.from} ${problem.text.en}`}>
              <button
                type="button"
                className="w-full py-0.5 text-left hover:underline"
                onClick={() => show(language, problem)}
              >
                <span className="text-failing">{t("line", { language, line: problem.line })}</span>{" "}
                {problem.text[locale]}
              </button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
