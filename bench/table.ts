/** Rows as a table for people. */
import type { BenchRow } from "./BenchRow.ts";

export function printTable(rows: readonly BenchRow[]): void {
  const cells = rows.map(({ name, value, unit, baseline, ratio, target, ok }) => [
    name,
    `${value} ${unit}`,
    String(baseline ?? ""),
    ratio === undefined ? "" : `${Number(ratio.toPrecision(4))}×`,
    typeof target === "number" ? `value ≥ ${target} ${unit}` : target,
    ok ? "ok" : "MISSED",
  ]);
  const table = [["bench", "value", "baseline", "ratio", "target", ""], ...cells];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  const missed = rows.filter(({ ok }) => !ok).length;
  console.log(missed === 0 ? "\nall targets met" : `\n${missed} of ${rows.length} missed; bench/README.md says why`);
}
