import type { Taint, Toleration } from "../../protocol/kubernetes/index.ts";

/** Whether one toleration covers a taint. Models kubernetes core/v1 Toleration.ToleratesTaint. */
export function tolerates({ effect, key, operator, value }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  if (operator === "Exists") return true;
  return Boolean(key) && (value ?? "") === (taint.value ?? "");
}
