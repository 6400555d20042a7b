/**
 * A set of paths into an object, and its form on the wire, FieldsV1.
 *
 * Models structured-merge-diff fieldpath/set.go. A path element is its wire text: `f:name` a field, `k:{"name":"a"}` a
 * list item by its keys, `v:"x"` an item of a set. A path in the set says nothing of those above or below it.
 */
import { goJsonSorted } from "../goText.ts";

/** FieldsV1: path element → what lies under it; `.` stands for the element itself when others lie under it too. */
export type FieldsV1 = { readonly [element: string]: FieldsV1 };

const NOTHING: ReadonlySet<string> = new Set();
const NO_CHILDREN: ReadonlyMap<string, FieldSet> = new Map();

export class FieldSet {
  static readonly EMPTY = new FieldSet(NOTHING, NO_CHILDREN);

  constructor(
    readonly members: ReadonlySet<string>,
    readonly children: ReadonlyMap<string, FieldSet>,
  ) {}

  /** The set of FieldsV1 as a client or an older version wrote it; elements of unknown kinds are left out. */
  static decode(fields: FieldsV1): FieldSet {
    const members = new Set<string>();
    const children = new Map<string, FieldSet>();
    for (const [text, given] of Object.entries(fields)) {
      const element = canonicalElement(text);
      if (element === undefined) continue;
      // Clients may send entries of their own: what is no object says no more than an empty one.
      const inner = typeof given === "object" && given !== null ? given : {};
      const child = isLeaf(inner) ? FieldSet.EMPTY : FieldSet.decode(inner);
      if (Object.hasOwn(inner, ".") || child.isEmpty) members.add(element);
      if (!child.isEmpty) children.set(element, child);
    }
    return new FieldSet(members, children);
  }

  encode(): FieldsV1 {
    const fields: Record<string, FieldsV1> = {};
    for (const element of [...new Set([...this.members, ...this.children.keys()])].sort()) {
      const inner = this.children.get(element)?.encode() ?? {};
      fields[element] = this.members.has(element) && this.children.has(element) ? { ".": {}, ...inner } : inner;
    }
    return fields;
  }

  get isEmpty(): boolean {
    return this.members.size === 0 && this.children.size === 0;
  }

  /** Whether the path that begins at place `from` of `path` is in the set. */
  has(path: readonly string[], from = 0): boolean {
    const element = path[from];
    if (element === undefined) return false;
    if (from === path.length - 1) return this.members.has(element);
    return this.children.get(element)?.has(path, from + 1) ?? false;
  }

  /** What lies under an element. */
  under(element: string): FieldSet {
    return this.children.get(element) ?? FieldSet.EMPTY;
  }

  union(other: FieldSet): FieldSet {
    if (other.isEmpty || other === this) return this;
    if (this.isEmpty) return other;
    const children = new Map(this.children);
    for (const [element, set] of other.children) {
      const mine = children.get(element);
      children.set(element, mine ? mine.union(set) : set);
    }
    return new FieldSet(new Set([...this.members, ...other.members]), children);
  }

  intersection(other: FieldSet): FieldSet {
    if (this.isEmpty || other.isEmpty) return FieldSet.EMPTY;
    const children = new Map<string, FieldSet>();
    for (const [element, set] of this.children) {
      const theirs = other.children.get(element);
      const both = theirs && set.intersection(theirs);
      if (both && !both.isEmpty) children.set(element, both);
    }
    return new FieldSet(
      filtered(this.members, (element) => other.members.has(element)),
      children,
    );
  }

  /** Paths of this set that are not, exactly so, in the other. */
  difference(other: FieldSet): FieldSet {
    if (this.isEmpty || other.isEmpty) return this;
    const children = new Map<string, FieldSet>();
    for (const [element, set] of this.children) {
      const theirs = other.children.get(element);
      const rest = theirs ? set.difference(theirs) : set;
      if (!rest.isEmpty) children.set(element, rest);
    }
    return new FieldSet(
      filtered(this.members, (element) => !other.members.has(element)),
      children,
    );
  }

