/** The request that takes a change back, from the object before and after it. Pure. */
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import { isTrimmed } from "../../../server/protocol/trimmed.ts";
import { pathOf } from "../../editor/resourcePaths.ts";
import type { Selection } from "../view.ts";

export interface PlainRequest {
  readonly method: "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
}

export interface Changed {
  readonly target: Selection;
  /** Undefined: there was none; undefined after: there is none now. */
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

/** Why there is no way back: `owned`, its controller has made another; `nothing`, nothing had changed; `large`, the page had not all of it. */
export type NoInverse = "owned" | "nothing" | "large";

export function inverseOf({ target, before, after }: Changed): PlainRequest | NoInverse {
  if (before && !after) {
    if (before.metadata.ownerReferences?.some(({ controller }) => controller)) return "owned";
    if (isTrimmed(before)) return "large";
    return {
      method: "POST",
      path: pathOf(target.resource, before.apiVersion, { ...target, name: "" }),
      contentType: "application/json",
      body: JSON.stringify(asDraft(before)),
    };
  }
  if (!after) return "nothing";
  const path = pathOf(target.resource, after.apiVersion, target);
  if (!before) return { method: "DELETE", path };
  if (isTrimmed(before)) return "large";
  const patch = mergePatch(asDraft(after), asDraft(before));
  if (patch === undefined) return "nothing";
  return { method: "PATCH", path, contentType: "application/merge-patch+json", body: JSON.stringify(patch) };
}

/** The object without what the server sets. */
export function asDraft(object: KubeObject): Record<string, unknown> {
  // Written back, it would lose what the page does not hold.
  if (isTrimmed(object)) throw new Error(`${object.metadata.name} is not held whole`);
  const { status: _status, ...rest } = object as KubeObject & Record<string, unknown>;
  const {
    uid: _uid,
    resourceVersion: _version,
    creationTimestamp: _created,
    generation: _generation,
    managedFields: _managed,
    deletionTimestamp: _deleted,
    deletionGracePeriodSeconds: _grace,
    ...metadata
  } = object.metadata as KubeObject["metadata"] & Record<string, unknown>;
  const draft: Record<string, unknown> = { ...rest, metadata };
  if (object.kind === "Pod") {
    const { nodeName: _node, ...spec } = (object.spec ?? {}) as Record<string, unknown>;
    draft["spec"] = spec;
  }
  if (object.kind === "Service") {
    const { clusterIP: _ip, clusterIPs: _ips, ...spec } = (object.spec ?? {}) as Record<string, unknown>;
    draft["spec"] = _ip === "None" ? { ...spec, clusterIP: "None" } : spec;
  }
  return draft;
}

/** The JSON merge patch from one value to the other; undefined when they are equal. */
export function mergePatch(from: unknown, to: unknown): unknown {
  if (!isRecord(from) || !isRecord(to)) return JSON.stringify(from) === JSON.stringify(to) ? undefined : to;
  const patch: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (!(key in to)) patch[key] = null;
    else if (!(key in from)) patch[key] = to[key];
    else {
      const inner = mergePatch(from[key], to[key]);
      if (inner !== undefined) patch[key] = inner;
    }
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
