/**
 * Virtual time, seeded randomness and tasks as data: all that a deterministic cluster needs of a machine.
 *
 * A component registers one handler and schedules keys; nothing else in the simulation waits. Since a task is data, a
 * snapshot of a runtime is complete. It deliberately knows no Kubernetes; read `store/Store.ts` next.
 */
import { Failures } from "./Failures.ts";
import { Random, type RandomState } from "./Random.ts";
import { type Task, TaskQueue } from "./TaskQueue.ts";

/** Runs one due key of a component. Works on the state it finds, never on what it remembers. */
export type TaskHandler = (key: string) => void;

export interface RuntimeSnapshot {
  readonly now: number;
  readonly steps: number;
  readonly sequence: number;
  readonly random: RandomState;
  readonly tasks: readonly Task[];
  readonly backgroundTasks: readonly Task[];
  readonly states: { readonly [name: string]: readonly (readonly [string, unknown])[] };
}

export class Runtime {
  /** Cluster time in ms since 1970. */
  now: number;
  /** Tasks run since the cluster began: with `now` it names a place between two tasks, for exact replay. */
  steps = 0;
  /** The command whose effects are being worked out, 0 when none. Inherited by what is scheduled meanwhile. */
  cause = 0;
  readonly random: Random;
  /** Unforeseen failures, for whoever runs this; no part of a snapshot. */
  readonly failures = new Failures();

  private sequence = 0;
  private readonly tasks = new TaskQueue();
  /** Housekeeping (expiry, compaction): runs when time gets there, but time never jumps for its sake. */
  private readonly background = new TaskQueue();
  private readonly handlers = new Map<string, TaskHandler>();
  private readonly states = new Map<string, Map<string, unknown>>();

  constructor(options: { readonly now: number; readonly seed: number }) {
    this.now = options.now;
    this.random = Random.fromSeed(options.seed);
  }

  register(component: string, handler: TaskHandler): void {
    if (this.handlers.has(component)) throw new Error(`component ${component} is registered twice`);
    this.handlers.set(component, handler);
  }

  /** Runs `component` for `key` at `due`, instead of whenever it was to run before. */
  schedule(component: string, key: string, due: number): void {
    this.tasks.put({ component, key, due: Math.max(due, this.now), sequence: ++this.sequence, cause: this.cause });
  }

  /** Runs `component` for `key` after `delay` ms, or earlier if it was due earlier anyway: a work queue's add. */
  enqueue(component: string, key: string, delay = 0): void {
    const due = this.now + delay;
    const waiting = this.tasks.find(component, key);
    if (!waiting || waiting.due > due) this.schedule(component, key, due);
  }

  /** Like `schedule`, for housekeeping that must not make an idle clock jump. */
  scheduleBackground(component: string, key: string, due: number): void {
    this.background.put({ component, key, due: Math.max(due, this.now), sequence: ++this.sequence, cause: 0 });
  }

  cancel(component: string, key: string): void {
    if (!this.tasks.remove(component, key)) this.background.remove(component, key);
  }

  /** When `component` is due for `key`; undefined when it is not. */
  dueAt(component: string, key: string): number | undefined {
    return (this.tasks.find(component, key) ?? this.background.find(component, key))?.due;
  }

  /** When the next task is due. `foreground` leaves housekeeping out: where a clock that skips waits jumps to. */
  nextDue(which: "all" | "foreground" = "all"): number | undefined {
    const due = this.tasks.peek()?.due;
    if (which === "foreground") return due;
    const other = this.background.peek()?.due;
    return due === undefined ? other : other === undefined ? due : Math.min(due, other);
  }

  /** Runs the one next task due at or before `limit`, moving time to it. False when there is none. */
  runNext(limit: number): boolean {
    const front = this.tasks.peek();
    const back = this.background.peek();
    const queue = back && (!front || back.due < front.due) ? this.background : this.tasks;
    const next = queue === this.background ? back : front;
    if (!next || next.due > limit) return false;
    queue.pop();
    if (next.due > this.now) this.now = next.due;
    this.steps++;
    this.cause = next.cause;
    try {
      const handler = this.handlers.get(next.component);
      if (!handler) throw new Error(`no component ${next.component} for task ${next.key}`);
      handler(next.key);
    } finally {
      this.cause = 0;
    }
    return true;
  }

  /** Plain data a component keeps (back-offs, last decisions): values are replaced, never changed in place. */
  state<T>(name: string): Map<string, T> {
    let state = this.states.get(name);
    if (!state) this.states.set(name, (state = new Map()));
    return state as Map<string, T>;
  }

  snapshot(): RuntimeSnapshot {
    const states: Record<string, (readonly [string, unknown])[]> = {};
    // A state that was looked at and is empty is none.
    for (const [name, entries] of this.states) if (entries.size > 0) states[name] = [...entries];
    return {
      now: this.now,
      steps: this.steps,
      sequence: this.sequence,
      random: this.random.state(),
      tasks: this.tasks.toArray(),
      backgroundTasks: this.background.toArray(),
      states,
    };
  }

  /** Puts back what `snapshot` took; for a runtime whose components are registered but that has not run. */
  restore(snapshot: RuntimeSnapshot): void {
    this.now = snapshot.now;
    this.steps = snapshot.steps;
    this.sequence = snapshot.sequence;
    this.random.restore(snapshot.random);
    for (const task of snapshot.tasks) this.tasks.put(task);
    for (const task of snapshot.backgroundTasks) this.background.put(task);
    for (const [name, entries] of Object.entries(snapshot.states)) {
      const state = this.state(name);
      state.clear();
      for (const [key, value] of entries) state.set(key, value);
    }
  }
}
