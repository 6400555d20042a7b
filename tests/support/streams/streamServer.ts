/** A room with a real cluster, served in this process, on a clock the test turns; its streams as WebSockets. */
import { once } from "node:events";
import { resolve } from "node:path";
import { WebSocket } from "ws";
import { clusterFactory } from "../../../server/clusterFactory.ts";
import type { HttpServerOptions } from "../../../server/transport/httpServer.ts";
import type { ShellOpener } from "../../../server/transport/streams/shells.ts";
import { startLocalServer, until } from "../rooms/localServer.ts";
import { createRoom } from "../rooms/serverProcess.ts";
import { makeWorld, type World } from "../rooms/worlds.ts";

export interface Answered {
  readonly status: number;
  readonly text: string;
  /** The text as JSON; empty when it is none. */
  readonly body: {
    readonly message?: string;
    readonly status?: { readonly phase?: string };
    readonly items?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

export interface StreamServer {
  /** Of the cluster, with an instructor's token. */
  readonly url: string;
  readonly world: World;
  readonly roomId: string;
  /** Lets cluster time pass. */
  pass(seconds: number): Promise<void>;
  api(method: string, path: string, body?: unknown): Promise<Answered>;
  /** A WebSocket on a path of the cluster, open; rejects with the status when it is refused. */
  open(path: string, protocols?: readonly string[], base?: string): Promise<Line>;
  close(): Promise<void>;
}

/** A WebSocket that remembers. */
export interface Line {
  readonly socket: WebSocket;
  readonly messages: Buffer[];
  /** What came on a channel. */
  text(channel: number): string;
  closed(): Promise<number>;
}

export async function startStreamServer(
  openShell?: ShellOpener,
  more: Partial<HttpServerOptions> = {},
): Promise<StreamServer> {
  const clock = { now: Date.UTC(2026, 10, 28) };
  const factory = clusterFactory({ root: resolve(import.meta.dirname, "../../.."), freeze: true });
  const world = makeWorld({ clock, factory });
  const server = await startLocalServer(world, openShell ? { openShell, ...more } : more);
  const room = await createRoom(server.url, { name: "streams" });
  const url = room.clusterUrl;
  const api: StreamServer["api"] = async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, text, body: isJson ? (JSON.parse(text) as Answered["body"]) : {} };
  };
  return {
    url,
    world,
    roomId: room.id,
    api,
    async pass(seconds) {
      clock.now += seconds * 1000;
      await api("GET", "/version");
    },
    async open(path, protocols = [], base = url) {
      const socket = new WebSocket(`${base.replace(/^http/, "ws")}${path}`, [...protocols]);
      const messages: Buffer[] = [];
      socket.on("message", (data) => messages.push(data as Buffer));
      const line: Line = {
        socket,
        messages,
        text: (channel) =>
          Buffer.concat(
            messages.filter(([first]) => first === channel).map((message) => message.subarray(1)),
          ).toString(),
        closed: async () =>
          socket.readyState === socket.CLOSED ? closeCode : ((await once(socket, "close")) as [number])[0],
      };
      let closeCode = 0;
      socket.on("close", (code) => {
        closeCode = code;
      });
      await new Promise<void>((done, fail) => {
        socket.once("open", done);
        socket.once("error", fail);
        socket.once("unexpected-response", (_request, response) => {
          let text = "";
          response.on("data", (chunk) => {
            text += String(chunk);
          });
          response.on("end", () => fail(new Error(`${response.statusCode} ${text}`)));
        });
      });
      return line;
    },
    close: () => server.close(),
  };
}

/** A pod that runs when this resolves. */
export async function runningPod(
  server: StreamServer,
  name: string,
  container: object = {},
  spec: object = {},
): Promise<void> {
  const made = await server.api("POST", "/api/v1/namespaces/default/pods", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app: name } },
    spec: { containers: [{ name: "c", image: "nginx", ports: [{ containerPort: 80 }], ...container }], ...spec },
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  for (let step = 0; step < 60; step++) {
    await server.pass(1);
    const { body } = await server.api("GET", `/api/v1/namespaces/default/pods/${name}`);
    if (body.status?.phase !== "Pending") return;
  }
  throw new Error(`${name} does not run`);
}

export { until };
