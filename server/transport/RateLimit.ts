/** A bucket of tokens that fills with time; taking more than is there fails, and what was spent already can leave a debt. */
export class RateLimit {
  private tokens: number;
  private last: number;

  constructor(
    private readonly options: { readonly burst: number; readonly perSecond: number },
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.tokens = options.burst;
    this.last = clock();
  }

  take(cost: number): boolean {
    this.fill();
    if (this.tokens < cost) return false;
    this.tokens -= cost;
    return true;
  }

  /** Takes what something cost that is done: below nothing, and whoever asks next has to wait that off. */
  spend(cost: number): void {
    this.fill();
    this.tokens -= cost;
  }

  /** ms until nothing is owed any more. */
  get owed(): number {
    this.fill();
    return (Math.max(0, -this.tokens) / this.options.perSecond) * 1000;
  }

  get isFull(): boolean {
    this.fill();
    return this.tokens >= this.options.burst;
  }

  private fill(): void {
    const now = this.clock();
    this.tokens = Math.min(this.options.burst, this.tokens + ((now - this.last) / 1000) * this.options.perSecond);
    this.last = now;
  }
}
