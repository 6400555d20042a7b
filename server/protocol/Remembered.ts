/** What was worked out of texts that come again and again; forgetting it changes nothing. All is forgotten when it is too much. */
export class Remembered<T> {
  private readonly known = new Map<string, T>();

  constructor(
    /** Texts at most. */
    private readonly most: number,
    /** Longer ones are not kept. */
    private readonly longest = Number.POSITIVE_INFINITY,
  ) {}

  /** What `make` gives; nothing is kept when it throws. */
  get(key: string, make: () => T): T {
    const known = this.known.get(key);
    if (known !== undefined || this.known.has(key)) return known as T;
    const made = make();
    if (key.length <= this.longest) {
      if (this.known.size >= this.most) this.known.clear();
      this.known.set(key, made);
    }
    return made;
  }

  clear(): void {
    this.known.clear();
  }
}
