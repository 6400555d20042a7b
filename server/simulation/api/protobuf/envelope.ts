/**
 * Objects as `application/vnd.kubernetes.protobuf`: four bytes, then a message that names the kind and holds the object.
 * Models apimachinery runtime/serializer/protobuf. Custom resources have no such form.
 */
import { apiVersionOf, parseApiVersion } from "../schema/resources.ts";
import { typeFor } from "../schema/Schema.ts";
import { decodeMessage } from "./decodeMessage.ts";
import { encodeMessage } from "./encodeMessage.ts";
import { type Message, messageNamed } from "./messageTable.ts";
import { ReverseWriter } from "./ReverseWriter.ts";
import { ProtobufError, WireReader } from "./WireReader.ts";

export { ProtobufError } from "./WireReader.ts";

export const PROTOBUF_TYPE = "application/vnd.kubernetes.protobuf";
export const PROTOBUF_STREAM = `${PROTOBUF_TYPE};stream=watch`;

const PREFIX = Uint8Array.of(0x6b, 0x38, 0x73, 0x00);
/** Kinds of every group: options and what stands around objects. */
const META_KINDS = new Set(["DeleteOptions", "Status", "PartialObjectMetadata", "PartialObjectMetadataList"]);

export interface ProtobufObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** The object in JSON, with its kind; only apiVersion and kind when nobody knows the kind. */
  readonly object: { readonly [name: string]: unknown };
}

/** The object failed to decode, though its kind could be read. */
export class ProtobufObjectError extends ProtobufError {
  constructor(
    readonly apiVersion: string,
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}

/** Reads a request's body; throws ProtobufError. */
export function decodeEnvelope(bytes: Uint8Array): ProtobufObject {
  if (bytes.length === 0) throw new ProtobufError("empty data");
  if (PREFIX.some((byte, index) => bytes[index] !== byte))
    throw new ProtobufError(
      `provided data does not appear to be a protobuf message, expected prefix [${PREFIX.join(" ")}]`,
    );
  if (bytes.length === PREFIX.length) throw new ProtobufError("empty body");
  const { apiVersion, kind, raw } = openEnvelope(new WireReader(bytes, PREFIX.length));
  const head = { apiVersion, kind };
  const message = messageOf(apiVersion, kind);
  if (!message) return { ...head, object: head };
  try {
    const members = decodeMessage(message, new WireReader(raw)) as Record<string, unknown>;
    return { ...head, object: { kind, apiVersion, ...members } };
  } catch (error) {
    if (error instanceof ProtobufError) throw new ProtobufObjectError(apiVersion, kind, error.message);
    throw error;
  }
}

/** An answer's bytes; undefined when objects of its kind have no such form. */
export function encodeEnvelope(object: object): Uint8Array | undefined {
  const { apiVersion = "", kind = "" } = object as { readonly apiVersion?: string; readonly kind?: string };
  const message = messageOf(apiVersion, kind);
  if (!message) return undefined;
  const writer = new ReverseWriter();
  writeEnvelope(message, object, writer);
  return writer.finish();
}

/** One event of a watch: its length in four bytes, then the event with the object in its envelope. */
export function encodeWatchEvent(event: { readonly type: string; readonly object: unknown }): Uint8Array | undefined {
  const { apiVersion = "", kind = "" } = event.object as { readonly apiVersion?: string; readonly kind?: string };
  const message = messageOf(apiVersion, kind);
  if (!message) return undefined;
  const writer = new ReverseWriter();
  writeEnvelope(message, event.object as object, writer);
  const object = writer.length;
  // Object: a RawExtension with the envelope as its bytes.
  writer.varint(object);
  writer.tag(1, 2);
  writer.varint(writer.length);
  writer.tag(2, 2);
  writer.string(event.type);
  writer.tag(1, 2);
  const { length } = writer;
  writer.raw(Uint8Array.of((length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255));
  return writer.finish();
}

/** Whether objects of a group's version and kind can be sent this way. */
export function hasProtobufForm(names: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}): boolean {
  return messageOf(apiVersionOf(names), names.kind) !== undefined;
}

function writeEnvelope(message: Message, object: object, writer: ReverseWriter): void {
  const { apiVersion = "", kind = "" } = object as { readonly apiVersion?: string; readonly kind?: string };
  // Content encoding and type are always there, and empty.
  writer.string("");
  writer.tag(4, 2);
  writer.string("");
  writer.tag(3, 2);
  const raw = writer.length;
  encodeMessage(message, object, writer);
  writer.varint(writer.length - raw);
  writer.tag(2, 2);
  const type = writer.length;
  writer.string(kind);
  writer.tag(2, 2);
  writer.string(apiVersion);
  writer.tag(1, 2);
  writer.varint(writer.length - type);
  writer.tag(1, 2);
  writer.raw(PREFIX);
}

function messageOf(apiVersion: string, kind: string): Message | undefined {
  if (META_KINDS.has(kind)) return messageNamed(`meta.v1.${kind}`);
  const parsed = parseApiVersion(apiVersion);
  if (!parsed) return undefined;
  if (kind === "List" && apiVersion === "v1") return messageNamed("core.v1.List");
  const single = typeFor(parsed.group, parsed.version, kind);
  if (single) return messageNamed(single.name);
  if (!kind.endsWith("List")) return undefined;
  const item = typeFor(parsed.group, parsed.version, kind.slice(0, -4));
  return item && messageNamed(`${item.name}List`);
}

function openEnvelope(reader: WireReader): {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Uint8Array;
} {
  let raw: Uint8Array = new Uint8Array();
  let head: { readonly apiVersion?: string; readonly kind?: string } = {};
  while (!reader.done) {
    const tag = reader.varint();
    if (tag === 10) head = decodeMessage(messageNamed("runtime.TypeMeta") as Message, reader.nested()) as typeof head;
    else if (tag === 18) raw = reader.bytesField();
    else if (tag < 8) throw new ProtobufError(`proto: Unknown: illegal tag 0 (wire type ${tag})`);
    else reader.skip(tag % 8);
  }
  return { apiVersion: head.apiVersion ?? "", kind: head.kind ?? "", raw };
}
