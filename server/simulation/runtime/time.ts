/** The one place where cluster time (milliseconds since 1970, UTC) meets calendar text. */

/** Texts of the last seconds asked for, by their lowest bits: an object tells of several moments. */
const CACHED = 64;
const cachedSeconds = new Array<number>(CACHED).fill(Number.NaN);
const cachedTexts = new Array<string>(CACHED).fill("");

/** `2026-01-02T03:04:05Z`: metav1.Time, whole seconds. */
export function timestamp(ms: number): string {
  const second = Math.floor(ms / 1000);
  const at = second & (CACHED - 1);
  if (second !== cachedSeconds[at]) {
    cachedTexts[at] = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
    cachedSeconds[at] = second;
  }
  return cachedTexts[at] as string;
}

/** `2026-01-02T03:04:05.000000Z`: metav1.MicroTime. */
export function microTimestamp(ms: number): string {
  return `${timestamp(ms).slice(0, 19)}.${String(Math.floor(ms) % 1000).padStart(3, "0")}000Z`;
}

const CACHE_LIMIT = 2048;
const parsed = new Map<string, number>();

/** Milliseconds since 1970 of an RFC 3339 text; NaN when it is none. Remembered: many objects share a second. */
export function parseTimestamp(text: string): number {
  let ms = parsed.get(text);
  if (ms === undefined) {
    ms = Date.parse(text);
    if (parsed.size >= CACHE_LIMIT) parsed.clear();
    parsed.set(text, ms);
  }
  return ms;
}
