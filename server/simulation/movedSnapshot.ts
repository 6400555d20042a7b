/** A cluster of the past put at another place in time: what was due in a minute there is due in a minute here. */
import type { ClusterSnapshot } from "./cluster.ts";
import { Relabelled } from "./store/Late.ts";
import { isLate } from "./store/LateTable.ts";
import type { StoredObject } from "./store/Store.ts";
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
  const movedObject = (object: StoredObject): StoredObject => {
    if (!isLate(object)) return object;
    const [namespace, name, written, at, ...owners] = object.label;
    return new Relabelled([namespace, name, written, at + later, ...owners], object);
  };
  return {
    ...snapshot,
    runtime: {
      ...runtime,
      now: time,
      steps,
      tasks: moved(runtime.tasks),
      backgroundTasks: moved(runtime.backgroundTasks),
    },
    store: {
      ...store,
      revision,
      tables: store.tables.map(([resource, objects]) => [resource, objects.map(movedObject)] as const),
    },
  };
}
