/** Maps wall clock to cluster time at the room's speed. It holds no timer: the room asks when to wake. */
export class Pacer {
  private anchorWall: number;
  private anchorTime: number;
  private currentSpeed: number;

  constructor(
    private readonly wall: () => number,
    start: { readonly time: number; readonly speed: number },
  ) {
    this.anchorWall = wall();
    this.anchorTime = start.time;
    this.currentSpeed = start.speed;
  }

  /** Cluster ms per wall ms; 0 is paused, Infinity skips all waits. */
  get speed(): number {
    return this.currentSpeed;
  }

  /** The cluster time it should be, in whole ms; never earlier than what was given before. */
  now(): number {
    if (this.currentSpeed === 0) return this.anchorTime;
    const speed = Number.isFinite(this.currentSpeed) ? this.currentSpeed : 1;
    return this.anchorTime + Math.max(0, Math.floor((this.wall() - this.anchorWall) * speed));
  }

  setSpeed(speed: number): void {
    this.anchorTime = this.now();
    this.anchorWall = this.wall();
    this.currentSpeed = speed;
  }

  /** Lets cluster time go on by `ms` at once. */
  step(ms: number): void {
    this.anchorTime = this.now() + ms;
    this.anchorWall = this.wall();
  }

  /** Skips to `time` when that lies ahead. */
  skipTo(time: number): void {
    const now = this.now();
    if (time > now) this.step(time - now);
  }

  /** Wall ms until cluster time reaches `due`; undefined when it never does. */
  delayUntil(due: number): number | undefined {
    const ahead = due - this.now();
    if (ahead <= 0) return 0;
    if (this.currentSpeed === 0) return undefined;
    return Number.isFinite(this.currentSpeed) ? Math.ceil(ahead / this.currentSpeed) : 0;
  }
}
