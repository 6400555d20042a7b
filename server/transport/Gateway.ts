/**
 * Browsers over Socket.IO. Whatever comes in is parsed and counted (`gateway/Connection.ts`) before anything is done with it
 * (`gateway/joining.ts`, then `gateway/messages.ts`); nothing a browser sends can end the process. What goes out to all in a
 * room is told in `gateway/OpenRooms.ts`; frames are `Channel.ts`' matter.
 */
import { type Server as HttpServer, type IncomingMessage, ServerResponse } from "node:http";
import type { Socket as NetSocket } from "node:net";
import { Server, type Socket } from "socket.io";
import type { Monitors } from "../monitor/Monitors.ts";
import { parseClientMessage } from "../protocol/clientMessages.ts";
import { type ClientMessage, LIMITS } from "../protocol/messages.ts";
import { ROOM_DELETED, type RoomDirectory } from "../rooms/RoomDirectory.ts";
import { RoomError } from "../rooms/RoomError.ts";
import { Connection, type JoinMessage } from "./gateway/Connection.ts";
import { Intakes, type Line } from "./gateway/Intakes.ts";
import { join, leave } from "./gateway/joining.ts";
import { handle } from "./gateway/messages.ts";
import { OpenRooms } from "./gateway/OpenRooms.ts";
import { TEXTS } from "./gateway/texts.ts";
import { AWAY_MS } from "./live/LiveClass.ts";
import type { Metrics } from "./metrics.ts";
import { CLIENT_EVENT, parser } from "./preEncoded.ts";
import type { Past } from "./past/Past.ts";
import type { Visitors } from "./visitors.ts";

/** How long connections may take to end when the server goes down, ms. */
const LAST_BYTES_MS = 500;
/** How long a line is kept that is of no room, ms. */
const IDLE_MS = 60_000;

/** As Engine.IO hands it on, its query read. */
type AskedForLine = IncomingMessage & { readonly _query: { readonly [name: string]: unknown } };

export interface GatewayOptions {
  readonly http: HttpServer;
  readonly directory: RoomDirectory;
  readonly monitors: Monitors;
  readonly metrics: () => Metrics;
  readonly past: Past;
  readonly report: (room: string, problem: string, error: unknown) => void;
  /** Left out: IDLE_MS. */
  readonly idleMs?: number | undefined;
  /** Left out: AWAY_MS. */
  readonly awayMs?: number | undefined;
  /** Left out: nobody is slowed down. */
  readonly visitors?: Visitors | undefined;
  /** Whether a page of this origin may connect. */
  readonly allowsOrigin: (origin: string | undefined, host: string | undefined) => boolean;
}

export class Gateway {
  readonly rooms: OpenRooms;
  private readonly io: Server;
  private readonly wires = new Set<NetSocket>();
  private readonly intakes: Intakes;
  /** What joining and messages are given. */
  private readonly parts: GatewayOptions & { readonly rooms: OpenRooms };

  constructor(private readonly options: GatewayOptions) {
    const { http, directory, metrics, report, awayMs = AWAY_MS } = options;
    this.intakes = new Intakes(options.visitors !== undefined);
    this.io = new Server(http, {
      parser,
      serveClient: false,
      // Other upgrades on this port are the API's; the server in front refuses what is nobody's.
      destroyUpgrade: false,
      maxHttpBufferSize: LIMITS.messageBytes,
      perMessageDeflate: false,
      httpCompression: true,
      allowRequest: (request, decide) =>
        decide(null, this.isOurs(request) && options.visitors?.admitsLine(request) !== false),
    });
    // Before anything of Socket.IO's own, and of each request, not only of a line's first: that one may have come without an origin.
    this.io.engine.use((request: AskedForLine, response: ServerResponse, goOn: () => void) => {
      const isUpgrade = !(response instanceof ServerResponse);
      // Upgrades were counted.
      const status = this.refusal(request, isUpgrade);
      if (status === undefined) {
        if (isUpgrade) this.intakes.asked(request);
        return goOn();
      }
      if (status === 429) metrics().limitedRequests.inc();
      response.writeHead(status, { "Content-Type": "text/plain", "X-Content-Type-Options": "nosniff" });
      response.end();
    });
    this.io.engine.on("connection", (line: Line) => {
      this.intakes.opened(line);
      const closed = options.visitors?.lineOpened(line.request as IncomingMessage);
      if (closed) line.once("close", closed);
    });
    this.rooms = new OpenRooms(this.io, { metrics, report, awayMs });
    this.parts = { ...options, rooms: this.rooms };
    http.on("connection", (wire) => {
      this.wires.add(wire);
      wire.on("close", () => this.wires.delete(wire));
    });
    directory.whenGone((id) => this.rooms.waiters.gone(id, ROOM_DELETED));
    this.io.on("connection", (socket) => this.connected(socket));
  }

