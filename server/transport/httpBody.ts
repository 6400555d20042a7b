/** Reading request bodies and sending answers over plain HTTP. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Encoded } from "./encodedAnswers.ts";

const compress = promisify(gzip);
/** Answers longer than this are compressed for whoever accepts it, as the real API server does. Bytes. */
const COMPRESS_FROM = 128 * 1024;

export class BodyTooLarge extends Error {}

/** The body as bytes; rejects with BodyTooLarge beyond `limit` bytes. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    if (Number(request.headers["content-length"] ?? 0) > limit) {
      request.resume();
      return reject(new BodyTooLarge());
    }
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) return void chunks.push(chunk);
      request.removeAllListeners("data");
      request.resume();
      reject(new BodyTooLarge());
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
    request.on("aborted", () => reject(new Error("the client went away")));
  });
}

export interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | readonly string[] };
  readonly body: string | Uint8Array | Encoded;
}

/** Sends an answer whole, compressed when it is long and that is wanted. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Answer,
): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  let bytes: Buffer = bytesOf(body);
  const all: Record<string, string | readonly string[]> = { ...headers };
  if (bytes.length > COMPRESS_FROM && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""))) {
    bytes = await (isEncoded(body) ? body.compressed() : compress(bytes, { level: 1 }));
    all["Content-Encoding"] = "gzip";
    all.Vary = "Accept-Encoding";
  }
  all["Content-Length"] = String(bytes.length);
  response.writeHead(status, all as Record<string, string | string[]>);
  response.end(request.method === "HEAD" ? undefined : bytes);
}

function isEncoded(body: Answer["body"]): body is Encoded {
  return typeof body === "object" && "plain" in body;
}

function bytesOf(body: Answer["body"]): Buffer {
  if (typeof body === "string") return Buffer.from(body);
  return isEncoded(body) ? body.plain : Buffer.from(body.buffer, body.byteOffset, body.length);
}

/** Sends a JSON value. */
export function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  answer: { readonly status: number; readonly body: unknown; readonly headers?: { readonly [name: string]: string } },
): Promise<void> {
  const headers = { "Content-Type": "application/json", "Cache-Control": "no-store", ...answer.headers };
  return sendAnswer(request, response, { status: answer.status, headers, body: `${JSON.stringify(answer.body)}\n` });
}
