/** One line of the table that `npm run bench` prints. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the value is held against, measured in the same run, in the same unit unless README.md says otherwise. */
  readonly baseline: number | undefined;
  /** value / baseline. */
  readonly ratio: number | undefined;
  /** What must hold: `value ≤ 1 s`, `ratio ≤ 1.5`; a bare number is a value to reach. */
  readonly target: string | number;
  readonly ok: boolean;
}

export interface Target {
  readonly of: "value" | "ratio";
  readonly atMost?: number;
  readonly atLeast?: number;
}

export function benchRow(
  name: string,
  measured: { readonly value: number; readonly unit: string; readonly baseline: number },
  target: Target,
): BenchRow {
  const { value, unit, baseline } = measured;
  const ratio = value / baseline;
  const held = target.of === "value" ? value : ratio;
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = target;
  const bound = target.atMost === undefined ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
  return {
    name,
    value: rounded(value),
    unit,
    baseline: rounded(baseline),
    ratio: rounded(ratio),
    target: `${target.of} ${bound}${target.of === "value" ? ` ${unit}` : ""}`,
    ok: held <= atMost && held >= atLeast,
  };
}

/** Four digits are more than any of these measurements carries. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
