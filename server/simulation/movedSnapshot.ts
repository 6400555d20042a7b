/** A cluster of the past put at another place in time: what was due in a minute there is due in a minute here. */
import type { ClusterSnapshot } from "./cluster.ts";
import type { RuntimeSnapshot } from "./runtime/Runtime.ts";

/** Where a cluster goes on: cluster ms, tasks run, revision, none of them smaller than its own. */
export interface Place {
  readonly time: number;
  readonly steps: number;
  readonly revision: number;
}

export function movedSnapshot(snapshot: ClusterSnapshot, { time, steps, revision }: Place): ClusterSnapshot {
  const { runtime, store } = snapshot;
  const later = time - runtime.now;
  const moved = (tasks: RuntimeSnapshot["tasks"]): RuntimeSnapshot["tasks"] =>
    tasks.map((task) => ({ ...task, due: task.due + later }));
  return {
    ...snapshot,
    runtime: {
      ...runtime,
      now: time,
      steps,
      tasks: moved(runtime.tasks),
      backgroundTasks: moved(runtime.backgroundTasks),
    },
    store: { ...store, revision },
  };
}
