/**
 * Compares a run with a recording, both normalised: strict entries in order, the objects that wrote the same twice each by
 * itself, the end, and the events.
 *
 * Real controllers run at the same time, so what the recording has within WINDOW of each other (its clock is no better)
 * may have come in another order, and the counts one object shows on the way may have been merged or split. A run that is
 * equal but for that is `ok`; one that is equal entry for entry is `exact` too.
 */
import type { Json } from "../../protocol/kubernetes/index.ts";
import { equal, joinPatches } from "./mergePatch.ts";
import type { ControllerTrace, TraceEntry, TraceEvent, TraceRun } from "./trace.ts";

export interface Verdict {
  readonly ok: boolean;
  readonly exact: boolean;
  readonly difference?: string;
  /** Why the run is not exact. */
  readonly inexact?: string;
}

/** How far apart, ms, entries must be recorded for their order to be certain. */
const WINDOW = 120;
/** Objects whose writes are sums over others, shown more or less often on the way. */
const COUNTING = new Set(["ReplicaSet", "Deployment", "Endpoints", "EndpointSlice"]);

export function judge(recorded: ControllerTrace, run: TraceRun): Verdict {
  const difference = eventsDiffer(recorded, run) ?? endDiffers(recorded, run) ?? objectsDiffer(recorded, run, burstsDiffer) ?? orderDiffers(recorded, run);
  if (difference !== undefined) return { ok: false, exact: false, difference };
  const inexact = objectsDiffer(recorded, run, sequencesDiffer) ?? sequenceDiffers(strictEntries(recorded), run.trace);
  return inexact === undefined ? { ok: true, exact: true } : { ok: true, exact: false, inexact };
}

function strictEntries({ trace, order }: ControllerTrace): readonly TraceEntry[] {
  return order === "strict" ? trace : trace.filter((entry) => entry.order === "strict");
}

function nameOf({ kind, name }: TraceEntry): string {
  return `${kind}/${name}`;
}

function same(left: TraceEntry, right: TraceEntry): boolean {
  return left.type === right.type && nameOf(left) === nameOf(right) && equal(left.what, right.what);
}

function shown(entry: TraceEntry | undefined): string {
  return entry ? `${entry.type} ${nameOf(entry)} ${JSON.stringify(entry.what).slice(0, 600)}` : "nothing";
}

/** The first strict entry that does not follow in order. */
function sequenceDiffers(expected: readonly TraceEntry[], actual: readonly TraceEntry[]): string | undefined {
  let at = 0;
  for (const entry of expected) {
    while (at < actual.length && !same(entry, actual[at] as TraceEntry)) at++;
    if (at === actual.length) return `not in order: ${shown(entry)}`;
    at++;
  }
  return undefined;
}

/** The first two strict entries certainly recorded in another order than ours. Entries that were merged are passed over. */
function orderDiffers(recorded: ControllerTrace, run: TraceRun): string | undefined {
  const used = new Set<number>();
  const placed = strictEntries(recorded).flatMap((entry) => {
    const at = run.trace.findIndex((candidate, index) => !used.has(index) && same(entry, candidate));
    if (at >= 0) used.add(at);
    return at < 0 ? [] : [{ entry, at }];
  });
  for (const [index, later] of placed.entries()) {
    const earlier = placed.slice(0, index).find(({ entry, at }) => at > later.at && later.entry.at_ms - entry.at_ms > WINDOW);
    if (earlier) return `${shown(later.entry)} came before ${shown(earlier.entry)}`;
  }
  return undefined;
}

function byObject(entries: readonly TraceEntry[]): ReadonlyMap<string, readonly TraceEntry[]> {
  const objects = new Map<string, TraceEntry[]>();
  for (const entry of entries) objects.set(nameOf(entry), [...(objects.get(nameOf(entry)) ?? []), entry]);
  return objects;
}

