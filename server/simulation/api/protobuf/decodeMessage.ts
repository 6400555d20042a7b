/** A message's bytes become the JSON value of its type. Fields that nobody knows are skipped, as protobuf has it. */
import { setMember } from "../machinery/jsonText.ts";
import { type Message, type MessageField, messageNamed, type ScalarLetter } from "./messageTable.ts";
import { specialOf } from "./specialMessages.ts";
import { ProtobufError, WireReader } from "./WireReader.ts";

/** Messages in messages; schemas of custom resources nest deepest. */
const MAX_DEPTH = 200;
const WIRE_TYPES: { readonly [letter in ScalarLetter]: number } = { s: 2, y: 2, i: 0, l: 0, b: 0, d: 1 };

type Json = Record<string, unknown>;

/** Throws ProtobufError. */
export function decodeMessage(message: Message, reader: WireReader, depth = 0): unknown {
  const special = specialOf(message);
  const members: Json = {};
  readMembers(message, reader, { into: members, depth, raw: special !== undefined });
  return special ? special.toJson(members) : members;
}

interface Target {
  readonly into: Json;
  readonly depth: number;
  /** Bytes stay bytes instead of base64. */
  readonly raw: boolean;
}

function readMembers(message: Message, reader: WireReader, target: Target): void {
  if (target.depth > MAX_DEPTH) throw new ProtobufError(`exceeded max depth of ${MAX_DEPTH}`);
  const goName = message.name.slice(message.name.lastIndexOf(".") + 1);
  while (!reader.done) {
    const tag = reader.varint();
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (wireType === 4) throw new ProtobufError(`proto: ${goName}: wiretype end group for non-group`);
    if (number <= 0 || number >= 2 ** 29)
      throw new ProtobufError(`proto: ${goName}: illegal tag ${number} (wire type ${wireType})`);
    const field = message.byNumber.get(number);
    if (!field) reader.skip(wireType);
    else readField(field, { reader, wireType }, target);
  }
}

function readField(
  field: MessageField,
  { reader, wireType }: { readonly reader: WireReader; readonly wireType: number },
  target: Target,
): void {
  const letter = field.form === "map" ? "s" : (field.type as ScalarLetter);
  const expected = WIRE_TYPES[letter] ?? 2;
  if (wireType !== expected)
    throw new ProtobufError(`proto: wrong wireType = ${wireType} for field ${goFieldName(field)}`);
  const { into } = target;
  if (field.form === "inline") {
    const inner = messageNamed(field.type) as Message;
    return readMembers(inner, reader.nested(), { ...target, depth: target.depth + 1 });
  }
  if (field.form === "map") {
    const [key, value] = readEntry(field, reader.nested(), target);
    const map = (into[field.name] ??= {}) as Json;
    return setMember(map, key, value);
  }
  const value = readValue(field.type, reader, target);
  if (field.form === "list") ((into[field.name] ??= []) as unknown[]).push(value ?? null);
  else if (value !== undefined) into[field.name] = value;
}

function readEntry(field: MessageField, reader: WireReader, target: Target): [key: string, value: unknown] {
  let key = "";
  let value = emptyValue(field.type);
  while (!reader.done) {
    const tag = reader.varint();
    if (tag === 10) key = reader.string();
    else if (Math.floor(tag / 8) === 2 && tag % 8 === (WIRE_TYPES[field.type as ScalarLetter] ?? 2))
      value = readValue(field.type, reader, target) ?? null;
    else reader.skip(tag % 8);
  }
  return [key, value];
}

function emptyValue(type: string): unknown {
  if (type === "s" || type === "y") return "";
  if (type === "b") return false;
  if (type === "i" || type === "l" || type === "d") return 0;
  return decodeMessage(messageNamed(type) as Message, new WireReader(new Uint8Array())) ?? null;
}

function readValue(type: string, reader: WireReader, { depth, raw }: Target): unknown {
  switch (type) {
    case "s":
      return reader.string();
    case "y": {
      const bytes = reader.bytesField();
      return raw ? bytes : base64Of(bytes);
    }
    case "i":
      return reader.int32();
    case "l":
      return reader.int64();
    case "b":
      return reader.varint() !== 0;
    case "d":
      return reader.double();
    default:
      return decodeMessage(messageNamed(type) as Message, reader.nested(), depth + 1);
  }
}

/** The name Go's struct has, as far as it shows in errors. */
function goFieldName({ name, type }: MessageField): string {
  if (name === "metadata") return type === "meta.v1.ListMeta" ? "ListMeta" : "ObjectMeta";
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const CHUNK = 0x8000;

function base64Of(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  return btoa(binary);
}
