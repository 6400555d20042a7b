/** Speeds a clock can be given here, cluster seconds a second, and steps by which a paused one goes on, ms. */
export const SPEEDS = [0.25, 0.5, 1, 2, 5, 10, 30, 100] as const;
export const STEPS = [1_000, 10_000, 60_000, 300_000] as const;

/** As it is written: a quarter as ¼. */
export function speedText(speed: number): string {
  return speed === 0.25 ? "¼" : speed === 0.5 ? "½" : String(speed);
}
