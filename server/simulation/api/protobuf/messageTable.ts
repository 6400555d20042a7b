/**
 * The messages that objects are sent as, by the names of the schema's types: read from `messages-1.36.json`
 * (`server/protocol/kubernetes/generateMessages.mjs` writes it) when the first protobuf body comes, a message when it is first met.
 */
import text from "./messages-1.36.json" with { type: "json" };

/** `s`tring, b`y`tes, int32 (`i`), int64 (`l`), `b`ool, `d`ouble. */
export type ScalarLetter = "s" | "y" | "i" | "l" | "b" | "d";

export interface MessageField {
  /** As in JSON. */
  readonly name: string;
  readonly number: number;
  /** `inline`: a message in protobuf whose members stand in its parent in JSON. */
  readonly form: "one" | "list" | "map" | "inline";
  /** A scalar's letter, or the name of a message. */
  readonly type: string;
}

export interface Message {
  readonly name: string;
  readonly fields: readonly MessageField[];
  readonly byNumber: ReadonlyMap<number, MessageField>;
  /** A message around a list that JSON writes as the list itself (`meta.v1.Verbs`). */
  readonly wrapsList: boolean;
}

const lines = text as unknown as { readonly [message: string]: string | undefined };
const FORMS: { readonly [mark: string]: MessageField["form"] } = { "*": "list", "%": "map", "^": "inline" };
const known = new Map<string, Message>();

/** The message of a schema type; undefined where protobuf has none. */
export function messageNamed(name: string): Message | undefined {
  let message = known.get(name);
  if (message) return message;
  const line = Object.hasOwn(lines, name) ? lines[name] : undefined;
  if (line === undefined) return undefined;
  const fields = line === "" ? [] : line.split(",").map(fieldOf);
  message = {
    name,
    fields,
    byNumber: new Map(fields.map((field) => [field.number, field])),
    wrapsList: line === "items 1 *s",
  };
  known.set(name, message);
  return message;
}

function fieldOf(entry: string): MessageField {
  const [name = "", number = "", type = ""] = entry.split(" ");
  const form = FORMS[type[0] as string];
  return { name, number: Number(number), form: form ?? "one", type: form ? type.slice(1) : type };
}
