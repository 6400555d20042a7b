import type { PersistentVolumeClaimSpec } from "../../../../protocol/kubernetes/index.ts";
import { parseQuantity } from "../../../runtime/quantity.ts";
import { quote } from "../validation/errors.ts";

const WHOLE = 1_000_000_000n;

/** Warnings about a claim's spec. Models kubernetes pkg/api/persistentvolumeclaim/util.go. */
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
