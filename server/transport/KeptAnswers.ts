/**
 * Answers to what a person asked to be done, kept a little: a browser whose line broke before an answer came asks again by the same
 * key and gets that answer, and nothing is done twice. Kept by the open room alone: after a crash nobody knows what was
 * answered, which browsers see by `id`.
 */
import { randomUUID } from "node:crypto";
import type { Room } from "../rooms/Room.ts";

/** Longer than a browser goes on asking, ms. */
const KEPT_MS = 60_000;
/** Of one person: more than a browser has on its way. */
const MOST = 64;

interface Kept {
  readonly at: number;
  readonly answer: Promise<unknown>;
}

export class KeptAnswers {
  readonly id = randomUUID();
  private readonly people = new Map<string, Map<string, Kept>>();

  constructor(private readonly now: () => number = Date.now) {}

  /** What `act` gave when the person first asked by this key. Without a key it is always done. */
  once<T>(person: string, key: string | undefined, act: () => Promise<T>): Promise<T> {
    if (key === undefined) return act();
    let kept = this.people.get(person);
    if (!kept) this.people.set(person, (kept = new Map()));
    const known = kept.get(key);
    if (known) return known.answer as Promise<T>;
    this.forget(kept);
    const answer = act();
    kept.set(key, { at: this.now(), answer });
    return answer;
  }

  private forget(kept: Map<string, Kept>): void {
    const now = this.now();
    for (const [key, { at }] of kept) {
      if (kept.size < MOST && now - at < KEPT_MS) return;
      kept.delete(key);
    }
  }
}

const rooms = new WeakMap<Room, KeptAnswers>();

export function answersOf(room: Room): KeptAnswers {
  let answers = rooms.get(room);
  if (!answers) rooms.set(room, (answers = new KeptAnswers()));
  return answers;
}
