/** Quantities as numbers, for gauges: CPU in cores, memory in bytes. */
const FACTORS: { readonly [suffix: string]: number } = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

export function amount(text: string | undefined): number {
  const match = /^([\d.]+)([A-Za-z]*)$/.exec(text ?? "");
  return match ? Number(match[1]) * (FACTORS[match[2] ?? ""] ?? 1) : 0;
}

export function printMemory(bytes: number): string {
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)}Gi` : `${Math.round(bytes / 2 ** 20)}Mi`;
}

export function printCpu(cores: number): string {
  return cores >= 1 || cores === 0 ? String(Number(cores.toFixed(2))) : `${Math.round(cores * 1000)}m`;
}