function objectsDiffer(recorded: ControllerTrace, run: TraceRun, differ: typeof sequencesDiffer): string | undefined {
  const expected = byObject(recorded.trace);
  const actual = byObject(run.trace);
  const names = recorded.order === "strict" ? [...new Set([...expected.keys(), ...actual.keys()])] : (recorded.strictObjects ?? []);
  for (const name of names) {
    const difference = differ(expected.get(name) ?? [], actual.get(name) ?? []);
    if (difference !== undefined) return `${name}: ${difference}`;
  }
  return undefined;
}

function sequencesDiffer(expected: readonly TraceEntry[], actual: readonly TraceEntry[]): string | undefined {
  for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
    const [left, right] = [expected[index], actual[index]];
    if (!left || !right || !same(left, right)) return `write ${index + 1} is ${shown(right)} instead of ${shown(left)}`;
  }
  return undefined;
}

/** Like `sequencesDiffer`, but what a counting object wrote in one go counts as one write. */
function burstsDiffer(expected: readonly TraceEntry[], actual: readonly TraceEntry[]): string | undefined {
  if (!COUNTING.has(expected[0]?.kind ?? "")) return sequencesDiffer(expected, actual);
  return sequencesDiffer(bursts(expected), bursts(actual));
}

function bursts(entries: readonly TraceEntry[]): readonly TraceEntry[] {
  const joined: TraceEntry[] = [];
  let before: TraceEntry | undefined;
  for (const entry of entries) {
    const last = joined.at(-1);
    const together = before && last && entry.at_ms - before.at_ms <= WINDOW && entry.type === "MODIFIED" && last.type === "MODIFIED";
    if (together) joined[joined.length - 1] = { ...entry, what: joinPatches(last.what, entry.what) };
    else joined.push(entry);
    before = entry;
  }
  return joined;
}

/** What all changes of an object come to, for each object. */
function endOf(entries: readonly TraceEntry[]): ReadonlyMap<string, Json> {
  const ends = new Map<string, Json>();
  for (const entry of entries) {
    if (entry.type === "DELETED") ends.set(nameOf(entry), "deleted");
    else ends.set(nameOf(entry), joinPatches(entry.type === "ADDED" ? undefined : ends.get(nameOf(entry)), entry.what));
  }
  return ends;
}

function endDiffers(recorded: ControllerTrace, run: TraceRun): string | undefined {
  if (recorded.sameEnd === false) return undefined;
  const expected = endOf(recorded.trace);
  const actual = endOf(run.trace);
  for (const name of new Set([...expected.keys(), ...actual.keys()])) {
    const [left, right] = [comparable(expected.get(name)), comparable(actual.get(name))];
    if (!equal(left, right)) return `${name} ends as ${JSON.stringify(right)?.slice(0, 900)} instead of ${JSON.stringify(left)?.slice(0, 900)}`;
  }
  return undefined;
}

/** A null stands for a member that is not there; it may have been there on the way. */
function comparable(end: Json | undefined): Json | undefined {
  if (typeof end !== "object" || end === null || Array.isArray(end)) return end;
  return Object.fromEntries(Object.entries(end).flatMap(([key, value]) => (value === null ? [] : [[key, comparable(value) as Json]])));
}

function eventsDiffer(recorded: ControllerTrace, run: TraceRun): string | undefined {
  const text = ({ type, reason, message, source, count, involvedObject }: TraceEvent): string =>
    `${type} ${reason} ${source} ${count} ${involvedObject.kind}/${involvedObject.name}: ${message}`;
  const actual = run.events.map(text);
  for (const event of recorded.events) {
    const at = actual.indexOf(text(event));
    if (at >= 0) actual.splice(at, 1);
    else if (!event.seen) return `no event ${text(event)}; there are ${run.events.map(text).join(" | ").slice(0, 900)}`;
  }
  return actual.length > 0 && recorded.order === "strict" ? `an event too many: ${actual[0]}` : undefined;
}
