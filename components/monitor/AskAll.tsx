"use client";
/** Predict, then run: a question to all, answers hidden until all have answered or it is revealed. */
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { awaitsOutcome, type Question } from "../../server/protocol/classroom/ClassState.ts";
import { Spread } from "../classroom/QuestionCard.tsx";
import { useOutcomes } from "../classroom/useOutcome.ts";
import { useAct } from "../classroom/useAct.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { useSure } from "../settings/useSure.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { AskForm } from "./AskForm.tsx";
import { Section } from "./Section.tsx";

/** Newest first, so many. */
const SHOWN = 4;

export function AskAll() {
  const t = useTranslations("classroom");
  const questions = useRoomPart(({ classroom }) => classroom.questions);
  return (
    <Section title={t("askAll")}>
      <AskForm />
      <ul className="mt-3 space-y-2">
        {questions
          .slice(-SHOWN)
          .reverse()
          .map((question) => (
            <li key={question.id} className="rounded-control border border-line bg-raised p-2.5 text-[13px]">
              <Asked question={question} />
            </li>
          ))}
      </ul>
    </Section>
  );
}

function Asked({ question }: { readonly question: Question }) {
  const t = useTranslations("classroom");
  const { text, voted, revealed } = question;
  return (
    <>
      <p className="font-medium">{text}</p>
      <p className="text-[12px] text-soft tabular-nums">
        {t("voted", { count: voted })}
        {awaitsOutcome(question) && ` · ${t("allVoted")}`}
      </p>
      <Spread question={question} />
      {!revealed && <RevealForm question={question} />}
    </>
  );
}

function RevealForm({ question }: { readonly question: Question }) {
  const t = useTranslations("classroom");
  const act = useAct();
  const list = useId();
  const happened = useOutcomes(question);
  // What the cluster tells, until somebody writes something else.
  const [written, setWritten] = useState<string>();
  const outcome = written ?? happened;
  const { id, options, voted } = question;
  const [sure, asked] = useSure();
  const withdraw = async (): Promise<void> => {
    // What was answered would be gone.
    if (voted === 0 || (await sure(t("withdrawSure", { count: voted })))) await act({ type: "withdraw", id });
  };
  return (
    <form
      className="mt-2 flex flex-wrap gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void act({ type: "reveal", id, outcome: outcome.trim() });
      }}
    >
      <Input
        className="min-w-0 flex-1"
        list={list}
        aria-label={t("revealOutcome")}
        placeholder={t("revealOutcome")}
        value={outcome}
        maxLength={200}
        onChange={(event) => setWritten(event.target.value)}
      />
      <datalist id={list}>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </datalist>
      <Button type="submit">{t("reveal")}</Button>
      <Button look="quiet" onClick={() => void withdraw()}>
        {t("withdraw")}
      </Button>
      {asked && <div className="w-full">{asked}</div>}
    </form>
  );
}
