/** Reading request bodies and sending answers over plain HTTP. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Encoded } from "./encodedAnswers.ts";

const compress = promisify(gzip);
/** Answers longer than this are compressed for whoever accepts it, as the real API server does. Bytes. */
const COMPRESS_FROM = 128 * 1024;

const NO_BODY = Buffer.alloc(0);

export class BodyTooLarge extends Error {}
/** Nobody waits for an answer any more. */
export class ClientGone extends Error {}

/** The body as bytes; rejects with BodyTooLarge beyond `limit` bytes, with ClientGone when it ends too early. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> | Buffer {
  const { headers } = request;
  if (headers["content-length"] === undefined && headers["transfer-encoding"] === undefined) return NO_BODY;
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
    request.on("error", () => reject(new ClientGone()));
    request.on("aborted", () => reject(new ClientGone()));
  });
}

export interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | readonly string[] };
  readonly body: string | Uint8Array | Encoded;
}

/** Sends an answer whole, compressed when it is long and that is wanted. */
export function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> | void {
  const { body, headers } = answer;
  const bytes = bytesOf(body);
  if (bytes.length <= COMPRESS_FROM || !/\bgzip\b/.test(String(request.headers["accept-encoding"] ?? "")))
    return sendBytes(request, response, { ...answer, bytes });
  const packed = isEncoded(body) ? body.compressed() : compress(bytes, { level: 1 });
  const named = { ...headers, "Content-Encoding": "gzip", Vary: "Accept-Encoding" };
  return packed.then((small) => sendBytes(request, response, { ...answer, headers: named, bytes: small }));
}

function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, bytes }: Omit<Answer, "body"> & { readonly bytes: Buffer },
): void {
  if (response.headersSent || response.destroyed) return;
  const all = { ...headers, "Content-Length": String(bytes.length) };
  response.writeHead(status, all as unknown as Record<string, string | string[]>);
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
export async function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  answer: { readonly status: number; readonly body: unknown; readonly headers?: { readonly [name: string]: string } },
): Promise<void> {
  const headers = { "Content-Type": "application/json", "Cache-Control": "no-store", ...answer.headers };
  await sendAnswer(request, response, { status: answer.status, headers, body: `${JSON.stringify(answer.body)}\n` });
}
