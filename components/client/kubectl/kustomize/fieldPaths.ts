/** Members of objects by path, through lists as through maps. Models kustomize's field specs. */
import { isObject, type Json, type JsonObject, setOwn } from "../json.ts";
import { type Gvk, gvkOf, selects } from "./identity.ts";

export interface FieldSpec extends Partial<Gvk> {
  /** `spec/template/metadata/labels`; `\/` is a slash in a name. */
  readonly path: string;
  /** Maps on the way and the member itself are made when they are missing. */
  readonly create?: boolean;
}

/** Sets a member of its parent: `value` is what is there. */
export type Change = (value: Json | undefined, set: (value: Json) => void) => void;

/** What a missing member at the end of a path becomes before it is changed. */
type Made = "map" | "scalar";

function partsOf(path: string): string[] {
  return path.split(/(?<!\\)\//).map((part) => part.replaceAll("\\/", "/"));
}

/** Calls `change` for every member the spec leads to; objects of other kinds are left alone. */
export function changeFields(
  object: JsonObject,
  spec: FieldSpec,
  { change, made }: { change: Change; made?: Made },
): void {
  if (!selects(spec, gvkOf(object))) return;
  walk(object, partsOf(spec.path), { change, made: spec.create ? made : undefined });
}

function walk(value: Json, parts: readonly string[], how: { change: Change; made: Made | undefined }): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, parts, how);
    return;
  }
  if (value === null) return;
  if (!isObject(value)) throw new Error("expected sequence or mapping node");
  const list = parts[0]?.endsWith("[]") ?? false;
  const name = list ? (parts[0] as string).slice(0, -2) : (parts[0] as string);
  const last = parts.length === 1;
  if (!Object.hasOwn(value, name) || (value[name] === null && how.made && !list)) {
    if (!how.made || list) return;
    setOwn(value, name, last && how.made === "scalar" ? "" : {});
  }
  const member = value[name] as Json;
  if (last) atEnd(member, (next) => setOwn(value, name, next), how.change);
  else walk(member, parts.slice(1), how);
}

function atEnd(member: Json, set: (value: Json) => void, change: Change): void {
  change(member, set);
}
