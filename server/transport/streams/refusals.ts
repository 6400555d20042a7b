/** Answers on a socket that wanted to upgrade and may not: plain HTTP, then the line closes. */
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { statusAnswer } from "../../rooms/RoomError.ts";
import type { ApiResponse } from "../../simulation/api/ApiRequest.ts";

export function refuse(socket: Duplex, answer: Pick<ApiResponse, "status" | "contentType" | "body">): void {
  const text = typeof answer.body === "string" ? answer.body : `${JSON.stringify(answer.body)}\n`;
  if (socket.writable)
    socket.end(
      [
        `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ""}`,
        `Content-Type: ${answer.contentType || "text/plain"}`,
        `Content-Length: ${Buffer.byteLength(text)}`,
        "Connection: close",
        "",
        text,
      ].join("\r\n"),
    );
  setTimeout(() => socket.destroy(), 2_000).unref();
}

export function refuseText(socket: Duplex, status: number, text: string): void {
  refuse(socket, { status, contentType: "text/plain; charset=utf-8", body: `${text}\n` });
}

export function refuseStatus(
  socket: Duplex,
  { code, reason, message }: { readonly code: number; readonly reason: string; readonly message: string },
): void {
  refuse(socket, statusAnswer(code, reason, message));
}
