/**
 * Connections that leave HTTP: exec, attach, portforward, and watches and logs over a WebSocket. Whether somebody may is the
 * API's matter (the upgrade is asked of the room like any request); here the protocol is chosen and the line handed over.
 * Read `commandLines.ts` and `portForward.ts` next. Models the upgrade handling of apiserver and kubelet.
 */
import type { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { ApiRequest, UserInfo } from "../../simulation/api/ApiRequest.ts";
import { parseRequestInfo, type RequestInfo } from "../../simulation/api/rest/RequestInfo.ts";
import type { ConnectionTarget } from "../../simulation/podConnections.ts";
import type { DoorKeeper, Entrant } from "../ClusterDoor.ts";
import { actingEntrant, bearerOf } from "../identity.ts";
import { Intake, type Wire } from "../Intake.ts";
import type { RateLimit } from "../RateLimit.ts";
import { socketLink, webSocketLink } from "./ByteLink.ts";
import { COMMAND_PROTOCOLS, commandOverSpdy, commandOverWebSocket, SPDY_COMMAND_PROTOCOLS } from "./commandLines.ts";
import { OpenStreams, type StreamLimits } from "./OpenStreams.ts";
import { PodPorts } from "./PodPorts.ts";
import { forwardOverChannels, forwardOverSpdy, portsOf } from "./portForward.ts";
import { type CommandRequest, notRunning } from "./RemoteCommand.ts";
import { refuse, refuseStatus, refuseText } from "./refusals.ts";
import type { ShellOpener } from "./shells.ts";
import { LOG_PROTOCOLS, logOverWebSocket, watchOverWebSocket } from "./webSocketReads.ts";

const TUNNEL = "SPDY/3.1+portforward.k8s.io";
const PORT_PROTOCOLS: readonly string[] = [TUNNEL, "v4.channel.k8s.io", "v4.base64.channel.k8s.io"];
const SPDY = "SPDY/3.1";
/** Bytes of one WebSocket message. */
const LARGEST_MESSAGE = 4 * 1024 * 1024;
/** After this long without a byte the other side is asked whether it is still there. */
const KEEP_ALIVE_MS = 30_000;
const LONGEST_PATH = 64 * 1024;

export interface KubernetesStreamsOptions {
  readonly keeper: DoorKeeper;
  /** Undefined: commands in containers are refused. */
  readonly openShell: ShellOpener | undefined;
  readonly report: (cluster: string, problem: string, error: unknown) => void;
  readonly limits?: StreamLimits;
  /** How quickly all that a person sends to a cluster is read; left out: as it comes. */
  readonly intakeOf?: ((cluster: string, person: string) => RateLimit) | undefined;
}

/** A URL with the cluster's id and maybe a token taken off. */
export interface StreamPlace {
  readonly cluster: string;
  readonly path: string;
  readonly token: string | undefined;
}

interface Upgrade {
  readonly place: StreamPlace;
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly info: RequestInfo;
  readonly entrant: Entrant;
}

export class KubernetesStreams {
  readonly open: OpenStreams;
  private readonly sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LARGEST_MESSAGE,
  });
  /** What is answered to a request for a WebSocket; written here since `ws` takes no slash in a protocol's name. */
  private readonly chosen = new WeakMap<IncomingMessage, string>();

  constructor(private readonly options: KubernetesStreamsOptions) {
    this.open = new OpenStreams(async ({ cluster, token, user }) => {
      const entrant = await options.keeper.enter(cluster, token);
      return typeof entrant === "object" && isSameUser(entrant.user, user);
    }, options.limits);
    this.sockets.on("headers", (headers, request) => {
      const protocol = this.chosen.get(request);
      if (protocol) headers.push(`Sec-WebSocket-Protocol: ${protocol}`);
    });
  }

  /** Takes over a socket that wants to upgrade. Never rejects. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, place: StreamPlace): Promise<void> {
    socket.on("error", () => socket.destroy());
    if (socket instanceof Socket) socket.setKeepAlive(true, KEEP_ALIVE_MS);
    try {
      await this.admit(request, socket, head, place);
    } catch (error) {
      this.options.report(place.cluster, "a stream could not be opened", error);
      refuseStatus(socket, { code: 500, reason: "InternalError", message: "Internal error occurred" });
    }
  }

  /** Ends all streams. */
  close(): void {
    this.open.closeAll();
  }

  private async admit(request: IncomingMessage, socket: Duplex, head: Buffer, place: StreamPlace): Promise<void> {
    if (place.path.length > LONGEST_PATH) return refuseText(socket, 414, "the request path is too long");
    const bearer = bearerOf(request);
    const token = bearer ?? place.token;
    const entered = await this.options.keeper.enter(place.cluster, token);
    if (entered === "unauthorized" || (request.headers.authorization && !bearer))
      return refuseStatus(socket, { code: 401, reason: "Unauthorized", message: "Unauthorized" });
    if (entered === "unknown-cluster")
      return refuseStatus(socket, { code: 404, reason: "NotFound", message: "there is no such cluster" });
    const release = this.open.add(
      { cluster: place.cluster, token, user: entered.user, who: entered.who },
      () => void socket.destroy(),
    );
    if (!release)
      return refuseStatus(socket, {
        code: 429,
        reason: "TooManyRequests",
        message: "too many open streams; close some and try again (열린 연결이 너무 많아요)",
      });
    socket.once("close", release);
    if (socket.destroyed) release();
    const info = parseRequestInfo(request.method ?? "GET", place.path);
    const entrant = actingEntrant(entered, request);
    const upgrade: Upgrade = { place, request, socket, head, info, entrant };
    const pods = info.isResource && info.group === "" && info.resource === "pods";
    if (pods && ["exec", "attach", "portforward"].includes(info.subresource) && info.rest.length === 0)
      return this.connect(upgrade, place.path);
    if (!wantsWebSocket(request)) return refuseText(socket, 400, "this path has nothing to upgrade to");
    if (pods && info.subresource === "log")
      return this.webSocket(upgrade, LOG_PROTOCOLS, (webSocket, protocol) =>
        logOverWebSocket(webSocket, { entrant, path: place.path, protocol }),
      );
    if (info.verb === "watch")
      // Whatever a client calls it, events are lines of JSON.
      return this.webSocket(upgrade, protocolsOf(request), (webSocket) =>
        watchOverWebSocket(webSocket, { entrant, path: place.path, accept: request.headers.accept }),
      );
    refuseText(socket, 400, "this path has nothing to upgrade to");
  }

  private async connect(upgrade: Upgrade, path: string): Promise<void> {
    const { request, socket, head, info, entrant } = upgrade;
    const asked: ApiRequest = {
      method: request.method === "POST" ? "POST" : "GET",
      path,
      user: entrant.user,
      upgrade: true,
    };
    const answer = await entrant.door.request(asked, entrant.who);
    if (answer.status !== 101) return refuse(socket, answer);
    const target = answer.body as ConnectionTarget;
    const webSocket = wantsWebSocket(request);
    if (!webSocket && request.headers.upgrade?.toUpperCase() !== SPDY)
      return refuseStatus(socket, { code: 400, reason: "BadRequest", message: "Upgrade request required" });
    if (info.subresource === "portforward") {
      const base = `${path.split("?")[0] ?? ""}`.replace(/\/+$/, "");
      const ports = new PodPorts(entrant, base, target);
      if (!webSocket) {
        if (!this.switchToSpdy(upgrade, ["portforward.k8s.io"])) return;
        forwardOverSpdy(socketLink(socket, head), ports);
        return this.slow(upgrade, socket);
      }
      return this.webSocket(upgrade, PORT_PROTOCOLS, (opened, protocol) => {
        if (protocol === TUNNEL) return forwardOverSpdy(webSocketLink(opened), ports);
        const numbers = portsOf(info.query);
        if (numbers) return forwardOverChannels(opened, { protocol, ports, numbers });
        opened.close(1008, 'query parameter "ports" is required');
      });
    }
    const command = commandRequest({ info, entrant, target, openShell: this.options.openShell });
    if (typeof command === "string") return refuseText(socket, 400, command);
    const protocols = protocolsOf(request);
    const v5 = webSocket && protocols.includes("v5.channel.k8s.io");
    // v5 ends at the API server, which tells what comes later inside the stream; others reach the node's own answer.
    if (!v5 && !target.running) return refuseText(socket, 500, notRunning(command));
    if (webSocket)
      return this.webSocket(upgrade, v5 ? ["v5.channel.k8s.io"] : COMMAND_PROTOCOLS, (opened, protocol) =>
        commandOverWebSocket(opened, protocol, command),
      );
    const protocol = this.switchToSpdy(upgrade, SPDY_COMMAND_PROTOCOLS);
    if (!protocol) return;
    commandOverSpdy(socketLink(socket, head), protocol, command);
    this.slow(upgrade, socket);
  }

  /** Opens the WebSocket with the first protocol of the client's that is among `supported`; none named is fine as well. */
  private webSocket(
    upgrade: Upgrade,
    supported: readonly string[],
    opened: (socket: WebSocket, protocol: string) => void,
  ): void {
    const { request, socket, head } = upgrade;
    const asked = protocolsOf(request);
    // The tunnel wins over channels, as it does upstream.
    const best =
      asked.includes(TUNNEL) && supported.includes(TUNNEL) ? TUNNEL : asked.find((name) => supported.includes(name));
    if (asked.length > 0 && best === undefined)
      return refuseText(socket, 403, `requested protocol(s) are not supported: [${asked.join(" ")}]`);
    delete request.headers["sec-websocket-protocol"];
    if (best !== undefined) this.chosen.set(request, best);
    this.sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("error", () => webSocket.terminate());
      this.slow(upgrade, webSocket);
      opened(webSocket, best ?? "");
    });
  }

  /** The protocol's name; undefined when the two sides have none in common, which has been said then. */
  private switchToSpdy({ request, socket }: Upgrade, supported: readonly string[]): string | undefined {
    const header = request.headers["x-stream-protocol-version"];
    const asked = (Array.isArray(header) ? header.join(",") : (header ?? ""))
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean);
    const chosen = asked.length === 0 ? supported.at(-1) : asked.find((name) => supported.includes(name));
    if (chosen === undefined) {
      refuseText(
        socket,
        403,
        `unable to upgrade: unable to negotiate protocol: client supports [${asked.join(" ")}], server accepts [${supported.join(" ")}]`,
      );
      return undefined;
    }
    const lines = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", `Upgrade: ${SPDY}`];
    if (asked.length > 0) lines.push(`X-Stream-Protocol-Version: ${chosen}`);
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    return chosen;
  }

  /** Of a wire that is read: what comes counts with all else that its person sends, as it comes. `wire`: what stops reading it. */
  private slow({ place, socket, entrant: { who, user } }: Upgrade, wire: Wire): void {
    const { intakeOf } = this.options;
    if (!intakeOf) return;
    const intake = new Intake(() => wire);
    intake.share(() => intakeOf(place.cluster, who || user.username));
    socket.on("data", ({ length }: Buffer) => intake.took(length));
  }
}

