/**
 * What a person's watches hear goes out to some of them in a turn of the event loop: a change that hundreds of open watches see
 * is hundreds of writes, and others are answered in between. What comes for one meanwhile goes out with it, in one write.
 */

/** Watches of a person that are written to in a turn, and bytes after which the turn is over. */
const IN_A_TURN = { watches: 16, bytes: 128 * 1024 } as const;

/** A watch that has something to be written. */
export interface PendingWatch {
  /** Writes all that waits; its bytes. */
  flush(): number;
}

export class WatchTurns {
  /** By person, in the order they asked. */
  private readonly waiting = new Map<string, Set<PendingWatch>>();

  /** Has `watch` flushed soon. Asking again before is asking once. */
  ask(person: string, watch: PendingWatch): void {
    const line = this.waiting.get(person);
    if (line) return void line.add(watch);
    this.waiting.set(person, new Set([watch]));
    setImmediate(() => this.turn(person));
  }

  private turn(person: string): void {
    const line = this.waiting.get(person) as Set<PendingWatch>;
    let [watches, bytes] = [0, 0];
    for (const watch of line) {
      line.delete(watch);
      bytes += watch.flush();
      if (++watches >= IN_A_TURN.watches || bytes >= IN_A_TURN.bytes) break;
    }
    if (line.size === 0) this.waiting.delete(person);
    else setImmediate(() => this.turn(person));
  }
}
