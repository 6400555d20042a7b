"use client";
/** Predict, then run: a question to all, answers hidden until revealed. */
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { Question } from "../../server/protocol/classroom/ClassState.ts";
import { Spread } from "../classroom/QuestionCard.tsx";
import { useAct } from "../classroom/useAct.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { Section } from "./Section.tsx";
import { newId } from "../client/newId.ts";

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

function AskForm() {
  const t = useTranslations("classroom");
  const act = useAct();
  const [text, setText] = useState("");
  const [options, setOptions] = useState("");
  return (
    <form
      className="space-y-2"
      onSubmit={(event) => {
        event.preventDefault();
        const list = options
          .split("\n")
          .map((option) => option.trim().slice(0, 120))
          .filter(Boolean)
          .slice(0, 40);
        const id = newId();
        void act({
          type: "ask",
          id,
          text: text.trim(),
          answers: list.length > 0 ? "choice" : "text",
          options: list,
        }).then((done) => {
          if (!done) return;
          setText("");
          setOptions("");
        });
      }}
    >
      <Input
        className="w-full"
        aria-label={t("askText")}
        placeholder={t("askText")}
        value={text}
        maxLength={500}
        onChange={(event) => setText(event.target.value)}
      />
      <textarea
        aria-label={`${t("answers")}: ${t("answersHint")}`}
        placeholder={`${t("answers")}: ${t("answersHint")}`}
        rows={2}
        value={options}
        onChange={(event) => setOptions(event.target.value)}
        className="w-full rounded-control border border-line bg-raised p-2 text-[13px] outline-none placeholder:text-faint focus:border-accent"
      />
      <Button type="submit" look="primary" disabled={!text.trim()}>
        {t("askAll")}
      </Button>
    </form>
  );
}

function Asked({ question }: { readonly question: Question }) {
  const t = useTranslations("classroom");
  const act = useAct();
  const list = useId();
  const [outcome, setOutcome] = useState("");
  const { id, text, voted, revealed, options } = question;
  return (
    <>
      <p className="font-medium">{text}</p>
      <p className="text-[12px] text-soft tabular-nums">{t("voted", { count: voted })}</p>
      {revealed ? (
        <Spread question={question} />
      ) : (
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
            onChange={(event) => setOutcome(event.target.value)}
          />
          <datalist id={list}>
            {options.map((option) => (
              <option key={option}>{option}</option>
            ))}
          </datalist>
          <Button type="submit">{t("reveal")}</Button>
          <Button look="quiet" onClick={() => void act({ type: "withdraw", id })}>
            {t("withdraw")}
          </Button>
        </form>
      )}
    </>
  );
}
