/**
 * Watches and logs over a WebSocket, for clients that live in browsers. Models apiserver pkg/endpoints/handlers/watch.go and
 * k8s.io/streaming pkg/httpstream/wsstream/stream.go.
 */
import type { WebSocket } from "ws";
import { isWatchHandle } from "../../rooms/SimulatedCluster.ts";
import type { ApiResponse } from "../../simulation/api/ApiRequest.ts";
import type { Entrant } from "../ClusterDoor.ts";
import { followLog } from "../logFollow.ts";
import { closeWebSocket } from "./ByteLink.ts";

export const LOG_PROTOCOLS: readonly string[] = ["binary.k8s.io", "base64.binary.k8s.io"];
/** Bytes that may wait for a client that does not read. */
const MOST_WAITING = 8 * 1024 * 1024;

interface Read {
  readonly entrant: Entrant;
  readonly path: string;
}

export function watchOverWebSocket(
  socket: WebSocket,
  { entrant, path, accept }: Read & { readonly accept: string | undefined },
): void {
  const { door, user, who } = entrant;
  const send = (value: unknown): void => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify(value));
    if (socket.bufferedAmount > MOST_WAITING) socket.terminate();
  };
  door.watch({ method: "GET", path, user, ...(accept === undefined ? {} : { accept }) }, send, who).then(
    (result) => {
      if (!isWatchHandle(result)) {
        send({ type: "ERROR", object: result.body });
        return closeWebSocket(socket);
      }
      if (socket.readyState !== socket.OPEN) return result.close();
      const seconds = result.timeoutSeconds;
      const timer =
        seconds === undefined ? undefined : setTimeout(() => closeWebSocket(socket), seconds * 1000).unref();
      socket.on("close", () => {
        clearTimeout(timer);
        result.close();
      });
    },
    () => socket.terminate(),
  );
}

export function logOverWebSocket(
  socket: WebSocket,
  { entrant, path, protocol }: Read & { readonly protocol: string },
): void {
  const { door, user, who } = entrant;
  const send = (text: string): void => {
    if (socket.readyState !== socket.OPEN || text === "") return;
    const bytes = Buffer.from(text);
    if (protocol.startsWith("base64.")) socket.send(bytes.toString("base64"));
    else socket.send(bytes, { binary: true });
    if (socket.bufferedAmount > MOST_WAITING) socket.terminate();
  };
  const refused = ({ body }: ApiResponse): void => {
    send(typeof body === "string" ? body : JSON.stringify(body));
    closeWebSocket(socket);
  };
  if (!/[?&]follow=(true|1)\b/.test(path)) {
    door.request({ method: "GET", path, user }, who).then(refused, () => socket.terminate());
    return;
  }
  followLog({ door, user, who, path, onText: send, onEnd: () => closeWebSocket(socket) }).then(
    (result) => {
      if (typeof result !== "function") return refused(result);
      if (socket.readyState === socket.OPEN) socket.on("close", result);
      else result();
    },
    () => socket.terminate(),
  );
}
