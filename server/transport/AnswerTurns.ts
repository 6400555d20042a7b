/** A person's large answers go out one in a turn of the event loop: a commit lets out many at once, and others are answered in between. */

/** Characters above which an answer is large: its text and its way into the socket take milliseconds. */
const LARGE = 32 * 1024;

export class AnswerTurns {
  /** People whose large answer went out in this turn, and who waits for the next. */
  private readonly waiting = new Map<string, (() => void)[]>();

  /** Resolves when the person's next answer may go; undefined: at once. */
  next(person: string): Promise<void> | undefined {
    const line = this.waiting.get(person);
    return line && new Promise((resolve) => line.push(resolve));
  }

  /** Notes the characters that went to a person. */
  sent(person: string, characters: number): void {
    if (characters <= LARGE || this.waiting.has(person)) return;
    this.waiting.set(person, []);
    setImmediate(() => this.turn(person));
  }

  private turn(person: string): void {
    const [first, ...rest] = this.waiting.get(person) ?? [];
    if (!first) return void this.waiting.delete(person);
    // Small ones among them wait as long: answers keep their order.
    this.waiting.set(person, rest);
    first();
    setImmediate(() => this.turn(person));
  }
}
