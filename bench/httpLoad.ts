/** A load of plain HTTP requests, in a process of its own: raw sockets and as little work for an answer as can be. */
import { get } from "node:http";
import { connect, type Socket } from "node:net";
import { giveBack } from "./isolation.ts";

export interface LoadOptions {
  readonly url: string;
  readonly connections: number;
  /** For so long, ms; the first quarter is not counted. */
  readonly ms: number;
  /** `GET` or `POST`. */
  readonly method: string;
  /** MARK in it becomes a number of its own. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const MARK = "MARK";

/** Requests answered a second. Ends the process at an answer that is no success. */
export async function runLoad({ url, connections, ms, method, body, headers }: LoadOptions): Promise<void> {
  const { hostname, port, pathname, search } = new URL(url);
  const begun = performance.now();
  const from = begun + ms / 4;
  const to = begun + ms;
  let answered = 0;
  let number = 0;
  const extra = Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${method} ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\n${extra.join("")}`;
  const ask = (socket: Socket): void => {
    if (body === undefined) return void socket.write(`${head}\r\n`);
    const text = body.replaceAll(MARK, `${process.pid}-${number++}`);
    socket.write(`${head}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  await Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(Number(port), hostname);
          socket.setNoDelay(true);
          /** Bytes of the answer still to come; undefined while its head is not whole. */
          let left: number | undefined;
          let held = "";
          socket.on("connect", () => ask(socket));
          socket.on("error", reject);
          socket.on("data", (bytes) => {
            if (left === undefined) {
              held += bytes.toString("latin1");
              const end = held.indexOf("\r\n\r\n");
              if (end < 0) return;
              if (!held.startsWith("HTTP/1.1 2")) return reject(new Error(held.slice(0, 500)));
              left = Number(/content-length: (\d+)/i.exec(held)?.[1]) - (held.length - end - 4);
              held = "";
            } else left -= bytes.length;
            if (left > 0) return;
            left = undefined;
            const now = performance.now();
            if (now >= from && now < to) answered++;
            if (now < to) return ask(socket);
            socket.destroy();
            resolve();
          });
        }),
    ),
  );
  await giveBack(answered / ((to - from) / 1000));
}

export interface WatchesOptions {
  readonly url: string;
  readonly watches: number;
}

/** Opens so many watches, says when they are, and reads whatever comes until it is ended. */
export async function runWatches({ url, watches }: WatchesOptions): Promise<void> {
  await Promise.all(
    Array.from(
      { length: watches },
      () =>
        new Promise<void>((resolve, reject) => {
          get(url, (response) => {
            if (response.statusCode !== 200)
              return reject(new Error(`a watch was refused with ${response.statusCode}`));
            response.resume();
            resolve();
          }).on("error", reject);
        }),
    ),
  );
  await giveBack(watches);
}
