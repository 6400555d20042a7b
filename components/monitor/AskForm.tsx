"use client";
/** What to ask the class: nodes and states are the cluster's own, and about a pod it tells itself what came of it. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ANSWERS, type Answers, isToldByCluster, NOWHERE, STATES } from "../classroom/outcome.ts";
import { useAct } from "../classroom/useAct.ts";
import { newId } from "../client/newId.ts";
import { useRoomPart, useTable } from "../room/RoomContext.tsx";
import { Button, Input, Select } from "../ui/controls.tsx";

const LONGEST_ANSWER = 120;
const MOST_ANSWERS = 40;

export function AskForm() {
  const t = useTranslations("classroom");
  const act = useAct();
  const nodes = useTable("nodes");
  const mode = useRoomPart(({ room }) => room?.mode);
  const [text, setText] = useState("");
  const [answers, setAnswers] = useState<Answers>("choice");
  const [choices, setChoices] = useState("");
  const [pod, setPod] = useState("");
  const optionsOf = (): readonly string[] => {
    if (answers === "node")
      return [...[...nodes.values()].map(({ metadata }) => metadata.name).slice(0, MOST_ANSWERS - 1), NOWHERE];
    if (answers === "state") return STATES;
    if (answers !== "choice") return [];
    const lines = choices.split("\n").map((line) => line.trim().slice(0, LONGEST_ANSWER));
    return [...new Set(lines.filter(Boolean))].slice(0, MOST_ANSWERS);
  };
  const aboutOf = (): { readonly resource: string; readonly namespace: string; readonly name: string } | undefined => {
    const [name = "", namespace] = pod.trim().split("/").reverse();
    if (!isToldByCluster(answers) || !name) return undefined;
    // Where each has a namespace, the pod is meant that each has in theirs.
    return { resource: "pods", namespace: namespace ?? (mode === "namespace-each" ? "" : "default"), name };
  };
  const ask = async (): Promise<void> => {
    const options = optionsOf();
    const about = aboutOf();
    const done = await act({
      type: "ask",
      id: newId(),
      text: text.trim(),
      answers: answers === "choice" && options.length === 0 ? "text" : answers,
      options: [...options],
      ...(about ? { about } : {}),
    });
    if (!done) return;
    setText("");
    setChoices("");
  };
  return (
    <form
      className="space-y-2"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
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
      <Select
        className="w-full"
        aria-label={t("answerKind")}
        value={answers}
        onChange={(event) => setAnswers(event.target.value as Answers)}
      >
        {ANSWERS.map((kind) => (
          <option key={kind} value={kind}>
            {t(`answerKinds.${kind}`)}
          </option>
        ))}
      </Select>
      {answers === "choice" && (
        <textarea
          aria-label={`${t("answers")}: ${t("answersHint")}`}
          placeholder={`${t("answers")}: ${t("answersHint")}`}
          rows={2}
          value={choices}
          onChange={(event) => setChoices(event.target.value)}
          className="w-full rounded-control border border-line bg-raised p-2 text-[13px] outline-none placeholder:text-faint focus:border-accent"
        />
      )}
      {isToldByCluster(answers) && (
        <Input
          className="w-full font-mono"
          aria-label={t("askAbout")}
          placeholder={t("askAbout")}
          value={pod}
          maxLength={300}
          spellCheck={false}
          onChange={(event) => setPod(event.target.value)}
        />
      )}
      <Button type="submit" look="primary" disabled={!text.trim()}>
        {t("askAll")}
      </Button>
    </form>
  );
}
