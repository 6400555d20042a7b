/**
 * Clients of a room or of a bare Socket.IO server, in a process of their own. They take messages off the wire like a
 * browser and look at the text only as far as measuring needs, so that 300 of them fit beside the server.
 */
import { CLIENT_EVENT, PROTOCOL_VERSION, SERVER_EVENT } from "../server/protocol/messages.ts";
import { microseconds, percentile } from "./measure.ts";
import { type WireClient, wireClient } from "./wireClient.ts";

export interface ClientOptions {
  readonly url: string;
  /** One client each; an empty cookie is a client of a bare server. */
  readonly cookies: readonly string[];
  readonly room: string;
}

/** What clients are told to do. */
export type ClientOrder =
  | { readonly order: "count" }
  | { readonly order: "report" }
  /** The first client asks for a change, the second waits to see it: so many times. `body` has MARK for what differs. */
  | { readonly order: "round-trips"; readonly count: number; readonly path: string; readonly body: string }
  | { readonly order: "end" };

export type ClientReport =
  | { readonly report: "ready" }
  | { readonly report: "counting" }
  | {
      readonly report: "counted";
      readonly messages: number;
      readonly bytes: number;
      readonly p99: number;
      readonly p50: number;
    }
  | { readonly report: "round-trips"; readonly microseconds: readonly number[] };

/** Stands before the microsecond a change was asked for. */
export const SENT_MARK = "sent-at-";
export const MARK = "MARK";

const EVENT_HEAD = `42["${SERVER_EVENT}",`;

export function runClients({ url, cookies, room }: ClientOptions): void {
  let messages = 0;
  let bytes = 0;
  let delays: number[] = [];
  let seen: { readonly client: number; readonly text: string; readonly tell: () => void } | undefined;
  let missing = cookies.length;
  const report = (message: ClientReport): void => void process.send?.(message);
  const ready = (): void => {
    if (--missing === 0) report({ report: "ready" });
  };
  const sockets = cookies.map((cookie, client) => {
    const received = (text: string): void => {
      messages++;
      bytes += text.length;
      const at = text.indexOf(SENT_MARK);
      if (at >= 0) delays.push(microseconds() - Number.parseInt(text.slice(at + SENT_MARK.length, at + 40), 10));
      if (seen?.client === client && text.includes(seen.text)) seen.tell();
      if (cookie && text.startsWith('{"type":"state"', EVENT_HEAD.length) && text.slice(0, 80).includes('"last":true'))
        ready();
    };
    return wireClient(url, cookie, {
      received,
      connected: (socket) => {
        if (cookie) socket.emit(CLIENT_EVENT, { type: "join", version: PROTOCOL_VERSION, room });
        else ready();
      },
    });
  });

  process.on("message", (order: ClientOrder) => {
    switch (order.order) {
      case "count":
        messages = bytes = 0;
        delays = [];
        return report({ report: "counting" });
      case "report":
        return report({
          report: "counted",
          messages,
          bytes,
          p50: percentile(delays, 0.5),
          p99: percentile(delays, 0.99),
        });
      case "round-trips":
        return void roundTrips(sockets[0] as WireClient, order, (text) => waitFor(1, text)).then((times) =>
          report({ report: "round-trips", microseconds: times }),
        );
      case "end":
        for (const socket of sockets) socket.close();
        process.disconnect();
    }
  });

  const waitFor = (client: number, text: string): Promise<void> =>
    new Promise((tell) => {
      seen = { client, text, tell };
    });
}

async function roundTrips(
  asker: WireClient,
  { count, path, body }: Extract<ClientOrder, { order: "round-trips" }>,
  seen: (text: string) => Promise<void>,
): Promise<number[]> {
  const times: number[] = [];
  for (let id = 0; id < count; id++) {
    const mark = `m-${id}-m`;
    const message = {
      type: "request",
      id,
      method: "PATCH",
      path,
      contentType: "application/merge-patch+json",
      body: body.replace(MARK, mark),
    };
    const arrived = seen(mark);
    const began = microseconds();
    asker.emit(CLIENT_EVENT, message);
    await arrived;
    times.push(microseconds() - began);
    // As a person would, not as fast as can be; and slower than the limit of messages.
    await new Promise((resolve) => setTimeout(resolve, 26));
  }
  return times;
}
