/** The two ways a client speaks to a command: channels of a WebSocket, streams of SPDY. */
import type { WebSocket } from "ws";
import type { ByteLink } from "./ByteLink.ts";
import { Channels } from "./channels.ts";
import { dialectOf } from "./commandStatus.ts";
import { type CommandRequest, RemoteCommand } from "./RemoteCommand.ts";
import { SpdyConnection, type SpdyStream } from "./spdy/SpdyConnection.ts";

const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4 } as const;

/** Sub-protocols of a WebSocket for commands, besides none at all. */
export const COMMAND_PROTOCOLS: readonly string[] = [
  "v5.channel.k8s.io",
  "v4.channel.k8s.io",
  "v4.base64.channel.k8s.io",
  "channel.k8s.io",
  "base64.channel.k8s.io",
];
/** Versions over SPDY, the best first. */
export const SPDY_COMMAND_PROTOCOLS: readonly string[] = [
  "v4.channel.k8s.io",
  "v3.channel.k8s.io",
  "v2.channel.k8s.io",
  "channel.k8s.io",
];
/** How long a client may take to open its streams, ms. */
const STREAMS_MS = 30_000;

export function commandOverWebSocket(socket: WebSocket, protocol: string, request: CommandRequest): void {
  const channels = new Channels(socket, {
    protocol,
    onData(channel, data) {
      if (channel === CHANNEL.stdin) command.input(data);
      else if (channel === CHANNEL.resize) command.resize(data.toString("utf8"));
    },
    onEnd(channel) {
      if (channel === CHANNEL.stdin) command.endInput();
    },
    onClose: () => command.close(),
  });
  const command = new RemoteCommand(
    request,
    {
      output: (channel, data) => channels.send(CHANNEL[channel], data),
      finish(text) {
        if (text !== "") channels.send(CHANNEL.error, Buffer.from(text));
        channels.close();
      },
    },
    dialectOf(protocol),
  );
  // An empty message tells the client that all is set up.
  channels.send(request.stdout ? CHANNEL.stdout : request.stderr ? CHANNEL.stderr : CHANNEL.error, Buffer.alloc(0));
  command.start();
}

export function commandOverSpdy(link: ByteLink, protocol: string, request: CommandRequest): void {
  const dialect = dialectOf(protocol);
  const resizes = protocol.startsWith("v4.") || protocol.startsWith("v3.");
  const wanted = [
    "error",
    ...(request.stdin ? ["stdin"] : []),
    ...(request.stdout ? ["stdout"] : []),
    ...(request.stderr ? ["stderr"] : []),
    ...(request.tty && resizes ? ["resize"] : []),
  ];
  const streams = new Map<string, SpdyStream>();
  let begun = false;
  const connection = new SpdyConnection(link, (stream) => {
    const type = stream.headers.get("streamtype") ?? "";
    if (begun || !wanted.includes(type) || streams.has(type)) return false;
    streams.set(type, stream);
    if (streams.size === wanted.length) {
      begun = true;
      clearTimeout(patience);
      // At once: what follows in the same bytes may be input.
      begin();
    }
    return true;
  });
  const command = new RemoteCommand(
    request,
    {
      output: (channel, data) => streams.get(channel)?.write(data),
      finish(text) {
        const error = streams.get("error");
        if (text !== "") error?.write(Buffer.from(text));
        for (const name of ["stdout", "stderr", "error"]) streams.get(name)?.end();
        connection.close();
      },
    },
    dialect,
  );
  const begin = (): void => {
    const stdin = streams.get("stdin");
    const resize = streams.get("resize");
    if (stdin) {
      stdin.onData = (data) => command.input(data);
      stdin.onEnd = () => command.endInput();
    }
    if (resize) resize.onData = (data) => command.resize(data.toString("utf8"));
    command.start();
  };
  const patience = setTimeout(() => connection.close(), STREAMS_MS).unref();
  connection.onClose = () => {
    clearTimeout(patience);
    command.close();
  };
}
