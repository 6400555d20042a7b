/**
 * Port-forward in its two forms: SPDY streams, a pair for each connection (kubectl), and channels of a WebSocket, two for
 * each port (plain clients). Models cri-streaming pkg/streaming/portforward/{httpstream,websocket}.go.
 */
import type { WebSocket } from "ws";
import type { ByteLink } from "./ByteLink.ts";
import { Channels } from "./channels.ts";
import type { PodPorts, PortConnection } from "./PodPorts.ts";
import { SpdyConnection, type SpdyStream } from "./spdy/SpdyConnection.ts";

interface Pair {
  readonly port: number;
  data?: SpdyStream;
  error?: SpdyStream;
}

/** How long half of a pair waits for the other, ms. */
const PAIR_MS = 30_000;

export function forwardOverSpdy(link: ByteLink, ports: PodPorts): void {
  const pairs = new Map<string, Pair>();
  new SpdyConnection(link, (stream) => {
    const port = portNumber(stream.headers.get("port") ?? "");
    const type = stream.headers.get("streamtype");
    if (port === undefined || (type !== "data" && type !== "error")) return false;
    // Old clients number nothing: the error stream comes first, the data stream has the next number.
    const id = stream.headers.get("requestid") || String(type === "error" ? stream.id : stream.id - 2);
    const pair: Pair = pairs.get(id) ?? { port };
    if (pair[type] || pair.port !== port) return false;
    pair[type] = stream;
    if (!pair.data || !pair.error) {
      pairs.set(id, pair);
      setTimeout(() => {
        if (!pairs.delete(id)) return;
        stream.reset();
      }, PAIR_MS).unref();
      return true;
    }
    pairs.delete(id);
    connect(ports, port, { data: pair.data, error: pair.error });
    return true;
  });
}

function connect(
  ports: PodPorts,
  port: number,
  { data, error }: { readonly data: SpdyStream; readonly error: SpdyStream },
): void {
  const connection = ports.open(port, {
    send: (bytes) => data.write(bytes),
    end(problem) {
      if (problem) error.write(Buffer.from(problem));
      data.end();
      error.end();
    },
  });
  data.onData = (bytes) => connection.receive(bytes);
  data.onEnd = () => connection.endInput();
  data.onGone = () => {
    connection.drop();
    error.end();
  };
}

/** Channel 2n is the data of the nth port, 2n+1 its errors; both begin with the port's number. */
export function forwardOverChannels(
  socket: WebSocket,
  {
    protocol,
    ports,
    numbers,
  }: { readonly protocol: string; readonly ports: PodPorts; readonly numbers: readonly number[] },
): void {
  const connections: PortConnection[] = [];
  let open = numbers.length;
  const channels = new Channels(socket, {
    protocol,
    onData: (channel, data) => {
      if (channel % 2 === 0) connections[channel / 2]?.receive(data);
    },
    onEnd: () => undefined,
    onClose: () => {
      for (const connection of connections) connection.drop();
    },
  });
  numbers.forEach((port, index) => {
    const head = Buffer.alloc(2);
    head.writeUInt16LE(port);
    channels.send(2 * index, head);
    channels.send(2 * index + 1, head);
    connections.push(
      ports.open(port, {
        send: (bytes) => channels.send(2 * index, bytes),
        end(problem) {
          if (problem) channels.send(2 * index + 1, Buffer.from(problem));
          if (--open === 0) channels.close();
        },
      }),
    );
  });
}

/** The ports of `?ports=80&ports=81,82`; undefined when one is none. */
export function portsOf(query: URLSearchParams): readonly number[] | undefined {
  const numbers = query.getAll("ports").flatMap((text) => text.split(",").map(portNumber));
  return numbers.length > 0 && numbers.length <= 64 && numbers.every((port) => port !== undefined)
    ? (numbers as number[])
    : undefined;
}

function portNumber(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}
