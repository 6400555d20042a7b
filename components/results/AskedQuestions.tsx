"use client";
/** All that the class was asked and kept, with the spread and each one's answer. */
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { isOpen, type Question } from "../../server/protocol/classroom/ClassState.ts";
import { Spread } from "../classroom/QuestionCard.tsx";
import { useNames } from "../classroom/useNames.ts";
import { questionsFile } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useRoomPart } from "../room/RoomContext.tsx";
import { FileLink } from "../ui/FileLink.tsx";

/** `hidden`: no names are shown. */
export function AskedQuestions({ roomId, hidden }: { readonly roomId: string; readonly hidden: boolean }) {
  const t = useTranslations("results");
  const { locale } = usePreferences();
  const questions = useRoomPart(({ classroom }) => classroom.questions);
  if (questions.length === 0) return null;
  return (
    <section aria-label={t("asked")} data-testid="asked-questions" className="mt-8 max-w-3xl">
      <header className="flex flex-wrap items-center gap-3 border-b border-line pb-2">
        <h2 className="flex-1 text-[14px] font-semibold">{t("asked")}</h2>
        <FileLink href={questionsFile(roomId, locale)}>
          <Download size={14} aria-hidden />
          {t("askedCsv")}
        </FileLink>
      </header>
      <ol className="divide-y divide-line">
        {[...questions].reverse().map((question) => (
          <li key={question.id} className="py-3 text-[13px]">
            <Asked question={question} hidden={hidden} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Asked({ question, hidden }: { readonly question: Question; readonly hidden: boolean }) {
  const t = useTranslations("results");
  const words = useTranslations("classroom");
  const { locale } = usePreferences();
  const nameOf = useNames();
  const { text, at, voted, votes, revealed } = question;
  const answers = Object.entries(votes);
  return (
    <>
      <p className="font-medium">{text}</p>
      <p className="text-[12px] text-soft tabular-nums">
        {new Date(at).toLocaleString(locale)} · {words("voted", { count: voted })}
        {!revealed && ` · ${isOpen(question) ? t("notRevealed") : words("allVoted")}`}
      </p>
      <Spread question={question} />
      {!isOpen(question) && !hidden && answers.length > 0 && (
        <details className="mt-2">
          <summary className="cursor-pointer text-soft hover:text-ink">{t("whoAnswered")}</summary>
          <ul className="mt-1 grid gap-x-6 sm:grid-cols-2">
            {answers.map(([person, answer]) => (
              <li key={person} className="flex gap-2 py-0.5">
                <span className="min-w-0 flex-1 truncate">{nameOf(person)}</span>
                <span className={answer === revealed?.outcome ? "font-semibold text-running" : ""}>
                  {answer}
                  {answer === revealed?.outcome && <span className="sr-only"> ({t("right")})</span>}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
