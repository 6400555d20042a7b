"use client";
/** Lessons given away by a link: which, the link once it is made, and ending those there are. */
import { Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { LessonShare, OwnLessonSummary } from "../../server/protocol/ownLessons.ts";
import { endShare, shareLessons } from "../client/lessons.ts";
import { Button, Input } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { useCopy } from "../ui/useCopy.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { useTitle } from "./ShelfList.tsx";
import { useWhen } from "./useWhen.ts";

export function ShareLessons({
  roomId,
  lessons,
  shares,
  onChange,
  onProblem,
  onClose,
}: {
  readonly roomId: string;
  readonly lessons: readonly OwnLessonSummary[];
  readonly shares: readonly LessonShare[];
  onChange(): void;
  onProblem(error: unknown): void;
  onClose(): void;
}) {
  const t = useTranslations("authoring");
  const copy = useCopy();
  const titleOf = useTitle();
  const when = useWhen();
  const [left, setLeft] = useState<readonly string[]>([]);
  const [link, setLink] = useState("");
  const chosen = lessons.filter(({ lesson }) => !left.includes(lesson)).map(({ lesson }) => lesson);
  const make = (): void => {
    shareLessons(roomId, chosen).then((made) => {
      setLink(made.link);
      onChange();
    }, onProblem);
  };
  return (
    <Modal open onOpenChange={onClose} title={t("share")} lead={t("shareLead")}>
      <fieldset className="space-y-1">
        <legend className="sr-only">{t("shelf")}</legend>
        {lessons.map((lesson) => (
          <label key={lesson.lesson} className="flex items-center gap-2 text-[13px]">
            <input
              type="checkbox"
              className="accent-accent"
              checked={chosen.includes(lesson.lesson)}
              onChange={({ target }) =>
                setLeft(target.checked ? left.filter((one) => one !== lesson.lesson) : [...left, lesson.lesson])
              }
            />
            {titleOf(lesson)}
          </label>
        ))}
      </fieldset>
      <Button look="primary" className="mt-3" disabled={chosen.length === 0} onClick={make} data-testid="make-link">
        {t("makeLink")}
      </Button>
      {link && (
        <div className="mt-3">
          <p className="flex items-center gap-1">
            <Input
              readOnly
              aria-label={t("link")}
              value={link}
              className="min-w-0 flex-1 font-mono"
              data-testid="lesson-link"
            />
            <IconButton icon={Copy} label={t("copyLink")} onClick={() => copy(link, t("linkCopied"))} />
          </p>
          <p className="mt-1 text-[12px] text-soft break-keep">{t("linkOnce")}</p>
        </div>
      )}
      {shares.length > 0 && (
        <section className="mt-4 border-t border-line pt-3">
          <h3 className="text-[13px] font-semibold">{t("links")}</h3>
          <ul className="mt-1 divide-y divide-line">
            {shares.map(({ id, titles, at, by }) => (
              <li key={id} className="flex items-center gap-2 py-1.5 text-[13px]">
                <span className="min-w-0 flex-1 truncate" title={titles.join(", ")}>
                  {titles.join(", ")}
                </span>
                <span className="text-[12px] text-soft tabular-nums">{when.said(by, at)}</span>
                <Button
                  look="danger"
                  className="h-7"
                  onClick={() => void endShare(roomId, id).then(onChange, onProblem)}
                >
                  {t("endLink")}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Modal>
  );
}
