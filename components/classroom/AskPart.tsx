"use client";
/** Asking for help: a hand to raise with a question, and what was said with the instructors and to all. */
import { Hand } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useRef, useState } from "react";
import { awaitsOutcome, isOpen } from "../../server/protocol/classroom/ClassState.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Button, Input, Select } from "../ui/controls.tsx";
import { HandQueue } from "./HandQueue.tsx";
import { MessageLine } from "./MessageLine.tsx";
import { QuestionCard } from "./QuestionCard.tsx";
import { useReadMark } from "./readMark.ts";
import { Received } from "./Received.tsx";
import { useAct } from "./useAct.ts";
import { useNames } from "./useNames.ts";
import { useSaying } from "./useSaying.ts";
import { useTalking } from "./useTalking.tsx";

export function AskPart() {
  const you = useRoomPart((room) => room.you);
  const questions = useRoomPart(({ classroom }) => classroom.questions);
  if (!you) return null;
  // What can be answered comes first.
  const current = [...questions.filter(isOpen), ...questions.filter(awaitsOutcome)];
  const shown = current.length > 0 ? current : questions.slice(-1);
  return (
    <div className="flex h-full min-h-0 flex-col overflow-auto">
      {shown.length > 0 && (
        <div className="space-y-2 p-3 pb-0">
          {shown.map((question) => (
            <QuestionCard key={question.id} question={question} you={you.id} />
          ))}
        </div>
      )}
      {you.role === "student" && <OwnHand you={you.id} />}
      {you.role === "instructor" && <RaisedHands />}
      <Received you={you.id} />
      <Messages you={you.id} mayWrite={you.role !== "viewer"} teaches={you.role === "instructor"} />
    </div>
  );
}

/** The queue, for instructors who are in the room and not at the monitor. */
function RaisedHands() {
  const t = useTranslations("classroom");
  const names = useNames();
  const any = useRoomPart(({ classroom }) => classroom.hands.length > 0);
  const monitor = useRoomPart(({ home, room }) => `/room/${(home ?? room)?.id ?? ""}/monitor`);
  const [talk, dialog] = useTalking(names);
  return (
    <>
      {any && (
        <section aria-label={t("hands")} className="p-3">
          <h3 className="mb-1 text-[12px] text-soft">{t("hands")}</h3>
          <HandQueue
            nameOf={names}
            onWatch={(person) => location.assign(`${monitor}?see=${encodeURIComponent(person)}`)}
            onTalk={talk}
          />
        </section>
      )}
      {dialog}
    </>
  );
}

function OwnHand({ you }: { readonly you: string }) {
  const t = useTranslations("classroom");
  const act = useAct();
  const names = useNames();
  const hand = useRoomPart(({ classroom }) => classroom.hands.find(({ person }) => person === you));
  const [question, setQuestion] = useState("");
  if (hand)
    return (
      <div className="m-3 flex items-center gap-3 rounded-control bg-accent-soft p-3 text-[13px]" role="status">
        <Hand size={18} aria-hidden className="shrink-0 text-accent" />
        <span className="min-w-0 flex-1">
          <span className="font-medium">
            {hand.claimedBy ? t("claimed", { name: names(hand.claimedBy) }) : t("raised")}
          </span>
          {hand.question && <span className="block truncate text-soft">{hand.question}</span>}
        </span>
        <Button onClick={() => void act({ type: "lower-hand" })}>{t("lower")}</Button>
      </div>
    );
  return (
    <form
      className="flex flex-wrap items-end gap-2 p-3"
      onSubmit={(event) => {
        event.preventDefault();
        const asked = question;
        void act({ type: "raise-hand", question: asked.trim() }).then(
          // What was written meanwhile stays.
          (done) => done && setQuestion((now) => (now === asked ? "" : now)),
        );
      }}
    >
      <label className="flex min-w-48 flex-1 flex-col gap-1 text-[12px] text-soft">
        {t("question")}
        <Input value={question} maxLength={500} onChange={(event) => setQuestion(event.target.value)} />
      </label>
      <Button type="submit" look="primary">
        <Hand size={14} aria-hidden />
        {t("raise")}
      </Button>
      <p className="w-full text-[12px] text-soft">{t("askLead")}</p>
    </form>
  );
}

interface MessagesProps {
  readonly you: string;
  readonly mayWrite: boolean;
  readonly teaches: boolean;
}

function Messages({ you, mayWrite, teaches }: MessagesProps) {
  const t = useTranslations("classroom");
  const messages = useRoomPart(({ classroom }) => classroom.messages);
  const people = useRoomPart((room) => room.people);
  const names = useNames();
  // An instructor answers one; left out: what is written goes to all.
  const [to, setTo] = useState<string>();
  const [talk, dialog] = useTalking(names);
  const end = useRef<HTMLLIElement>(null);
  const count = messages.length;
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: "nearest" });
  }, [count]);
  const list = useSeen(messages.at(-1)?.seq ?? 0);
  const { text, ready, setText, send } = useSaying(to ?? (teaches ? "all" : "instructors"));
  const students = [...people.values()].filter(({ role }) => role === "student");
  const hint = to ? t("writeTo", { name: names(to) }) : t(teaches ? "writeAll" : "write");
  return (
    <section aria-label={t("messages")} className="flex min-h-32 flex-1 flex-col border-t border-line">
      <ol
        ref={list}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard has to reach it
        tabIndex={0}
        aria-label={t("messages")}
        className="min-h-0 flex-1 space-y-2 overflow-auto p-3"
      >
        {count === 0 && <li className="text-[13px] text-soft">{t("noMessages")}</li>}
        {messages.map((message, index) => (
          <li key={message.seq} ref={index === count - 1 ? end : undefined}>
            <MessageLine message={message} own={message.from === you}>
              {teaches && people.get(message.from)?.role === "student" && (
                <button
                  type="button"
                  className="ml-auto rounded text-[12px] text-accent hover:underline"
                  onClick={() => talk(message.from)}
                >
                  {t("answerThem")}
                </button>
              )}
            </MessageLine>
          </li>
        ))}
      </ol>
      {mayWrite && (
        <form className="flex flex-wrap gap-2 border-t border-line p-2" onSubmit={send}>
          {teaches && (
            <Select
              aria-label={t("writeWhom")}
              className="max-w-40"
              value={to ?? ""}
              onChange={(event) => setTo(event.target.value || undefined)}
            >
              <option value="">{t("everybodyHere")}</option>
              {students.map(({ id, nickname }) => (
                <option key={id} value={id}>
                  {nickname}
                </option>
              ))}
            </Select>
          )}
          <Input
            className="min-w-0 flex-1"
            aria-label={hint}
            placeholder={hint}
            value={text}
            maxLength={2000}
            onChange={(event) => setText(event.target.value)}
          />
          <Button type="submit" disabled={!ready}>
            {t("send")}
          </Button>
        </form>
      )}
      {dialog}
    </section>
  );
}

/** Once what it is put on is on the screen, everything up to there is read. */
function useSeen(newest: number): RefObject<HTMLOListElement | null> {
  const ref = useRef<HTMLOListElement>(null);
  const { see } = useReadMark();
  useEffect(() => {
    const list = ref.current;
    if (!list) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) see(newest);
    });
    observer.observe(list);
    return () => observer.disconnect();
  }, [newest, see]);
  return ref;
}
