"use client";
/** A question to the class: answering it, and the spread once all have answered or it is revealed. */
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { awaitsOutcome, isOpen, type Question } from "../../server/protocol/classroom/ClassState.ts";
import { useRoomView } from "../room/RoomContext.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { useAct } from "./useAct.ts";
import { useAbout, useOwnOutcome } from "./useOutcome.ts";

export function QuestionCard({ question, you }: { readonly question: Question; readonly you: string }) {
  const t = useTranslations("classroom");
  const { text, voted, votes } = question;
  const own = votes[you];
  return (
    <section aria-label={t("voteNow")} className="rounded-panel border border-line bg-raised p-3 text-[13px]">
      <p className="text-[12px] text-soft">
        {t("voteNow")}
        {awaitsOutcome(question) && ` · ${t("allVoted")}`}
      </p>
      <p className="mt-0.5 font-medium">{text}</p>
      {isOpen(question) ? (
        <>
          <Answer key={own} question={question} own={own} />
          <p className="mt-2 text-[12px] text-soft">{t("voted", { count: voted })}</p>
        </>
      ) : (
        <>
          <Spread question={question} own={own} />
          <WhatHappened question={question} />
        </>
      )}
    </section>
  );
}

/** Where the cluster tells: what came of it here, and the way to why. */
function WhatHappened({ question }: { readonly question: Question }) {
  const t = useTranslations("classroom");
  const { setView } = useRoomView();
  const at = useAbout(question);
  const outcome = useOwnOutcome(question, at);
  if (!at || outcome === undefined) return null;
  return (
    <p className="mt-2 flex flex-wrap items-center gap-2 text-[13px]">
      <span>
        <span className="font-mono">{at.name}</span> → <span className="font-mono font-semibold">{outcome}</span>
      </span>
      <Button onClick={() => setView({ selection: at, tab: "why" })}>{t("seeWhy")}</Button>
    </p>
  );
}

function Answer({ question, own }: { readonly question: Question; readonly own: string | undefined }) {
  const t = useTranslations("classroom");
  const act = useAct();
  const name = useId();
  const [answer, setAnswer] = useState(own ?? "");
  const { id, options, answers, text } = question;
  return (
    <form
      className="mt-2 space-y-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (answer.trim()) void act({ type: "vote", id, answer: answer.trim() });
      }}
    >
      {options.length > 0 ? (
        <fieldset className="space-y-1">
          <legend className="sr-only">{text}</legend>
          {options.map((option) => (
            <label key={option} className="flex items-start gap-2">
              <input
                type="radio"
                name={name}
                className="mt-1 accent-accent"
                checked={answer === option}
                onChange={() => setAnswer(option)}
              />
              {option}
            </label>
          ))}
        </fieldset>
      ) : (
        <Input
          aria-label={text}
          value={answer}
          maxLength={120}
          inputMode={answers === "number" ? "numeric" : "text"}
          onChange={(event) => setAnswer(event.target.value)}
        />
      )}
      <Button type="submit" look={own === undefined ? "primary" : "plain"} disabled={!answer.trim() || answer === own}>
        {own !== undefined && answer === own ? t("yourVote") : t("vote")}
      </Button>
    </form>
  );
}

/** Who said what, as bars; the right one and one's own stand out. */
export function Spread({ question, own }: { readonly question: Question; readonly own?: string | undefined }) {
  const t = useTranslations("classroom");
  const { counted, revealed, options } = question;
  const spread = (revealed ?? counted)?.spread;
  if (!spread) return null;
  const outcome = revealed?.outcome;
  const rows = [...new Set([...options, ...Object.keys(spread)])];
  const most = Math.max(1, ...Object.values(spread));
  return (
    <div className="mt-2">
      <ul className="space-y-1">
        {rows.map((answer) => (
          <li key={answer} className="grid grid-cols-[minmax(0,1fr)_2rem] items-center gap-2">
            <span className="relative overflow-hidden rounded-control bg-panel px-2 py-1">
              <span
                aria-hidden
                className={`absolute inset-y-0 left-0 ${answer === outcome ? "bg-running/25" : "bg-accent/15"}`}
                style={{ width: `${((spread[answer] ?? 0) / most) * 100}%` }}
              />
              <span className={`relative ${answer === own ? "font-semibold" : ""}`}>
                {answer}
                {answer === own && <span className="ml-1 text-[12px] text-soft">({t("yourVote")})</span>}
              </span>
            </span>
            <span className="text-right tabular-nums">{spread[answer] ?? 0}</span>
          </li>
        ))}
      </ul>
      {outcome && (
        <p className="mt-2 text-[13px]">
          {t("outcome")}: <span className="font-mono font-semibold text-running">{outcome}</span>
        </p>
      )}
    </div>
  );
}
