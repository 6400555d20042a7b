/** A bucket of tokens that fills with time; taking more than is there fails. */
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
    const now = this.clock();
    this.tokens = Math.min(this.options.burst, this.tokens + ((now - this.last) / 1000) * this.options.perSecond);
    this.last = now;
    if (this.tokens < cost) return false;
    this.tokens -= cost;
    return true;
  }
}
