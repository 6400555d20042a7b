/**
 * One port for everything: pages (Next), rooms (`/api/rooms`), clusters (`/clusters/…`), sockets (`/socket.io/`), health and
 * metrics. Read `Gateway.ts`, `KubernetesHttp.ts` and `roomsRest/RoomsRest.ts` next. It deliberately makes no rooms and no pages.
 */
import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttps, type Server as HttpsServer } from "node:https";
import { Monitors } from "../monitor/Monitors.ts";
import type { Room } from "../rooms/Room.ts";
import type { RoomDirectory } from "../rooms/RoomDirectory.ts";
import { RoomError } from "../rooms/RoomError.ts";
import { ANONYMOUS, type DoorKeeper } from "./ClusterDoor.ts";
import { type AdminOptions, AdminRest } from "./admin/AdminRest.ts";
import { Gateway } from "./Gateway.ts";
import { accountOfToken } from "./identity.ts";
import { KubernetesHttp } from "./KubernetesHttp.ts";
import type { LessonDesk } from "./lessonDesk.ts";
import { type CourseShelf, serveCourses, serveShared } from "./lessonsRest.ts";
import { createMetrics } from "./metrics.ts";
import type { ServeFile } from "./builtFiles.ts";
import { mayEnter } from "./entering.ts";
import { RoomsRest } from "./roomsRest/RoomsRest.ts";
import { answerHeaders, type SecurityOptions, securePage, setHeaders } from "./securityHeaders.ts";
import { KubernetesStreams } from "./streams/KubernetesStreams.ts";
import { refuseText } from "./streams/refusals.ts";
import type { StreamLimits } from "./streams/OpenStreams.ts";
import type { ShellOpener } from "./streams/shells.ts";
import type { Past } from "./past/Past.ts";
import { pastHere } from "./past/pastHere.ts";
import type { Visitors } from "./visitors.ts";

export interface HttpServerOptions {
  readonly directory: RoomDirectory;
  /** How the world reaches this server, `https://podroom.example`; undefined: as the request says. */
  readonly publicUrl: string | undefined;
  /** Serves pages; undefined: there are none. */
  readonly pages: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** Files of the pages that need none of that, see builtFiles.ts; left out: `pages` serves them. */
  readonly files?: ServeFile | undefined;
  /** Whether storage answers. */
  readonly ready: () => Promise<void>;
  readonly report: (room: string, problem: string, error: unknown) => void;
  /** The courses there are; undefined: none. */
  readonly courses?: CourseShelf;
  /** Rooms' own lessons; undefined: there are none. */
  readonly desk?: LessonDesk;
  /** PEM; with it the server speaks https. `authority` is what kubeconfigs carry to be trusted. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly authority: string | undefined } | undefined;
  /** Runs commands in containers; undefined: exec is refused. */
  readonly openShell?: ShellOpener;
  /** Left out: the past is read in this thread. */
  readonly past?: Past;
  /** Left out: nobody is slowed down. */
  readonly visitors?: Visitors;
  readonly streamLimits?: StreamLimits;
  /** Left out: as in production, over http, in no frame. */
  readonly security?: Omit<SecurityOptions, "https">;
  /** How long whoever leads or shows in a class may be away, ms; left out: as in production. */
  readonly awayMs?: number;
  /** How long a line is kept that is of no room, ms; left out: as in production. */
  readonly idleLineMs?: number;
  /** What the operator reaches behind a secret; left out: nothing. */
  readonly admin?: AdminOptions;
  /** Who sees `/metrics`; left out: everybody. */
  readonly metricsFor?: "open" | "secret" | "off";
}

export interface PodroomServer {
  readonly http: Server | HttpsServer;
  readonly gateway: Gateway;
  /** No new requests from now on; what is open ends. */
  close(): Promise<void>;
}

