/**
 * metadata.managedFields of stored objects, worked out when somebody looks.
 *
 * A write only notes who changed which version into which; versions share what did not change, so the difference is
 * found quickly and only when an answer or a snapshot needs it. Stored objects do not carry the field. Read
 * `managers.ts` next for what a write does to the entries, then `typedObjects.ts` and `merging.ts` for how objects are
 * compared and merged, `FieldSet.ts` for sets of fields. Who may write is not decided here, nor what is stored.
 */
import type { KubeObject } from "../../../../protocol/kubernetes/index.ts";
import { type Labelled, Late } from "../../../store/Late.ts";
import { emptyObjectOf, type TypedKind, typeOf } from "../../schema/typeOf.ts";
import { withoutAdmission } from "./admittedFields.ts";
import { entriesAfterUpdates, ignoredPaths, type ManagedFieldsEntry, type Update, type Writer } from "./managers.ts";
import type { Members } from "./typedObjects.ts";

/** One object's entries in a snapshot, by its uid. */
export type CapturedFields = Labelled<string, readonly ManagedFieldsEntry[]>;

/** As snapshots of older versions have it. */
export interface OlderFields {
  readonly uid: string;
  readonly managedFields: readonly ManagedFieldsEntry[];
}

interface Change {
  readonly previous: ManagedRecord | undefined;
  /** Undefined when the object is new. */
  readonly before: KubeObject | undefined;
  readonly after: KubeObject;
  readonly kind: TypedKind;
  readonly writer: Writer;
}

/**
 * Writes that may wait to be worked out: each holds on to a version of the object. Most objects that come and go, as pods
 * of Jobs do, are gone before, and for them nothing is worked out at all.
 */
const LONGEST_CHAIN = 8;
const NONE: readonly ManagedFieldsEntry[] = [];

class ManagedRecord {
  private captured: Captured | undefined;
  /** Changes since the last version whose entries are known. */
  private length: number;
  private known: readonly ManagedFieldsEntry[] = NONE;
  private change: Change | undefined;
  private unread: CapturedFields | undefined;

  constructor(from: readonly ManagedFieldsEntry[] | CapturedFields | Change) {
    if ("label" in from) {
      this.unread = from;
      this.length = 0;
    } else if ("writer" in from) {
      this.change = from;
      this.length = (from.previous?.length ?? 0) + 1;
      if (this.length > LONGEST_CHAIN) void this.entries;
    } else {
      this.known = from;
      this.length = 0;
    }
  }

  /** The same each time. */
  capture(uid: string): CapturedFields {
    this.captured ??= new Captured(uid, this);
    return this.captured;
  }

  get entries(): readonly ManagedFieldsEntry[] {
    if (this.unread) {
      this.known = this.unread.body;
      this.unread = undefined;
    }
    if (this.change) {
      const changes: Change[] = [this.change];
      let { previous } = this.change;
      for (; previous?.change; { previous } = previous.change) changes.push(previous.change);
      this.known = entriesAfterUpdates(previous?.entries ?? NONE, changes.reverse().map(updateOf));
      this.change = undefined;
      this.length = 0;
    }
    return this.known;
  }
}

function updateOf({ before, after, kind, writer }: Change): Update {
  const members = before ? after : withoutAdmission(after);
  return {
    before: (before as unknown as Members | undefined) ?? emptyObjectOf(kind),
    after: members as unknown as Members,
    type: typeOf(kind),
    ignored: ignoredPaths(writer.subresource, kind),
    writer,
  };
}

/** What is known of one object, worked out when read. */
class Captured extends Late<string, readonly ManagedFieldsEntry[]> {
  constructor(
    uid: string,
    private readonly record: ManagedRecord,
  ) {
    super(uid);
  }

  get body(): readonly ManagedFieldsEntry[] {
    return this.record.entries;
  }
}

/** How a write reached an object. */
export interface NotedWrite {
  /** The version before; undefined when the object is new. */
  readonly before: KubeObject | undefined;
  readonly kind: TypedKind;
  readonly writer: Writer;
}

