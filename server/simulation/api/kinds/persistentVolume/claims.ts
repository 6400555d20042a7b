/** What claims and volumes have in common. Models kubernetes pkg/api/persistentvolumeclaim/util.go and pkg/apis/core/helper. */
import type { PersistentVolumeClaimSpec } from "../../../../protocol/kubernetes/index.ts";
import { parseQuantity } from "../../../runtime/quantity.ts";
import { quote } from "../validation/errors.ts";

const WHOLE = 1_000_000_000n;
const SHORT: readonly (readonly [mode: string, short: string])[] = [
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
];

/** Access modes as tables show them, `RWO,ROX`. */
export function accessModesCell(modes: readonly string[] | undefined): string {
  return SHORT.flatMap(([mode, short]) => (modes?.includes(mode) ? short : [])).join(",");
}

/** Warnings about a claim's spec. */
export function warningsForClaim(spec: PersistentVolumeClaimSpec, path: string): string[] {
  const warnings: string[] = [];
  for (const part of ["requests", "limits"] as const) {
    const amount = spec.resources?.[part]?.storage;
    if (amount === undefined || parseQuantity(amount).nano % WHOLE === 0n) continue;
    warnings.push(
      `${path}.resources.${part}[storage]: fractional byte value ${quote(amount)} is invalid, must be an integer`,
    );
  }
  return warnings;
}
