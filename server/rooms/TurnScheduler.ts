/**
 * Shares the one processor among rooms: each that has work gets a slice in its turn, and the event loop breathes between
 * slices. Nothing runs and nothing waits while no room has work.
 */
export interface TurnTaker {
  /** Works until done or `deadline` (performance.now ms); true when there is more to do. Must not throw. */
  takeTurn(deadline: number): boolean;
}

/** How long one room may hold the event loop, ms. One task more may run over it. */
export const SLICE_MS = 6;

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

/** Lets everything else that waits have its go. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