/** A role is a group: who has another is another to the cluster. */
function isSameUser(left: UserInfo, right: UserInfo): boolean {
  return left.username === right.username && left.groups?.join() === right.groups?.join();
}

function wantsWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}

function protocolsOf({ headers }: IncomingMessage): readonly string[] {
  return (headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}

/** What the query asks to run; a text is why it cannot be. */
function commandRequest({
  info,
  entrant,
  target,
  openShell,
}: Pick<Upgrade, "info" | "entrant"> & {
  readonly target: ConnectionTarget;
  readonly openShell: ShellOpener | undefined;
}): CommandRequest | string {
  const { query } = info;
  const flag = (name: string): boolean => /^(1|true)$/i.test(query.get(name) ?? "");
  const tty = flag("tty");
  const stdin = flag("stdin");
  const stdout = flag("stdout");
  const stderr = flag("stderr") && !tty;
  if (!stdin && !stdout && !stderr) return "you must specify at least 1 of stdin, stdout, stderr";
  const kind = info.subresource === "exec" ? "exec" : "attach";
  const command = kind === "exec" ? query.getAll("command") : [];
  if (kind === "exec" && command.length === 0) return "you must specify at least 1 command";
  const { namespace, name: pod } = info;
  return { kind, entrant, openShell, namespace, pod, target, command, stdin, stdout, stderr, tty };
}
