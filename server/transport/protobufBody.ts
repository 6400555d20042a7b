/**
 * Protobuf at the door: good bodies become JSON text before anybody sees them, answers that were negotiated as protobuf
 * become bytes on their way out. A body that does not decode goes on as its bytes, a character each: the API words the
 * refusal.
 */
import type { WatchEvent } from "../rooms/SimulatedCluster.ts";
import {
  decodeEnvelope,
  encodeEnvelope,
  encodeWatchEvent,
  PROTOBUF_STREAM,
  PROTOBUF_TYPE,
} from "../simulation/api/protobuf/envelope.ts";

import { SWAGGER_PROTOBUF, swaggerProtobuf } from "./swaggerProtobuf.ts";

export interface RequestBody {
  readonly contentType?: string;
  readonly body?: string;
}

/** What of a request's body and type the API is given. */
export function requestBody(contentType: string | undefined, bytes: Buffer): RequestBody {
  const type = contentType === undefined ? {} : { contentType };
  if (contentType === undefined || !contentType.startsWith(PROTOBUF_TYPE))
    return bytes.length === 0 ? type : { ...type, body: bytes.toString("utf8") };
  // Go's clients send the type with an empty body too.
  if (bytes.length === 0) return type;
  try {
    return { contentType: "application/json", body: JSON.stringify(decodeEnvelope(bytes).object) };
  } catch {
    return { ...type, body: bytes.toString("latin1") };
  }
}

/** An answer's object as bytes; undefined when it goes out in another form. */
export function protobufAnswer(contentType: string, body: unknown): Uint8Array | undefined {
  if (contentType === SWAGGER_PROTOBUF) return swaggerProtobuf(body as object);
  return contentType === PROTOBUF_TYPE && typeof body === "object" && body !== null ? encodeEnvelope(body) : undefined;
}

/** How a watch's events are written. */
export function eventWriter(contentType: string | undefined): (event: WatchEvent) => Uint8Array {
  if (contentType === PROTOBUF_STREAM) return (event) => encodeWatchEvent(event) ?? Buffer.alloc(0);
  return (event) => Buffer.from(`${JSON.stringify(event)}\n`);
}