  get socketCount(): number {
    return this.io.engine.clientsCount;
  }

  /** Closes all connections; one that does not take its last bytes is cut. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      void this.io.close(() => resolve());
    });
    const cut = setTimeout(() => {
      for (const wire of this.wires) wire.destroy();
      this.options.http.closeAllConnections();
    }, LAST_BYTES_MS);
    await closed;
    clearTimeout(cut);
  }

  /** Why a request of a line's is not served; undefined: it is. `counted`: among all that its address asks already. */
  private refusal(request: AskedForLine, counted: boolean): 400 | 403 | 429 | undefined {
    const { _query: query } = request;
    // Answers as scripts: a page elsewhere could load them, and they are asked for without its origin.
    if (query.j !== undefined) return 400;
    if (query.sid !== undefined && !this.isOurs(request)) return 403;
    return counted || this.options.visitors?.admits(request) !== false ? undefined : 429;
  }

  /** Whether it comes from a page of ours, or from no page. */
  private isOurs({ headers }: IncomingMessage): boolean {
    if (headers.origin !== undefined) return this.options.allowsOrigin(headers.origin, headers.host);
    return !/^(cross|same)-site$/.test(String(headers["sec-fetch-site"] ?? ""));
  }

  private connected(socket: Socket): void {
    const connection = new Connection(socket, this.intakes.of(socket.conn), this.options.metrics);
    socket.on("error", () => socket.disconnect(true));
    socket.on(CLIENT_EVENT, (value: unknown) => this.received(connection, value));
    socket.on("disconnect", () => {
      clearTimeout(connection.idle);
      leave(this.parts, connection);
    });
    this.watchIdle(connection);
    // Said with the line itself, the room is asked for one answer earlier.
    const first = (Object(socket.handshake.auth) as { readonly join?: unknown }).join;
    if (first !== undefined) this.received(connection, first);
  }

  private received(connection: Connection, value: unknown): void {
    const message = parseClientMessage(value);
    if (!connection.admits(message)) return connection.refuse("too-fast", TEXTS.tooFast, message);
    if (!message) return connection.refuse("bad-message", TEXTS.malformed);
    this.do(connection, message)
      .catch((error: unknown) => this.failed(connection, message, error))
      .finally(() => this.watchIdle(connection));
  }

  /** Whoever is nowhere, and waits for nothing, does not keep a line. */
  private watchIdle(connection: Connection): void {
    const { place, socket } = connection;
    const isSomewhere = place?.channel.members.has(place.member) === true || this.rooms.waiters.has(socket);
    if (!isSomewhere && connection.idle !== undefined) return;
    clearTimeout(connection.idle);
    connection.idle = undefined;
    if (isSomewhere || !socket.connected) return;
    connection.idle = setTimeout(() => {
      connection.idle = undefined;
      if (connection.joining === undefined) socket.disconnect(true);
      else this.watchIdle(connection);
    }, this.options.idleMs ?? IDLE_MS).unref();
  }

  private async do(connection: Connection, message: ClientMessage): Promise<void> {
    if (message.type === "join") return this.join(connection, message);
    if (message.type === "leave") return leave(this.parts, connection);
    const { place } = connection;
    if (!place?.channel.members.has(place.member)) return connection.error("not-joined", TEXTS.notJoined, message);
    return handle(this.parts, connection, place, message);
  }

  private join(connection: Connection, message: JoinMessage): Promise<void> {
    const goOn = (next: JoinMessage): void =>
      void this.join(connection, next)
        .catch((error: unknown) => this.failed(connection, next, error))
        .finally(() => this.watchIdle(connection));
    return join(this.parts, connection, message, goOn);
  }

  /** Tells a browser why what it asked was not done. */
  private failed(connection: Connection, message: ClientMessage, error: unknown): void {
    if (error instanceof RoomError) {
      const told = error.code === "unknown-room" || error.code === "not-allowed" ? error.code : "room-stopped";
      return connection.error(told, error.text, message);
    }
    const room = message.type === "join" ? message.room : (connection.place?.channel.room.id ?? "");
    this.options.report(room, `a ${message.type} message failed`, error);
    connection.error("bad-message", TEXTS.malformed, message);
  }
}
