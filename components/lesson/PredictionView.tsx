"use client";
/** A guess before the run; afterwards it stands beside what came of it. */
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { StepProgress } from "../../server/protocol/classroom/ClassState.ts";
import type { Prediction } from "../../server/protocol/lessons.ts";
import { useAct } from "../classroom/useAct.ts";
import { Button, Input } from "../ui/controls.tsx";
import { atOf, type Place } from "./place.ts";

export function PredictionView({
  place,
  predict,
  own,
  mayWork,
}: {
  readonly place: Place;
  readonly predict: Prediction;
  readonly own: StepProgress | undefined;
  readonly mayWork: boolean;
}) {
  const t = useTranslations("lesson");
  const over = own?.passed !== undefined;
  const { question, because } = predict;
  const guess = own?.prediction;
  return (
    <section className="mt-4 rounded-panel border border-line bg-raised p-3">
      <h4 className="text-[12px] font-semibold text-soft">{t("predict")}</h4>
      <p className="mt-1 text-[13px] font-medium">{question}</p>
      {!over && <Guess key={guess} place={place} predict={predict} guess={guess} mayWork={mayWork} />}
      {over && (
        <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-[13px]">
          {guess !== undefined && (
            <>
              <dt className="text-soft">{t("predicted")}</dt>
              <dd>{guess}</dd>
            </>
          )}
          {own?.outcome !== undefined && (
            <>
              <dt className="text-soft">{t("outcome")}</dt>
              <dd className="font-mono">{own.outcome}</dd>
            </>
          )}
        </dl>
      )}
      {over && guess !== undefined && own?.outcome !== undefined && (
        <p className={`mt-2 text-[13px] font-medium ${guess === own.outcome ? "text-running" : "text-pending"}`}>
          {t(guess === own.outcome ? "right" : "wrong")}
        </p>
      )}
      {over && because && <p className="mt-1 text-[13px] text-soft">{because}</p>}
    </section>
  );
}

function Guess({
  place,
  predict: { answers, options, question },
  guess,
  mayWork,
}: {
  readonly place: Place;
  readonly predict: Prediction;
  readonly guess: string | undefined;
  readonly mayWork: boolean;
}) {
  const t = useTranslations("lesson");
  const act = useAct();
  const [chosen, setChosen] = useState(guess ?? "");
  const name = useId();
  return (
    <form
      className="mt-2 space-y-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.trim()) void act({ type: "predict", ...atOf(place), answer: chosen.trim() });
      }}
    >
      {options.length > 0 ? (
        <fieldset className="space-y-1" disabled={!mayWork}>
          <legend className="sr-only">{question}</legend>
          {options.map((option) => (
            <label key={option} className="flex items-start gap-2 text-[13px]">
              <input
                type="radio"
                name={name}
                className="mt-1 accent-accent"
                checked={chosen === option}
                onChange={() => setChosen(option)}
              />
              {option}
            </label>
          ))}
        </fieldset>
      ) : (
        <Input
          aria-label={question}
          inputMode={answers === "number" ? "numeric" : "text"}
          maxLength={120}
          value={chosen}
          disabled={!mayWork}
          onChange={(event) => setChosen(event.target.value)}
        />
      )}
      {mayWork && (
        <Button type="submit" disabled={chosen.trim() === "" || chosen === guess}>
          {guess !== undefined && chosen === guess ? t("predicted") : t("predictSend")}
        </Button>
      )}
    </form>
  );
}
