"use client";
/** The lesson that is open: its texts side by side or one at a time, what is wrong with them, and what is done with it. */
import { Download, FlaskConical, Plus, Save, Trash2, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { LESSON_LANGUAGES, type LessonLanguage, type OwnLessonSummary } from "../../server/protocol/lessons.ts";
import type { LessonProblem } from "../../server/protocol/lessonText/LessonError.ts";
import type { OwnReading } from "../../server/protocol/lessonText/ownLesson.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Button, Select, TabBar, TabPanel } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { saveLessons } from "./files.ts";
import { LessonBox } from "./LessonBox.tsx";
import type { WritingDesk } from "./useWriting.ts";

export interface WritingPanelProps {
  readonly desk: WritingDesk;
  readonly reading: OwnReading;
  readonly summary: OwnLessonSummary | undefined;
  /** The text in view; both: side by side. */
  readonly view: LessonLanguage | "both";
  readonly goTo: { readonly at: number } | undefined;
  readonly busy: boolean;
  onView(view: LessonLanguage | "both"): void;
  onPlace(language: LessonLanguage, position: number): void;
  onSave(): void;
  onTry(): void;
  onProblem(error: unknown): void;
}

export function WritingPanel(props: WritingPanelProps) {
  const { desk, reading, summary, view, goTo, busy, onView, onPlace, onSave, onTry, onProblem } = props;
  const t = useTranslations("authoring");
  const { locale } = usePreferences();
  const [own, setOwn] = useState<{ readonly at: number }>();
  const restore = useRef(desk.write);
  restore.current = desk.write;
  const { writing, isChanged } = desk;
  if (!writing) return <p className="p-4 text-[13px] text-soft">{t("coming")}</p>;
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
          disabled={busy || !reading.isWhole || (!isChanged && writing.base > 0)}
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
          onClick={() => saveLessons(writing.lesson === "+" ? "lesson" : writing.lesson, [texts])}
        />
        {isChanged && <IconButton icon={Undo2} label={t("discard")} onClick={desk.discard} />}
        <span role="status" className="px-1 text-[12px] text-soft" data-testid="saved">
          {isChanged || writing.base === 0 ? t("draft") : t("version", { version: writing.base })}
        </span>
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
            {summary.versions.map(({ version, at }) => (
              <option key={version} value={version}>
                {t("versionOf", { version, at: new Date(at).toLocaleString(locale) })}
              </option>
            ))}
          </Select>
        )}
        <span className="flex-1" />
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
