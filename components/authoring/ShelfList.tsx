"use client";
/** The lessons a room has of its own and what is written of them: open one, begin one, take files in, take all out. */
import { Download, FilePlus2, Link2, Trash2, Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import type { OwnLessonSummary, RemovedLesson } from "../../server/protocol/ownLessons.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import type { ShelfItem } from "./shelfItems.ts";
import { useWhen } from "./useWhen.ts";

export interface ShelfListProps {
  readonly items: readonly ShelfItem[];
  readonly removed: readonly RemovedLesson[];
  readonly hasLessons: boolean;
  /** The one that is open. */
  readonly open: string | undefined;
  onOpen(id: string): void;
  onNew(): void;
  onUpload(files: readonly File[]): void;
  onDownload(): void;
  onShare(): void;
  onRemove(item: ShelfItem): void;
  onBringBack(removed: RemovedLesson): void;
}

export function ShelfList(props: ShelfListProps) {
  const { items, removed, hasLessons, open, onOpen, onNew, onUpload, onDownload, onShare, onRemove } = props;
  const t = useTranslations("authoring");
  const files = useRef<HTMLInputElement>(null);
  return (
    <section aria-labelledby="shelf" className="p-3">
      <div className="flex items-center gap-1">
        <h2 id="shelf" className="flex-1 text-[13px] font-semibold">
          {t("shelf")}
        </h2>
        <IconButton icon={Upload} label={t("upload")} onClick={() => files.current?.click()} />
        <IconButton icon={Download} label={t("downloadAll")} disabled={!hasLessons} onClick={onDownload} />
        <IconButton icon={Link2} label={t("share")} disabled={!hasLessons} onClick={onShare} />
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
      {items.length === 0 && <p className="mt-2 text-[12px] text-soft break-keep">{t("shelfEmpty")}</p>}
      <ul className="mt-2 divide-y divide-line border-y border-line empty:hidden" data-testid="shelf">
        {items.map((item) => (
          <ShelfRow key={item.id} item={item} isOpen={item.id === open} onOpen={onOpen} onRemove={onRemove} />
        ))}
      </ul>
      <Button className="mt-2 w-full" onClick={onNew} data-testid="new-lesson">
        <FilePlus2 size={15} aria-hidden />
        {t("new")}
      </Button>
      {removed.length > 0 && <Removed removed={removed} onBringBack={props.onBringBack} />}
    </section>
  );
}

function ShelfRow({
  item,
  isOpen,
  onOpen,
  onRemove,
}: {
  readonly item: ShelfItem;
  readonly isOpen: boolean;
  onOpen(id: string): void;
  onRemove(item: ShelfItem): void;
}) {
  const t = useTranslations("authoring");
  const titleOf = useTitle();
  const when = useWhen();
  const plan = useRoomPart(({ classroom }) => classroom.plan);
  const { id, lesson, draft, isUnsent } = item;
  const newest = lesson?.versions[0];
  const last = draft ?? newest;
  const isGiven = plan?.lessons.some((one) => one.version !== undefined && one.lesson === id) ?? false;
  return (
    <li className="flex items-center gap-1">
      <button
        type="button"
        aria-current={isOpen ? "page" : undefined}
        onClick={() => onOpen(id)}
        className="min-w-0 flex-1 px-1 py-2 text-left -outline-offset-2 hover:bg-raised"
      >
        <span className="flex items-baseline gap-1.5">
          <span className={`min-w-0 truncate text-[13px] ${isOpen ? "font-semibold" : ""}`}>{titleOf(item)}</span>
          {isGiven && (
            <span className="shrink-0 rounded bg-accent-soft px-1 text-[11px] text-accent">{t("inClass")}</span>
          )}
        </span>
        {lesson && newest && (
          <span className="block truncate text-[12px] text-soft">
            {t("about", {
              steps: lesson.steps,
              version: newest.version,
              languages: Object.keys(lesson.titles).join(" · "),
            })}
          </span>
        )}
        {last && (
          <span className="block truncate text-[12px] text-soft">
            {draft ? t("draftBy", { said: when.said(last.by, last.at) }) : when.said(last.by, last.at)}
          </span>
        )}
        {isUnsent && <span className="block text-[12px] text-pending break-keep">{t("unsent")}</span>}
      </button>
      {(lesson || draft) && (
        <IconButton icon={Trash2} label={t("remove", { title: titleOf(item) })} onClick={() => onRemove(item)} />
      )}
    </li>
  );
}

function Removed({
  removed,
  onBringBack,
}: {
  readonly removed: readonly RemovedLesson[];
  onBringBack(removed: RemovedLesson): void;
}) {
  const t = useTranslations("authoring");
  const titleOf = useTitle();
  const when = useWhen();
  return (
    <details className="mt-3 text-[12px]" data-testid="removed">
      <summary className="cursor-pointer text-soft hover:text-ink">{t("removed", { count: removed.length })}</summary>
      <p className="mt-1 text-soft break-keep">{t("removedLead")}</p>
      <ul className="mt-1 divide-y divide-line">
        {removed.map((one) => (
          <li key={`${one.kind} ${one.id}`} className="flex items-center gap-2 py-1">
            <span className="min-w-0 flex-1">
              <span className="block truncate">{titleOf(one)}</span>
              <span className="block text-soft">{when.time(one.removedAt)}</span>
            </span>
            <Button
              className="h-7"
              aria-label={t("bringBackOf", { title: titleOf(one) })}
              onClick={() => onBringBack(one)}
            >
              {t("bringBack")}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** A lesson's title in the reader's language, or in the one there is. */
export function useTitle(): (
  lesson: Pick<OwnLessonSummary, "titles"> & { readonly lesson?: unknown; readonly id?: string },
) => string {
  const t = useTranslations("authoring");
  const { locale } = usePreferences();
  return ({ titles, lesson, id }) => {
    const name = typeof lesson === "string" ? lesson : id;
    return titles[locale] ?? Object.values(titles)[0] ?? (name && !name.startsWith("~") ? name : t("untitled"));
  };
}
