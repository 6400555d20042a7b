/** What an action is done to, and what is asked before. */
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import type { Selection } from "../room/view.ts";

export interface Target {
  readonly selection: Selection;
  readonly object: KubeObject;
}

/** Each has a dialog. */
export type Question = "delete" | "scale" | "label" | "exec";
