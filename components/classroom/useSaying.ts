"use client";
/** A line one writes and says; it stays until it was said, and what was written meanwhile stays, too. */
import { type FormEvent, useState } from "react";
import type { ClassMessage } from "../../server/protocol/classroom/ClassState.ts";
import { useAct } from "./useAct.ts";

export interface Saying {
  readonly text: string;
  /** There is something to say, and it is not on its way. */
  readonly ready: boolean;
  setText(text: string): void;
  /** For a form. */
  send(event: FormEvent): void;
}

export function useSaying(to: ClassMessage["to"]): Saying {
  const act = useAct();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const ready = text.trim() !== "" && !busy;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    void act({ type: "say", to, text: text.trim() }).then((done) => {
      setBusy(false);
      if (done) setText((now) => (now === text ? "" : now));
    });
  };
  return { text, ready, setText, send };
}
