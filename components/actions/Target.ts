/** What an action is done to, what is asked before, and the request of a change. */
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { pathOf } from "../editor/resourcePaths.ts";
import type { PlainRequest } from "../room/doing/inverse.ts";
import type { Selection } from "../room/view.ts";

export interface Target {
  readonly selection: Selection;
  readonly object: KubeObject;
}

/** Each has a dialog. */
export type Question = "delete" | "scale" | "label" | "exec";

export interface Asking {
  readonly what: Question;
  /** One at least. */
  readonly targets: readonly Target[];
}

export function pathOfTarget({ selection, object }: Target): string {
  return pathOf(selection.resource, object.apiVersion, selection);
}

export function patchOf(target: Target, body: object, subresource = ""): PlainRequest {
  return {
    method: "PATCH",
    path: `${pathOfTarget(target)}${subresource}`,
    contentType: "application/merge-patch+json",
    body: JSON.stringify(body),
  };
}