export function createPodroomServer(options: HttpServerOptions): PodroomServer {
  const { directory, report } = options;
  const monitors = new Monitors(directory, report);
  directory.whenAwake(monitors.attend);
  const allowsOrigin = (origin: string | undefined, host: string | undefined): boolean => {
    if (origin === undefined) return true;
    try {
      return (
        new URL(origin).host === host ||
        (options.publicUrl !== undefined && new URL(origin).origin === new URL(options.publicUrl).origin)
      );
    } catch {
      return false;
    }
  };
  const publicUrl = ({ headers }: IncomingMessage): string =>
    options.publicUrl ??
    `${options.tls ? "https" : "http"}://${/^[\w.:[\]-]{1,255}$/.test(headers.host ?? "") ? headers.host : "localhost"}`;
  const metrics = createMetrics({
    rooms: () => directory.awakeCount,
    sockets: () => gateway.socketCount,
    watches: () => kubernetes.watchCount,
    streams: () => streams.open.size,
  });
  const { visitors } = options;
  const security: SecurityOptions = {
    https: options.tls !== undefined || options.publicUrl?.startsWith("https:") === true,
    development: options.security?.development ?? false,
    frameAncestors: options.security?.frameAncestors ?? [],
  };
  const keeper = roomKeeper(directory, (room, person, claimed) => gateway.rooms.typedBy(room, person, claimed));
  const streams = new KubernetesStreams({
    keeper,
    openShell: options.openShell,
    report,
    ...(options.streamLimits ? { limits: options.streamLimits } : {}),
    intakeOf: visitors && ((cluster, person) => visitors.intakeOf(cluster, person)),
  });
  const kubernetes = new KubernetesHttp({
    keeper,
    metrics,
    report,
    open: streams.open,
    headers: answerHeaders("cluster", security),
    ...(visitors ? { visitors } : {}),
  });
  const ownHeaders = answerHeaders("api", security);
  const ready = async (): Promise<void> => {
    if (closing) throw new Error("shutting down");
    await options.ready();
  };
  const admin =
    options.admin &&
    new AdminRest({
      ...options.admin,
      ...{ directory, metrics, ready, visitors, publicUrl, allowsOrigin, report, secure: security.https },
    });
  const rooms = new RoomsRest({
    directory,
    openRooms: () => gateway.rooms,
    publicUrl,
    certificateAuthority: options.tls?.authority,
    frameAncestors: security.frameAncestors,
    allowsOrigin,
    streamsLookAgain: () => streams.open.lookAgain(),
    streamsEnd: (cluster) => streams.open.closeCluster(cluster),
    ...(options.courses ? { courses: options.courses } : {}),
    ...(options.desk ? { desk: options.desk } : {}),
    ...(visitors ? { visitors } : {}),
    report,
  });
  let closing = false;

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    response.on("error", () => response.destroy());
    const url = request.url ?? "/";
    const path = url.split("?", 1)[0] ?? "";
    // Health is asked by machines that must get their answer.
    const isAdmitted = !visitors || OWN_PATHS.has(path) || visitors.admits(request);
    const place = isAdmitted && url.startsWith("/clusters/") ? clusterPlace(url) : undefined;
    if (place) return void kubernetes.serve(request, response, place);
    if (isAdmitted && options.files?.(request, response)) return;
    const isPath = url.startsWith("/");
    const isPage = isPath && options.pages && !OWN_PATHS.has(path) && !/^\/(api|clusters)\//.test(path);
    if (isPage) securePage(request, response, security);
    else setHeaders(response, ownHeaders);
    if (!isAdmitted) {
      metrics.limitedRequests.inc();
      response.setHeader("Retry-After", "1");
      return plain(
        response,
        429,
        "too many requests; try again in a moment (요청이 너무 많아요. 잠시 뒤에 다시 시도하세요)",
      );
    }
    // Who asks for a whole address takes this server for a proxy.
    if (!isPath) return plain(response, 400, "ask for a path, as /new (/new 같은 경로로 요청하세요)");
    // Of pages there is nothing to be sent to; in development they have a service of their own.
    if (isPage && !security.development && request.method !== "GET" && request.method !== "HEAD")
      return plain(response, 405, "pages are read only");
    if (url === "/api/rooms" || /^\/api\/rooms[/?]/.test(url)) return void rooms.serve(request, response);
    if (admin && path.startsWith("/api/admin/"))
      return void admin.serve(request, response).catch(() => response.destroy());
    if (options.courses && (path === "/api/courses" || path?.startsWith("/api/courses/")))
      return void serveCourses(request, response, options.courses).catch(() => response.destroy());
    if (options.desk && path === "/api/lessons/shared")
      return void serveShared(request, response, options.desk).catch(() => response.destroy());
    if (path === "/healthz") return plain(response, 200, "ok");
    if (path === "/readyz")
      return void ready().then(
        () => plain(response, 200, "ok"),
        (error: unknown) => plain(response, 503, (error as Error).message),
      );
    if (path === "/metrics" && options.metricsFor !== "off") {
      if (options.metricsFor === "secret" && !admin?.carriesSecret(request))
        return plain(response, 401, "the operator's secret is needed");
      return void metrics.registry.metrics().then(
        (text) => plain(response, 200, text, metrics.registry.contentType),
        () => plain(response, 500, "error"),
      );
    }
    if (options.pages) options.pages(request, response);
    else plain(response, 404, "not found");
  };
  const { tls } = options;
  const http = tls ? createHttps({ cert: tls.cert, key: tls.key }, handle) : createHttp(handle);
  http.on("upgrade", (request, socket, head) => {
    // Nobody else hears of a wire that breaks before it is taken over.
    socket.on("error", () => socket.destroy());
    const url = request.url ?? "/";
    if (visitors && !visitors.admits(request)) {
      metrics.limitedRequests.inc();
      return refuseText(socket, 429, "too many requests");
    }
    // Socket.IO has a listener of its own, and so have pages that are being developed.
    if (url.startsWith("/socket.io/") || (security.development && url.startsWith("/_next/"))) return;
    const place = clusterPlace(url);
    if (place) void streams.upgrade(request, socket, head, place);
    else refuseText(socket, 404, "not found");
  });
  // Malformed HTTP: an answer when the socket still takes one, never an exception.
  http.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    else socket.destroy();
  });
  http.requestTimeout = 60_000;
  http.headersTimeout = 20_000;
  http.keepAliveTimeout = 30_000;
  const gateway = new Gateway({
    http,
    directory,
    monitors,
    metrics: () => metrics,
    past: options.past ?? pastHere,
    report,
    allowsOrigin,
    awayMs: options.awayMs,
    idleMs: options.idleLineMs,
    visitors,
  });

  return {
    http,
    gateway,
    async close() {
      closing = true;
      streams.close();
      await gateway.close();
      http.closeAllConnections();
      if (http.listening) await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}

/** What machines of the operator ask. */
const OWN_PATHS: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

/** `/clusters/<id>/t/<token>/rest` or `/clusters/<id>/rest`, taken apart. */
function clusterPlace(
  url: string,
): { readonly cluster: string; readonly path: string; readonly token: string | undefined } | undefined {
  const match = /^\/clusters\/([a-z0-9]{1,64})(?:\/t\/([\w-]{1,128}))?(?=[/?]|$)(.*)$/s.exec(url);
  if (!match) return undefined;
  const rest = match[3] ?? "";
  return { cluster: match[1] as string, token: match[2], path: rest.startsWith("/") ? rest : `/${rest}` };
}

/** Rooms' own credentials: the token of a kubeconfig belongs to a person. */
function roomKeeper(
  directory: RoomDirectory,
  typedBy: (room: Room, person: string, claimed: string) => string | undefined,
): DoorKeeper {
  return {
    async enter(cluster, token) {
      try {
        const door = await directory.open(cluster);
        if (token === undefined) return { door, user: ANONYMOUS, who: "" };
        const person = door.people.personOfCredential(token);
        if (person)
          return mayEnter(door.record, person)
            ? {
                door,
                user: door.people.userOf(person),
                who: person.id,
                typedBy: (claimed) => typedBy(door, person.id, claimed),
              }
            : "unauthorized";
        const account = await accountOfToken(door, token);
        if (!account) return "unauthorized";
        // A token ends with the person it was given to; one the cluster made itself, with the room's next removal.
        const { user, holder: holderId } = account;
        if (holderId === undefined) return { door, user, who: "" };
        const holder = door.people.find(holderId);
        return holder && mayEnter(door.record, holder) ? { door, user, who: holder.id } : "unauthorized";
      } catch (error) {
        if (error instanceof RoomError && error.code === "unknown-room") return "unknown-cluster";
        throw error;
      }
    },
  };
}

function plain(response: ServerResponse, status: number, text: string, type = "text/plain; charset=utf-8"): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "Content-Type": type });
  response.end(text);
}
