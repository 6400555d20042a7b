/**
 * What is told of a large object: all that is small of it, so that it still has its place in lists, map, selectors and chains of
 * owners. By one rule for all kinds: the room there is is shared evenly, whoever needs less leaves the rest to the others, and what
 * needs more is shortened by the same rule, texts to nothing. Pure.
 */
import type { KubeObject } from "../protocol/kubernetes/index.ts";

/** Characters of JSON that are left of a large object at most. */
export const TRIMMED_LENGTH = 16 * 1024;
/** Of these, for labels and owners. */
const LINKS_LENGTH = TRIMMED_LENGTH / 4;
/** A member of a list that is this long is shortened before further ones are left out. */
const MEMBER_LENGTH = 1024;
/** Further down lists and objects that are too long are empty. */
const DEEPEST = 32;
/** What a key and its value take at least: `"":"",`. */
const KEY_LENGTH = 6;
/** `""`, `[]`, `{}`: what stays of a value that finds no room. */
const EMPTY_LENGTH = 2;

type Fields = { readonly [key: string]: unknown };

/** By these an object is told from others and from its other versions. */
const IDENTITY: ReadonlySet<string> = new Set([
  "name",
  "namespace",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
]);
const LINKS: ReadonlySet<string> = new Set(["labels", "ownerReferences"]);

export function trimObject(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata, ...body } = object;
  const identity = pick(metadata, (key) => IDENTITY.has(key));
  const links = shorten(
    pick(metadata, (key) => LINKS.has(key)),
    LINKS_LENGTH,
  ) as Fields;
  // Who owns which field is of no use without the fields.
  const about = pick(metadata, (key) => !IDENTITY.has(key) && !LINKS.has(key) && key !== "managedFields");
  const head = JSON.stringify({ apiVersion, kind, metadata: { ...identity, ...links } }).length;
  const rest = shorten({ metadata: about, ...body }, TRIMMED_LENGTH - head) as Fields;
  const { metadata: told, ...others } = rest;
  return {
    apiVersion,
    kind,
    metadata: { ...identity, ...links, ...(told as Fields) },
    ...others,
  } as unknown as KubeObject;
}

/** The value with at most so many characters of JSON. What there is no room for even so is not to be asked for: see `needOf`. */
function shorten(value: unknown, most: number, depth = 0): unknown {
  if (lengthOf(value, most) <= most) return value;
  if (typeof value === "string") return "";
  if (Array.isArray(value)) return depth < DEEPEST ? shortenList(value, most, depth) : [];
  return depth < DEEPEST ? shortenFields(value as Fields, most, depth) : {};
}

/** The first members, as many as there is room for. */
function shortenList(list: readonly unknown[], most: number, depth: number): readonly unknown[] {
  const needs: Need[] = [];
  const looked = Math.max(2 * MEMBER_LENGTH, lookedAt(most, list.length));
  let room = most - EMPTY_LENGTH;
  let wanted = 0;
  for (const member of list) {
    const need = needOf(member, looked);
    const want = Math.max(need.least, Math.min(need.length, MEMBER_LENGTH));
    const fits = wanted + want < room || (needs.length === 0 && need.least < room);
    if (!fits) break;
    // Its comma.
    room--;
    wanted += want;
    needs.push(need);
  }
  return shareOut(needs, room).map((share, index) => shorten(list[index], share, depth + 1));
}

/** All keys while there is room for them, those first that need the least. */
function shortenFields(fields: Fields, most: number, depth: number): Fields {
  const keys = Object.keys(fields)
    .slice(0, Math.ceil(most / KEY_LENGTH))
    .filter((key) => fields[key] !== undefined);
  const looked = lookedAt(most, keys.length);
  const entries = keys.map((key) => {
    const value = fields[key];
    return { key, value, own: JSON.stringify(key).length + 2, ...needOf(value, looked) };
  });
  const kept = new Set<string>();
  let room = most - EMPTY_LENGTH;
  let wanted = 0;
  for (const { key, own, least } of entries.toSorted((one, other) => one.own + one.least - other.own - other.least)) {
    if (wanted + least > room - own) break;
    room -= own;
    wanted += least;
    kept.add(key);
  }
  const told = entries.filter(({ key }) => kept.has(key));
  const shares = shareOut(told, room);
  return Object.fromEntries(told.map(({ key, value }, index) => [key, shorten(value, shares[index] ?? 0, depth + 1)]));
}

/** Of each of so many members no more is measured, so that much in much is little work; some room may be left for it. */
function lookedAt(most: number, members: number): number {
  return Math.min(most, Math.ceil((8 * most) / members));
}

/** Characters of JSON: of the whole, and of what there must be room for. */
interface Need {
  readonly length: number;
  readonly least: number;
}

/** Texts, lists and objects may be empty; numbers and the like are whole or not there. */
function needOf(value: unknown, most: number): Need {
  const length = lengthOf(value, most);
  const canBeEmpty = typeof value === "string" || (typeof value === "object" && value !== null);
  return { length, least: canBeEmpty ? EMPTY_LENGTH : length };
}

/** The room of each, which is the least it needs at least: beyond that, as much as it needs, or as much as any other. */
function shareOut(needs: readonly Need[], room: number): readonly number[] {
  let left = room - needs.reduce((sum, { least }) => sum + least, 0);
  const shares: number[] = [];
  const order = needs
    .map(({ length, least }, index) => ({ index, least, more: length - least }))
    .toSorted((one, other) => one.more - other.more);
  order.forEach(({ index, least, more }, done) => {
    const share = Math.min(more, Math.floor(left / (order.length - done)));
    shares[index] = least + share;
    left -= share;
  });
  return shares;
}

/** Characters of a value's JSON; when they are more than `most`, some number above it, and no more of it is looked at. */
function lengthOf(value: unknown, most: number): number {
  if (typeof value === "string") return value.length + 2 > most ? value.length + 2 : JSON.stringify(value).length;
  if (typeof value !== "object" || value === null) return JSON.stringify(value).length;
  let length = EMPTY_LENGTH;
  // Commas: one less than members.
  let next = 0;
  if (Array.isArray(value))
    for (const member of value) {
      if (length > most) break;
      length += next + lengthOf(member, most - length);
      next = 1;
    }
  else
    for (const key in value) {
      if (length > most) break;
      const inner = (value as Fields)[key];
      if (inner === undefined) continue;
      length += next + JSON.stringify(key).length + 1 + lengthOf(inner, most - length);
      next = 1;
    }
  return length;
}

function pick(fields: object, keep: (key: string) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => keep(key)));
}
