"use client";
/** Plays the past at a speed, moment by moment, until now is reached. */
import { useEffect, useRef, useState } from "react";

const TICK_MS = 250;

export interface Playing {
  readonly on: boolean;
  readonly speed: number;
  setSpeed(speed: number): void;
  toggle(): void;
  stop(): void;
}

interface Line {
  /** Cluster times, ms: what is shown, and now. */
  readonly at: number;
  readonly now: number;
  go(time: number): void;
  toNow(): void;
}

export function usePlaying(line: Line): Playing {
  const [on, setOn] = useState(false);
  const [speed, setSpeed] = useState(10);
  const newest = useRef(line);
  newest.current = line;
  useEffect(() => {
    if (!on) return;
    let time = newest.current.at;
    const timer = setInterval(() => {
      time += TICK_MS * speed;
      const { now, go, toNow } = newest.current;
      if (time < now) return go(time);
      setOn(false);
      toNow();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [on, speed]);
  return { on, speed, setSpeed, toggle: () => setOn((playing) => !playing), stop: () => setOn(false) };
}
