"use client";
/** The results of a room from its server, and anew while the class goes on. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { Results } from "../../server/protocol/results.ts";
import { fetchResults } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useRoomPart } from "../room/RoomContext.tsx";

/** Between two questions to the server, ms. */
const PAUSE_MS = 1_500;

export interface ResultsView {
  /** Undefined while they come for the first time. */
  readonly results: Results | undefined;
  readonly failed: boolean;
  again(): void;
}

export function useResults(roomId: string, wanted: boolean): ResultsView {
  const { locale } = usePreferences();
  const progress = useRoomPart(({ classroom }) => classroom.progress);
  const people = useRoomPart((snapshot) => snapshot.people.size);
  const [results, setResults] = useState<Results>();
  const [failed, setFailed] = useState(false);
  const asked = useRef(0);
  const lastAsked = useRef(0);
  const ask = useCallback(() => {
    const number = ++asked.current;
    lastAsked.current = Date.now();
    fetchResults(roomId, locale).then(
      (answer) => {
        // An answer that was overtaken is not shown.
        if (number !== asked.current) return;
        setFailed(false);
        setResults(answer);
      },
      () => number === asked.current && setFailed(true),
    );
  }, [roomId, locale]);
  // Progress and people are not read here: when they change there is more to ask.
  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(ask, Math.max(0, lastAsked.current + PAUSE_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [ask, wanted, progress, people]);
  return { results, failed, again: ask };
}
