/** Messages that JSON writes as something else than an object: times, quantities, numbers or texts, raw JSON. */
import { parseTimestamp, timestamp } from "../../runtime/time.ts";
import { formatDuration, parseDuration } from "./goDuration.ts";
import type { Message } from "./messageTable.ts";

/** Members of a message as they were on the wire. */
export type Members = { readonly [name: string]: unknown };

interface Special {
  /** The JSON value; undefined stands for a zero that JSON leaves out. */
  toJson(members: Members): unknown;
  toMembers(json: unknown): Members;
}

/** Seconds since 1970 beyond which there is no calendar. */
const LAST_SECOND = 8.64e12;

const time = (fraction: (nanos: number) => string): Special => ({
  toJson({ seconds, nanos }) {
    const at = Number(seconds ?? 0);
    if ((at === 0 && !nanos) || Math.abs(at) > LAST_SECOND) return undefined;
    return `${timestamp(at * 1000).slice(0, -1)}${fraction(Number(nanos ?? 0))}Z`;
  },
  toMembers(json) {
    const text = String(json);
    const digits = /\.(\d{1,9})/.exec(text)?.[1] ?? "";
    return { seconds: Math.floor(parseTimestamp(text) / 1000), nanos: Number(digits.padEnd(9, "0")) };
  },
});

const rawJson = (member: string): Special => ({
  toJson: (members) => parseRaw(members[member]),
  toMembers: (json) => ({ [member]: new TextEncoder().encode(JSON.stringify(json)) }),
});

const SPECIALS: ReadonlyMap<string, Special> = new Map<string, Special>([
  ["meta.v1.Time", time(() => "")],
  ["meta.v1.MicroTime", time((nanos) => `.${String(Math.floor(nanos / 1000)).padStart(6, "0")}`)],
  [
    "meta.v1.Duration",
    {
      toJson: ({ duration }) => formatDuration(Number(duration ?? 0)),
      toMembers: (json) => ({ duration: parseDuration(String(json)) }),
    },
  ],
  [
    "api.resource.Quantity",
    { toJson: (members) => members.string ?? "0", toMembers: (json) => ({ string: String(json) }) },
  ],
  [
    "util.intstr.IntOrString",
    {
      toJson: ({ type, intVal, strVal }) => (type === 1 ? (strVal ?? "") : (intVal ?? 0)),
      toMembers: (json) => (typeof json === "number" ? { type: 0, intVal: json } : { type: 1, strVal: String(json) }),
    },
  ],
  ["runtime.RawExtension", rawJson("raw")],
  ["meta.v1.FieldsV1", rawJson("Raw")],
  ["apiextensions.v1.JSON", rawJson("raw")],
  [
    "apiextensions.v1.JSONSchemaPropsOrBool",
    {
      toJson: ({ allows, schema }) => schema ?? allows ?? false,
      toMembers: (json) => (typeof json === "boolean" ? { allows: json } : { allows: true, schema: json }),
    },
  ],
  [
    "apiextensions.v1.JSONSchemaPropsOrArray",
    {
      toJson: ({ schema, jSONSchemas }) => jSONSchemas ?? schema,
      toMembers: (json) => (Array.isArray(json) ? { jSONSchemas: json } : { schema: json }),
    },
  ],
  [
    "apiextensions.v1.JSONSchemaPropsOrStringArray",
    {
      toJson: ({ schema, property }) => property ?? schema,
      toMembers: (json) => (Array.isArray(json) ? { property: json } : { schema: json }),
    },
  ],
]);
const WRAPPED_LIST: Special = { toJson: ({ items }) => items ?? [], toMembers: (items) => ({ items }) };

export function specialOf(message: Message): Special | undefined {
  return SPECIALS.get(message.name) ?? (message.wrapsList ? WRAPPED_LIST : undefined);
}

function parseRaw(bytes: unknown): unknown {
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}