  /** Like `difference`, and without all that lies under a path of the other. */
  recursiveDifference(other: FieldSet): FieldSet {
    if (this.isEmpty || other.isEmpty) return this;
    const children = new Map<string, FieldSet>();
    for (const [element, set] of this.children) {
      if (other.members.has(element)) continue;
      const theirs = other.children.get(element);
      const rest = theirs ? set.recursiveDifference(theirs) : set;
      if (!rest.isEmpty) children.set(element, rest);
    }
    return new FieldSet(
      filtered(this.members, (element) => !other.members.has(element)),
      children,
    );
  }

  equals(other: FieldSet): boolean {
    if (this === other) return true;
    if (this.members.size !== other.members.size || this.children.size !== other.children.size) return false;
    for (const element of this.members) if (!other.members.has(element)) return false;
    for (const [element, set] of this.children) {
      const theirs = other.children.get(element);
      if (!theirs || !set.equals(theirs)) return false;
    }
    return true;
  }

  /** All paths: those of one level before those under it, each level in order. */
  *paths(prefix: readonly string[] = []): Generator<readonly string[]> {
    for (const element of [...this.members].sort(byElement)) yield [...prefix, element];
    for (const element of [...this.children.keys()].sort(byElement))
      yield* this.under(element).paths([...prefix, element]);
  }
}

/** Gathers paths; `build` gives the set. */
export class FieldSetBuilder {
  // Made when something is put in: most stay empty.
  private members: Set<string> | undefined;
  private children: Map<string, FieldSetBuilder> | undefined;

  /** Adds the path that begins at place `from` of `path`. */
  insert(path: readonly string[], from = 0): void {
    const element = path[from];
    if (element === undefined) return;
    if (from === path.length - 1) (this.members ??= new Set()).add(element);
    else this.child(element).insert(path, from + 1);
  }

  build(): FieldSet {
    if (!this.members && !this.children) return FieldSet.EMPTY;
    const children = new Map<string, FieldSet>();
    for (const [element, builder] of this.children ?? []) {
      const set = builder.build();
      if (!set.isEmpty) children.set(element, set);
    }
    return new FieldSet(this.members ?? NOTHING, children.size === 0 ? NO_CHILDREN : children);
  }

  private child(element: string): FieldSetBuilder {
    this.children ??= new Map();
    let child = this.children.get(element);
    if (!child) this.children.set(element, (child = new FieldSetBuilder()));
    return child;
  }
}

/** A set of paths written as fields' names: `fieldSetOf("status", "metadata.labels")`. */
export function fieldSetOf(...paths: string[]): FieldSet {
  const builder = new FieldSetBuilder();
  for (const path of paths) builder.insert(path.split(".").map(fieldElement));
  return builder.build();
}

export function fieldElement(name: string): string {
  return `f:${name}`;
}

export function keyElement(keys: { readonly [name: string]: unknown }): string {
  return `k:${goJsonSorted(keys)}`;
}

export function valueElement(value: unknown): string {
  return `v:${goJsonSorted(value)}`;
}

/** A path as conflicts print it: `.spec.containers[name="a"].image`. */
export function printPath(path: readonly string[]): string {
  return path.map(printElement).join("");
}

export function printElement(element: string): string {
  const content = element.slice(2);
  switch (element[0]) {
    case "f":
      return `.${content}`;
    case "k":
      return `[${Object.entries(JSON.parse(content) as object)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(",")}]`;
    case "v":
      return `[=${content}]`;
    default:
      return `[${content}]`;
  }
}

/** The one text for an element; undefined for kinds that mean nothing. */
function canonicalElement(text: string): string | undefined {
  if (text.startsWith("f:") || text.startsWith("i:")) return text;
  if (!text.startsWith("k:") && !text.startsWith("v:")) return undefined;
  try {
    return text.slice(0, 2) + goJsonSorted(JSON.parse(text.slice(2)));
  } catch {
    return undefined;
  }
}

function isLeaf(fields: FieldsV1): boolean {
  for (const _ in fields) return false;
  return true;
}

const KIND_ORDER = "fkvi";

function byElement(left: string, right: string): number {
  const kinds = KIND_ORDER.indexOf(left[0] as string) - KIND_ORDER.indexOf(right[0] as string);
  return kinds || (left < right ? -1 : left > right ? 1 : 0);
}

function filtered(members: ReadonlySet<string>, keep: (element: string) => boolean): ReadonlySet<string> {
  const result = new Set<string>();
  for (const element of members) if (keep(element)) result.add(element);
  return result;
}
