import type { Task } from "../../server/simulation/runtime/TaskQueue.ts";

/**
 * All of a snapshot as text that is equal when the clusters are: waiting tasks in the order they run, and members sorted,
 * since a member that is undefined keeps a place that JSON does not.
 */
export function snapshotText(snapshot: unknown): string {
  return JSON.stringify(snapshot, (key, value: unknown) => {
    if ((key === "tasks" || key === "backgroundTasks") && Array.isArray(value))
      return (value as Task[]).toSorted((left, right) => left.due - right.due || left.sequence - right.sequence);
    return value && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
      : value;
  });
}
