/** The format of recorded controller traces; tests/golden/controllers/README.md tells what each member means. */
import type { Json, ObjectDraft } from "../../protocol/kubernetes/index.ts";

export interface TraceAction {
  readonly at_ms: number;
  readonly verb: "create" | "patch" | "delete";
  readonly object?: ObjectDraft;
  readonly kind?: string;
  readonly name?: string;
  readonly type?: "merge" | "strategic";
  readonly subresource?: string;
  readonly patch?: Json;
  readonly options?: Json;
}

/** One write as a watch sees it. */
export interface TraceEntry {
  readonly at_ms: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** The object for ADDED, else a merge patch from the version before. */
  readonly what: Json;
  readonly order?: "strict" | "set";
  /** Seen in one of the two recordings only. */
  readonly seen?: number;
}

export interface TraceEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly source: string;
  readonly count: number;
  readonly involvedObject: { readonly kind: string; readonly name: string };
  readonly seen?: number;
}

export interface ControllerTrace {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly given: readonly ObjectDraft[];
  readonly actions?: readonly TraceAction[];
  readonly trace: readonly TraceEntry[];
  readonly events: readonly TraceEvent[];
  readonly order: "strict" | "set";
  readonly strictObjects?: readonly string[];
  readonly sameEnd?: boolean;
}

/** What a run wrote, in the same form. */
export interface TraceRun {
  readonly trace: readonly TraceEntry[];
  readonly events: readonly TraceEvent[];
  /** The objects there were before the clock started, as entries that add them. */
  readonly before: readonly TraceEntry[];
}
