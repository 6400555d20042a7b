/** Go durations as text, `1h0m0s`, and in nanoseconds. Models time.Duration's String and ParseDuration. */

const UNITS: { readonly [unit: string]: number } = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

export function formatDuration(nanos: number): string {
  if (nanos === 0) return "0s";
  const size = Math.abs(nanos);
  const sign = nanos < 0 ? "-" : "";
  if (size < 1e3) return `${sign}${size}ns`;
  if (size < 1e6) return `${sign}${size / 1e3}µs`;
  if (size < 1e9) return `${sign}${size / 1e6}ms`;
  const hours = Math.floor(size / 3600e9);
  const minutes = Math.floor((size % 3600e9) / 60e9);
  const seconds = (size % 60e9) / 1e9;
  return `${sign}${hours > 0 ? `${hours}h` : ""}${hours > 0 || minutes > 0 ? `${minutes}m` : ""}${seconds}s`;
}

/** Nanoseconds; what is no duration counts as none. */
export function parseDuration(text: string): number {
  let nanos = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g))
    nanos += Number(amount) * (UNITS[unit as string] as number);
  return text.startsWith("-") ? -nanos : nanos;
}
