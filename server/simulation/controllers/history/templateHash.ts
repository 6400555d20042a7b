/**
 * The hash Kubernetes gives a pod template: FNV-1a over the text Go's debug printer makes of the template in memory, all
 * fields named, absent ones too. It changes with every release that adds a field; this is the one of 1.36.
 * Models kubernetes pkg/controller/controller_utils.go ComputeHash and k8s.io/utils/dump ForHash.
 */
import type { PodTemplateSpec } from "../../../protocol/kubernetes/index.ts";
import { safeText } from "./safeText.ts";
import { goQuantity } from "./goQuantity.ts";
import { LAYOUT } from "./podTemplateLayout.ts";

interface Field {
  readonly name: string;
  /** Undefined when the part's fields stand among those of the whole. */
  readonly json: string | undefined;
  readonly type: string;
}

type Members = { readonly [name: string]: unknown };

let structs: ReadonlyMap<string, readonly Field[]> | undefined;

/** The hash in letters. `collisionCount` sets apart templates whose hashes are the same. */
export function templateHash(template: PodTemplateSpec, collisionCount?: number): string {
  structs ??= parseLayout(LAYOUT);
  const bytes = new TextEncoder().encode(printed("PodTemplateSpec", template, true));
  let hash = fnv(2166136261, bytes);
  if (collisionCount !== undefined) {
    const count = new DataView(new ArrayBuffer(8));
    count.setUint32(0, collisionCount, true);
    hash = fnv(hash, new Uint8Array(count.buffer));
  }
  return safeText(String(hash));
}

function fnv(start: number, bytes: Uint8Array): number {
  let hash = start;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
  return hash;
}

function parseLayout(text: string): ReadonlyMap<string, readonly Field[]> {
  const types = new Map<string, readonly Field[]>();
  for (const line of text.trim().split("\n")) {
    const [type = "", ...fields] = line.split(" ");
    types.set(
      type,
      fields.map((field): Field => {
        const colon = field.indexOf(":");
        const [name = "", json] = field.slice(0, colon).split("@");
        const plain = name.replace("^", "");
        const usual = plain.slice(0, 1).toLowerCase() + plain.slice(1);
        return { name: plain, json: name.endsWith("^") ? undefined : (json ?? usual), type: field.slice(colon + 1) };
      }),
    );
  }
  return types;
}

/** A value as the printer shows it, after its type if that is not clear from where it stands. */
function printed(type: string, value: unknown, withType: boolean): string {
  if (type.startsWith("*")) {
    if (value === undefined || value === null) return withType ? `(${goName(type)})<nil>` : "<nil>";
    return `${withType ? `(${goName(type)})` : "<*>"}${printed(type.slice(1), value, false)}`;
  }
  const shown = withType ? `(${goName(type)})` : "";
  return shown + content(type, value);
}

function content(type: string, value: unknown): string {
  if (type.startsWith("[]")) {
    const items = (value ?? []) as readonly unknown[];
    const element = type.slice(2);
    return items.length === 0 ? "<nil>" : `[${items.map((item) => printed(element, item, false)).join(" ")}]`;
  }
  const element = type === "ResourceList" ? "resource.Quantity" : /^map\[string\](.*)/.exec(type)?.[1];
  if (element !== undefined) {
    const entries = Object.entries((value ?? {}) as Members).sort(([left], [right]) => (left < right ? -1 : 1));
    return entries.length === 0
      ? "<nil>"
      : `map[${entries.map(([key, item]) => `${key}:${printed(element, item, false)}`).join(" ")}]`;
  }
  const fields = structs?.get(type);
  if (fields) {
    const members = (value ?? {}) as Members;
    const shown = fields.map(
      (field) => `${field.name}:${printed(field.type, field.json === undefined ? members : members[field.json], true)}`,
    );
    return `{${shown.join(" ")}}`;
  }
  switch (type) {
    case "resource.Quantity":
      return goQuantity(value as string | number | undefined);
    case "intstr.IntOrString":
      return typeof value === "string"
        ? `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}`
        : `{Type:(intstr.Type)0 IntVal:(int32)${(value as number | undefined) ?? 0} StrVal:(string)}`;
    case "metav1.Time":
      // No template has been created at a time of its own.
      return "{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}";
    case "bool":
      return String(value ?? false);
    case "int32":
    case "int64":
      return String(value ?? 0);
    default:
      return (value as string | undefined) ?? "";
  }
}

/** A type as Go names it: with its package, which is v1 for both the core and the meta types. */
function goName(type: string): string {
  const [, prefix = "", name = ""] = /^((?:\*|\[\]|map\[string\])*)(.*)$/.exec(type) ?? [];
  if (name === "string" || name === "bool" || name === "int32" || name === "int64") return prefix + name;
  if (name.startsWith("metav1.")) return `${prefix}v1.${name.slice(7)}`;
  return name.includes(".") ? prefix + name : `${prefix}v1.${name}`;
}
