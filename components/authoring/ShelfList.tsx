"use client";
/** The lessons a room has of its own: open one, begin one, take files in, take all out. */
import { Download, FilePlus2, Link2, Trash2, Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import type { OwnLessonSummary } from "../../server/protocol/lessons.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Button } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";

export interface ShelfListProps {
  readonly lessons: readonly OwnLessonSummary[];
  /** The one that is open. */
  readonly open: string;
  onOpen(lesson: string): void;
  onNew(): void;
  onUpload(files: readonly File[]): void;
  onDownload(): void;
  onShare(): void;
  onRemove(lesson: OwnLessonSummary): void;
}

export function ShelfList(props: ShelfListProps) {
  const { lessons, open, onOpen, onNew, onUpload, onDownload, onShare, onRemove } = props;
  const t = useTranslations("authoring");
  const titleOf = useTitle();
  const files = useRef<HTMLInputElement>(null);
  return (
    <section aria-labelledby="shelf" className="p-3">
      <div className="flex items-center gap-1">
        <h2 id="shelf" className="flex-1 text-[13px] font-semibold">
          {t("shelf")}
        </h2>
        <IconButton icon={Upload} label={t("upload")} onClick={() => files.current?.click()} />
        <IconButton icon={Download} label={t("downloadAll")} disabled={lessons.length === 0} onClick={onDownload} />
        <IconButton icon={Link2} label={t("share")} disabled={lessons.length === 0} onClick={onShare} />
        <input
          ref={files}
          type="file"
          multiple
          accept=".md,.markdown,.txt,text/markdown,text/plain"
          className="hidden"
          aria-label={t("upload")}
          data-testid="lesson-files"
          onChange={(event) => {
            onUpload([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </div>
      {lessons.length === 0 && <p className="mt-2 text-[12px] text-soft break-keep">{t("shelfEmpty")}</p>}
      <ul className="mt-2 divide-y divide-line border-y border-line empty:hidden">
        {lessons.map((lesson) => (
          <li key={lesson.lesson} className="flex items-center gap-1">
            <button
              type="button"
              aria-current={lesson.lesson === open ? "page" : undefined}
              onClick={() => onOpen(lesson.lesson)}
              className={`min-w-0 flex-1 px-1 py-2 text-left -outline-offset-2 hover:bg-raised ${lesson.lesson === open ? "font-semibold" : ""}`}
            >
              <span className="block truncate text-[13px]">{titleOf(lesson)}</span>
              <span className="block truncate text-[12px] font-normal text-soft">
                {t("about", {
                  steps: lesson.steps,
                  version: lesson.versions[0]?.version ?? 0,
                  languages: Object.keys(lesson.titles).join(" · "),
                })}
              </span>
            </button>
            <IconButton
              icon={Trash2}
              label={t("remove", { title: titleOf(lesson) })}
              onClick={() => onRemove(lesson)}
            />
          </li>
        ))}
      </ul>
      <Button className="mt-2 w-full" onClick={onNew}>
        <FilePlus2 size={15} aria-hidden />
        {t("new")}
      </Button>
    </section>
  );
}

/** A lesson's title in the reader's language, or in the one there is. */
export function useTitle(): (lesson: OwnLessonSummary) => string {
  const { locale } = usePreferences();
  return ({ titles, lesson }) => titles[locale] ?? Object.values(titles)[0] ?? lesson;
}
