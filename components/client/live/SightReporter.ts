/** Says what a page shows, while somebody looks at it: what is another than was last said, a few times a second. */
import { type Sight, SIGHT_EVERY_MS } from "../../../server/protocol/live.ts";

type Part = keyof Sight;
/** What can be there and go. */
const EMPTIED: ReadonlySet<Part> = new Set(["editor", "terminal"]);

export class SightReporter {
  private readonly sources = new Map<Part, () => Sight[Part]>();
  /** As JSON, by part. */
  private readonly said = new Map<Part, string>();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly send: (sight: Sight) => void) {}

  /** A part of the screen says what it shows when asked; returns how to take it back. */
  add<P extends Part>(part: P, read: () => Sight[P]): () => void {
    this.sources.set(part, read);
    return () => {
      if (this.sources.get(part) === read) this.sources.delete(part);
    };
  }

  /** All of it, then what changes. */
  begin(): void {
    this.said.clear();
    this.timer ??= setInterval(() => this.say(), SIGHT_EVERY_MS);
  }

  end(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private say(): void {
    const changes: { [part in Part]?: unknown } = {};
    for (const part of new Set<Part>([...this.sources.keys(), ...this.said.keys()])) {
      const value = this.sources.get(part)?.() ?? (EMPTIED.has(part) ? null : undefined);
      if (value === undefined) continue;
      const json = JSON.stringify(value);
      if (this.said.get(part) === json) continue;
      this.said.set(part, json);
      changes[part] = value;
    }
    if (Object.keys(changes).length > 0) this.send(changes as Sight);
  }
}
