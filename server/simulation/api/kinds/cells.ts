/** Cells that several kinds have. Models kubernetes pkg/printers/internalversion/printers.go. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import { selectorText } from "../machinery/selectors.ts";
import { parseApiVersion } from "../schema/resources.ts";

/** The controller of an object: `daemonset.apps/name`, `<none>` without one. */
export function formatOwner({ metadata }: KubeObject): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (!owner) return "<none>";
  const group = parseApiVersion(owner.apiVersion)?.group;
  const kind = owner.kind.toLowerCase();
  return `${group ? `${kind}.${group}` : kind}/${owner.name}`;
}

/** Labels by key, `<none>` when there are none. */
export function labelsCell(labels: { readonly [key: string]: string } | undefined): string {
  return Object.keys(labels ?? {}).length === 0 ? "<none>" : selectorText({ matchLabels: labels ?? {} });
}