export class ManagedFields {
  private readonly records = new WeakMap<object, ManagedRecord>();
  private readonly shownObjects = new WeakMap<object, KubeObject>();
  /** For objects that come back from a snapshot one by one: their entries, undefined for one that is not tracked. */
  readonly beside = {
    of: (object: KubeObject): readonly ManagedFieldsEntry[] | undefined => this.records.get(object)?.entries,
    restored: (object: KubeObject, entries: unknown): void => {
      if (entries) this.records.set(object, new ManagedRecord(entries as readonly ManagedFieldsEntry[]));
    },
  };

  /** The entries of a version of an object; none when nothing is known of it. */
  of(object: object): readonly ManagedFieldsEntry[] {
    return this.records.get(object)?.entries ?? NONE;
  }

  /** Says what the entries of a version are. */
  set(object: object, entries: readonly ManagedFieldsEntry[]): void {
    if (entries.length > 0) this.records.set(object, new ManagedRecord(entries));
    else this.records.delete(object);
  }

  /** A version that nobody's fields changed in. */
  keep(before: object, after: object): void {
    const record = this.records.get(before);
    if (record) this.records.set(after, record);
  }

  /** A component of ours wrote; who owns what is worked out later. `after` must not change any more. */
  note(after: KubeObject, { before, kind, writer }: NotedWrite): void {
    const previous = before && this.records.get(before);
    // Nothing is tracked on objects that were not tracked from the start.
    if (before && !previous) return;
    this.records.set(after, new ManagedRecord({ previous, before, after, kind, writer }));
  }

  /** An object as an answer shows it; the same each time, so that its bytes are made once. */
  shown<T extends KubeObject>(object: T): T {
    const entries = this.of(object);
    if (entries.length === 0) return object;
    const known = this.shownObjects.get(object);
    if (known && known.metadata.managedFields === entries) return known as T;
    const shown = { ...object, metadata: { ...object.metadata, managedFields: entries } };
    this.shownObjects.set(object, shown);
    return shown;
  }

  /** References to what is known of some objects: cheap to take, worked out when encoded. */
  capture(objects: Iterable<KubeObject>): readonly CapturedFields[] {
    const captured: CapturedFields[] = [];
    for (const object of objects) {
      const record = this.records.get(object);
      if (!record) continue;
      captured.push(record.capture(object.metadata.uid));
    }
    return captured;
  }

  /** Takes over what `capture` took. */
  restore(captured: readonly (CapturedFields | OlderFields)[], objects: Iterable<KubeObject>): void {
    const entries = new Map<string, CapturedFields | readonly ManagedFieldsEntry[]>();
    for (const one of captured)
      if ("label" in one) entries.set(one.label, one);
      else entries.set(one.uid, one.managedFields);
    for (const object of objects) {
      const known = entries.get(object.metadata.uid);
      // An object whose entries are none yet goes on being tracked.
      if (known) this.records.set(object, new ManagedRecord(known));
    }
  }
}

/** How long a manager's name may be. */
export const LONGEST_MANAGER = 128;

/** Whether a manager's name may have a character. Models Go's unicode.IsPrint. */
export function isPrintable(char: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char);
}

/** The manager a request names, or else the start of its User-Agent. Models managerOrUserAgent. */
export function managerName(fieldManager: string | null, userAgent: string | undefined): string {
  if (fieldManager) return fieldManager;
  const product = (userAgent ?? "").split("/")[0] ?? "";
  let name = "";
  for (const char of product) {
    if (!isPrintable(char)) continue;
    if (name.length + char.length > LONGEST_MANAGER) break;
    name += char;
  }
  return name;
}

/** The manager name of one of our own components, by its user name. */
export function componentManager(username: string): string {
  if (username.startsWith("system:serviceaccount:kube-system:")) return "kube-controller-manager";
  if (username.startsWith("system:node")) return "kubelet";
  return username.replace(/^system:/, "");
}
