"use client";
/** Asks once more, in place, before something that cannot be taken back. */
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button } from "../ui/controls.tsx";

/** The function that asks, and the question, to be put where it belongs. */
export function useSure(): [(text: string) => Promise<boolean>, ReactNode] {
  const t = useTranslations("settings");
  const [question, setQuestion] = useState<{ readonly text: string; readonly answer: (yes: boolean) => void }>();
  const ask = (text: string): Promise<boolean> =>
    new Promise((resolve) =>
      setQuestion({
        text,
        answer: (yes) => {
          setQuestion(undefined);
          resolve(yes);
        },
      }),
    );
  const shown = question && (
    <div
      role="alertdialog"
      aria-label={question.text}
      className="mt-2 flex flex-wrap items-center gap-2 rounded-control bg-panel px-3 py-2"
    >
      <p className="min-w-0 flex-1 break-keep">{question.text}</p>
      <Button onClick={() => question.answer(false)}>{t("cancel")}</Button>
      <Button look="danger" onClick={() => question.answer(true)}>
        {t("yes")}
      </Button>
    </div>
  );
  return [ask, shown];
}
