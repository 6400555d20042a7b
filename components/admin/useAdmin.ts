"use client";
/** Where the operator stands: at the door or in, with what the server said last, asked anew at a calm rate while somebody looks. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { AdminOverview } from "../../server/protocol/admin.ts";
import { fetchAllRooms, fetchOverview, type RoomList } from "../client/admin.ts";
import { RoomProblem } from "../client/rooms.ts";
import { type Sample, sampleOf, withSample } from "./samples.ts";

/** ms. How the server does is little to ask; its rooms are a lot. */
const OVERVIEW_MS = 5_000;
const ROOMS_MS = 30_000;

/** What was given, when (this machine's clock, ms), and what the last try came to. */
export interface Known<T> {
  readonly value: T;
  readonly at: number;
}

export interface Inside {
  readonly at: "in";
  readonly overview: Known<AdminOverview>;
  /** Of the last minute. */
  readonly samples: readonly Sample[];
  /** Undefined until they were read. */
  readonly rooms: Known<RoomList> | undefined;
  /** Why the last try to ask failed. */
  readonly problem: RoomProblem | undefined;
  readonly roomsProblem: RoomProblem | undefined;
  /** Asks for everything now. */
  look(): void;
  /** To be told of what a call rejected with: a session that ended leads to the door. */
  failed(error: unknown): void;
  leave(): void;
}

export type Admin =
  | { readonly at: "off" }
  | { readonly at: "looking"; readonly problem: RoomProblem | undefined }
  | { readonly at: "door"; readonly why: "ended" | "left" | undefined; enter(): void }
  | Inside;

type Place = "looking" | "off" | "door" | "in";

export function useAdmin(): Admin {
  const [place, setPlace] = useState<Place>("looking");
  const [why, setWhy] = useState<"ended" | "left">();
  const [overview, setOverview] = useState<Known<AdminOverview>>();
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const [rooms, setRooms] = useState<Known<RoomList>>();
  const [problem, setProblem] = useState<RoomProblem>();
  const [roomsProblem, setRoomsProblem] = useState<RoomProblem>();
  const wasIn = useRef(false);

  /** Nothing of the server stays on the screen of who is not signed in. */
  const out = useCallback((to: Place, because?: "ended" | "left") => {
    wasIn.current = false;
    setPlace(to);
    setWhy(because);
    setOverview(undefined);
    setRooms(undefined);
    setSamples([]);
  }, []);
  const failed = useCallback(
    (error: unknown): RoomProblem | undefined => {
      if (!(error instanceof RoomProblem)) throw error;
      // Without a secret there is no such API.
      if (error.status === 404 && error.code === "unreachable") out("off");
      else if (error.status === 401) out("door", wasIn.current ? "ended" : undefined);
      else return error;
      return undefined;
    },
    [out],
  );

  const lookOver = useCallback(async () => {
    try {
      const value = await fetchOverview();
      wasIn.current = true;
      setOverview({ value, at: Date.now() });
      setSamples((before) => withSample(before, sampleOf(value)));
      setProblem(undefined);
      setPlace("in");
    } catch (error) {
      setProblem(failed(error));
    }
  }, [failed]);
  const lookAtRooms = useCallback(async () => {
    try {
      const value = await fetchAllRooms();
      setRooms({ value, at: Date.now() });
      setRoomsProblem(undefined);
    } catch (error) {
      setRoomsProblem(failed(error));
    }
  }, [failed]);

  const asks = place === "in" || place === "looking";
  useRepeatedly(lookOver, OVERVIEW_MS, asks);
  useRepeatedly(lookAtRooms, ROOMS_MS, place === "in");

  if (place === "door") return { at: "door", why, enter: () => setPlace("looking") };
  if (place === "off") return { at: "off" };
  if (place !== "in" || !overview) return { at: "looking", problem };
  return {
    ...{ at: "in", overview, samples, rooms, problem, roomsProblem },
    look: () => void Promise.all([lookOver(), lookAtRooms()]),
    failed: (error) => void failed(error),
    leave: () => out("door", "left"),
  };
}

/** Asks now and then anew, one question at a time; not while nobody sees the page, and at once when somebody does again. */
function useRepeatedly(ask: () => Promise<void>, every: number, wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking = false;
    let over = false;
    const round = async (): Promise<void> => {
      clearTimeout(timer);
      if (asking || over || document.hidden) return;
      asking = true;
      await ask();
      asking = false;
      if (!over) timer = setTimeout(() => void round(), every);
    };
    const shown = (): void => void round();
    document.addEventListener("visibilitychange", shown);
    void round();
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", shown);
    };
  }, [ask, every, wanted]);
}
