/** A JSON value of a type becomes the bytes of its message. Zeros that Go reads from a missing field are not written. */
import { type Message, type MessageField, messageNamed, type ScalarLetter } from "./messageTable.ts";
import type { ReverseWriter } from "./ReverseWriter.ts";
import { specialOf } from "./specialMessages.ts";

type Json = { readonly [name: string]: unknown };

const WIRE_TYPES: { readonly [letter in ScalarLetter]: number } = { s: 2, y: 2, i: 0, l: 0, b: 0, d: 1 };

/** Writes the message's fields, without a length. Values of another form than the type's are left out. */
export function encodeMessage(message: Message, value: unknown, writer: ReverseWriter): void {
  const special = specialOf(message);
  const members = special ? special.toMembers(value) : value;
  if (typeof members === "object" && members !== null) writeMembers(message, members as Json, writer);
}

function writeMembers(message: Message, members: Json, writer: ReverseWriter): void {
  for (let index = message.fields.length - 1; index >= 0; index--) {
    const field = message.fields[index] as MessageField;
    if (field.form === "inline") {
      const before = writer.length;
      writeMembers(messageNamed(field.type) as Message, members, writer);
      writer.varint(writer.length - before);
      writer.tag(field.number, 2);
      continue;
    }
    const value = members[field.name];
    if (value === undefined || value === null) continue;
    if (field.form === "one") writeField(field, value, writer);
    else if (field.form === "list") {
      if (Array.isArray(value))
        for (let item = value.length - 1; item >= 0; item--) writeField(field, value[item], writer);
    } else writeMap(field, value as Json, writer);
  }
}

/** Entries sorted by key, as Go writes maps. */
function writeMap(field: MessageField, map: Json, writer: ReverseWriter): void {
  for (const key of Object.keys(map).sort().reverse()) {
    const before = writer.length;
    writeField({ ...field, form: "one", number: 2 }, map[key], writer);
    writer.string(key);
    writer.tag(1, 2);
    writer.varint(writer.length - before);
    writer.tag(field.number, 2);
  }
}

function writeField({ number, type }: MessageField, value: unknown, writer: ReverseWriter): void {
  switch (type) {
    case "s":
      writer.string(String(value));
      break;
    case "y":
      writer.bytes(value instanceof Uint8Array ? value : bytesOf(String(value)));
      break;
    case "i":
    case "l":
      writer.int64(Math.trunc(Number(value)) || 0);
      break;
    case "b":
      writer.varint(value === true ? 1 : 0);
      break;
    case "d":
      writer.double(Number(value));
      break;
    default: {
      const before = writer.length;
      encodeMessage(messageNamed(type) as Message, value, writer);
      writer.varint(writer.length - before);
    }
  }
  writer.tag(number, WIRE_TYPES[type as ScalarLetter] ?? 2);
}

function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
