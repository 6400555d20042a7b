/**
 * Runs recordings of the real controllers against ours. Format: tests/golden/controllers/README.md.
 * Read next: `controllers/runTrace.ts` (the stage), `controllers/normalise.ts`, `controllers/judge.ts` (what counts as equal).
 */
import { judge, type Verdict } from "./controllers/judge.ts";
import { normalised } from "./controllers/normalise.ts";
import { runTrace } from "./controllers/runTrace.ts";
import type { ControllerTrace } from "./controllers/trace.ts";

export type { ControllerTrace } from "./controllers/trace.ts";

/** Whether a cluster of ours does what the recording shows; the difference when not. */
export function runControllerTrace(trace: ControllerTrace): Verdict {
  try {
    return judge({ ...trace, ...normalised(trace), strictObjects: objectNames(trace) }, runTrace(trace));
  } catch (error) {
    return {
      ok: false,
      exact: false,
      difference: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

/** `strictObjects` in the names the entries have after normalising. */
function objectNames(trace: ControllerTrace): readonly string[] {
  const renamed = normalised(trace).trace;
  const names = new Map(
    trace.trace.map(({ kind, name }, index) => [`${kind}/${name}`, `${kind}/${renamed[index]?.name}`]),
  );
  return (trace.strictObjects ?? []).map((name) => names.get(name) ?? name);
}
