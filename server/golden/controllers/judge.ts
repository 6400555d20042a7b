/**
 * Compares a run with a recording, both normalised: strict entries in order, the objects that wrote the same twice each by
 * itself, the end, and the events.
 *
 * Real controllers run at the same time, so what the recording has within WINDOW of each other (its clock is no better)
 * may have come in another order, and the counts one object shows on the way may have been merged or split. A run that is
 * equal but for that is `ok`; one that is equal entry for entry is `exact` too.
 */
import type { Json } from "../../protocol/kubernetes/index.ts";
import { applyMergePatch, equal, mergePatchBetween } from "./mergePatch.ts";
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
  const difference =
    eventsDiffer(recorded, run) ??
    endDiffers(recorded, run) ??
    objectsDiffer(recorded, run, restsDiffer) ??
    orderDiffers(recorded, run);
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
    const earlier = placed
      .slice(0, index)
      .find(({ entry, at }) => at > later.at && later.entry.at_ms - entry.at_ms > WINDOW);
    if (earlier) return `${shown(later.entry)} came before ${shown(earlier.entry)}`;
  }
  return undefined;
}

function byObject(entries: readonly TraceEntry[]): ReadonlyMap<string, readonly TraceEntry[]> {
  const objects = new Map<string, TraceEntry[]>();
  for (const entry of entries) objects.set(nameOf(entry), [...(objects.get(nameOf(entry)) ?? []), entry]);
  return objects;
}

function objectsDiffer(
  recorded: ControllerTrace,
  run: TraceRun,
  differ: (
    expected: readonly TraceEntry[],
    actual: readonly TraceEntry[],
    before: Json | undefined,
  ) => string | undefined,
): string | undefined {
  const expected = byObject(recorded.trace);
  const actual = byObject(run.trace);
  const names =
    recorded.order === "strict" ? [...new Set([...expected.keys(), ...actual.keys()])] : (recorded.strictObjects ?? []);
  for (const name of names) {
    const before = run.before.find((entry) => nameOf(entry) === name)?.what;
    const difference = differ(expected.get(name) ?? [], actual.get(name) ?? [], before);
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

/** Like `sequencesDiffer`, but of a counting object only the states count that it comes to rest in. */
function restsDiffer(
  expected: readonly TraceEntry[],
  actual: readonly TraceEntry[],
  before: Json | undefined,
): string | undefined {
  if (!COUNTING.has((expected[0] ?? actual[0])?.kind ?? "")) return sequencesDiffer(expected, actual);
  const [left, right] = [rests(expected, before), rests(actual, before)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    if (equal(left[index], right[index])) continue;
    const change = (from: Json | undefined, to: Json | undefined): string =>
      JSON.stringify(to === undefined ? "nothing" : mergePatchBetween(from, to))?.slice(0, 900);
    return `rest ${index + 1}: ours to theirs ${change(right[index], left[index])}`;
  }
  return undefined;
}

/** The states of an object after each burst of writes; bursts that come to nothing are left out. */
function rests(entries: readonly TraceEntry[], before: Json | undefined): readonly Json[] {
  const states: Json[] = [];
  let state = before ?? ({} as Json);
  let resting = state;
  entries.forEach((entry, index) => {
    state = after(state, entry);
    const next = entries[index + 1];
    if ((next && next.at_ms - entry.at_ms <= WINDOW && next.type === "MODIFIED") || equal(state, resting)) return;
    states.push(state);
    resting = state;
  });
  return states;
}

function endDiffers(recorded: ControllerTrace, run: TraceRun): string | undefined {
  if (recorded.sameEnd === false) return undefined;
  const expected = byObject(recorded.trace);
  const actual = byObject(run.trace);
  for (const name of new Set([...expected.keys(), ...actual.keys()])) {
    const before = run.before.find((entry) => nameOf(entry) === name)?.what;
    const [left, right] = [endOf(expected.get(name) ?? [], before), endOf(actual.get(name) ?? [], before)];
    if (!equal(left, right))
      return `${name} ends otherwise: ours to theirs ${JSON.stringify(mergePatchBetween(right, left))?.slice(0, 900)}`;
  }
  return undefined;
}

/** What an object is in the end. */
function endOf(entries: readonly TraceEntry[], before: Json | undefined): Json {
  return entries.reduce(after, before ?? {});
}

function after(state: Json, { type, what }: TraceEntry): Json {
  if (type === "DELETED") return "deleted";
  return type === "ADDED" ? what : applyMergePatch(state, what);
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
