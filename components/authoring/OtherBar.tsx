"use client";
/** Somebody else wrote, saved or removed the lesson while one's own words stand here: what it was, and what to do now. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { LESSON_LANGUAGES } from "../../server/protocol/lessons.ts";
import type { OwnLessonVersion } from "../../server/protocol/ownLessons.ts";
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";
import { DiffLines } from "../editor/DiffLines.tsx";
import { Button } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import type { Other } from "./deskTypes.ts";
import { useWhen } from "./useWhen.ts";

export interface OtherBarProps {
  readonly other: Other;
  readonly texts: LessonTexts;
  /** The newest version there is. */
  readonly newest: OwnLessonVersion | undefined;
  readonly busy: boolean;
  onTheirs(): void;
  onMine(): void;
  onBoth(): void;
}

export function OtherBar({ other, texts, newest, busy, onTheirs, onMine, onBoth }: OtherBarProps) {
  const t = useTranslations("authoring.other");
  const when = useWhen();
  const [compares, setCompares] = useState(false);
  const said = (): string => {
    if (other.kind === "draft") return t("draft", { said: when.said(other.by, other.at) });
    if (other.kind === "gone") return t("gone");
    return t("version", { version: other.version, said: newest ? when.said(newest.by, newest.at) : "–" });
  };
  return (
    <section
      role="alert"
      aria-label={t("title")}
      data-testid="other"
      data-kind={other.kind}
      className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-line bg-pending/10 px-3 py-2 text-[13px]"
    >
      <p className="min-w-60 flex-1 break-keep">{said()}</p>
      <div className="flex flex-wrap gap-1.5">
        {other.kind !== "gone" && <Button onClick={() => setCompares(true)}>{t("compare")}</Button>}
        <Button disabled={busy} onClick={onTheirs}>
          {other.kind === "version" ? t("theirs.version", { version: other.version }) : t(`theirs.${other.kind}`)}
        </Button>
        {other.kind !== "gone" && (
          <Button disabled={busy} onClick={onMine}>
            {t(`mine.${other.kind}`)}
          </Button>
        )}
        <Button look="primary" disabled={busy} onClick={onBoth}>
          {t(other.kind === "gone" ? "asNew" : "both")}
        </Button>
      </div>
      {compares && other.kind !== "gone" && (
        <Modal open onOpenChange={() => setCompares(false)} title={t("compare")} lead={t("compareLead")}>
          {LESSON_LANGUAGES.filter((language) => (other.texts[language] ?? "") !== (texts[language] ?? "")).map(
            (language) => (
              <section key={language} className="mt-3 text-[12px]" lang={language}>
                <h3 className="font-semibold">{t(`language.${language}`)}</h3>
                <DiffLines before={other.texts[language] ?? ""} after={texts[language] ?? ""} />
              </section>
            ),
          )}
        </Modal>
      )}
    </section>
  );
}
