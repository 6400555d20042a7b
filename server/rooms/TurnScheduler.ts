import { setTimeout as sleep } from "node:timers/promises";

/**
 * Shares the one processor among rooms: each that has work gets a slice in its turn, and the event loop breathes between
 * slices. Nothing runs and nothing waits while no room has work.
 */
export interface TurnTaker {
  /** Works until done or `deadline` (performance.now ms); true when there is more to do. Must not throw. */
  takeTurn(deadline: number): boolean;
}

/** How long one room may hold the event loop, ms. One task more may run over it. */
const SLICE_MS = 6;

export class TurnScheduler {
  private readonly waiting = new Set<TurnTaker>();
  private running = false;

  /** Lets `room` have a turn soon. Asking twice is asking once. */
  request(room: TurnTaker): void {
    this.waiting.add(room);
    if (this.running) return;
    this.running = true;
    setImmediate(this.round);
  }

  forget(room: TurnTaker): void {
    this.waiting.delete(room);
  }

  private readonly round = (): void => {
    const end = performance.now() + SLICE_MS;
    // A Set gives rooms in the order they asked; one that is not done asks again, behind the others.
    for (const room of this.waiting) {
      this.waiting.delete(room);
      if (room.takeTurn(Math.max(end, performance.now() + 1))) this.waiting.add(room);
      if (performance.now() >= end) break;
    }
    if (this.waiting.size > 0) setImmediate(this.round);
    else this.running = false;
  };
}

/** Long work that is no room's turn (snapshots, replays, whole states), in the order it stopped. */
const resting: (() => void)[] = [];

/**
 * Lets everything else that waits have its go. However much long work there is, one slice of it comes between two looks of the event
 * loop at everything else: twenty rooms that are stored at a moment hold it no longer than one. Long work begins with this.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    resting.push(resolve);
    if (resting.length === 1) setImmediate(goOn);
  });
}

/** How long the others have the event loop between two slices of work that nobody waits for, ms. */
const REST_MS = 8;

/** As `breathe`, for long work that nobody waits for: an answer is many turns of the event loop, and most of them are without it. */
export async function rest(): Promise<void> {
  await sleep(REST_MS);
  await breathe();
}

function goOn(): void {
  const next = resting.shift();
  if (resting.length > 0) setImmediate(goOn);
  next?.();
}
