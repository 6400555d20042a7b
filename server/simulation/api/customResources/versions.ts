/** The order in which Kubernetes prefers versions. Models apimachinery pkg/version/helpers.go. */

const FORM = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/;

/** Negative when `left` is preferred: v2, v1, v2beta1, v1beta1, v1alpha1, then others by name. */
export function compareVersions(left: string, right: string): number {
  const a = FORM.exec(left);
  const b = FORM.exec(right);
  if (!a || !b) return a ? -1 : b ? 1 : left < right ? -1 : left > right ? 1 : 0;
  const stability = (match: RegExpExecArray): number => (match[2] === undefined ? 2 : match[2] === "beta" ? 1 : 0);
  return stability(b) - stability(a) || Number(b[1]) - Number(a[1]) || Number(b[3] ?? 0) - Number(a[3] ?? 0);
}
