/**
 * The Kubernetes API over HTTP: sockets, tokens, bodies and streams, nothing of its meaning. Paths are
 * `/clusters/<id>/…`, or `/clusters/<id>/t/<token>/…` for clients that send no token over plain http.
 * Models apiserver pkg/endpoints/filters and handlers/responsewriters in what a client can notice.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { refusal, statusAnswer } from "../rooms/RoomError.ts";
import type { ApiRequest, ApiResponse } from "../simulation/api/ApiRequest.ts";
import { isTrue, parseRequestInfo } from "../simulation/api/rest/RequestInfo.ts";
import type { DoorKeeper, Entrant } from "./ClusterDoor.ts";
import { actingEntrant, bearerOf, tokenOrder, typist } from "./identity.ts";
import { type Answer, BodyTooLarge, readBody, sendAnswer } from "./httpBody.ts";
import { encodedAnswer } from "./encodedAnswers.ts";
import { followLog } from "./logFollow.ts";
import type { Metrics } from "./metrics.ts";
import type { OpenStreams, StreamOwner } from "./streams/OpenStreams.ts";
import { passedHeaders, withLinks } from "./streams/proxyLinks.ts";
import { protobufAnswer, requestBody } from "./protobufBody.ts";
import { TOO_MANY, type Visitors } from "./visitors.ts";
import { streamWatch } from "./watchStream.ts";
import { WatchTurns } from "./WatchTurns.ts";

/** Bytes of a request body, as the real server has it. */
const BODY_LIMIT = 3 * 1024 * 1024;
const LONGEST_PATH = 16 * 1024;
/** Bytes that wait for a reader of a log before nothing more is read for it. */
const SLOW_READER_BYTES = 256 * 1024;
/** Characters of all warnings of an answer, and of each when these are not enough. */
const WARNINGS_LENGTH = 4 * 1024;
const WARNING_LENGTH = 256;
const TOO_MANY_WATCHES = { en: "too many open watches; close some", ko: "열어 둔 watch가 너무 많아요" };
const METHODS: ReadonlySet<string> = new Set(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);

export interface KubernetesHttpOptions {
  readonly keeper: DoorKeeper;
  readonly metrics: Metrics | undefined;
  readonly report: (cluster: string, problem: string, error: unknown) => void;
  /** Headers of every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where streams are counted, and ended with their people. */
  readonly open: OpenStreams;
  /** Left out: nobody is slowed down. */
  readonly visitors?: Visitors;
}

export class KubernetesHttp {
  private openStreams = 0;
  private readonly watchTurns = new WatchTurns();

  constructor(private readonly options: KubernetesHttpOptions) {}

  get watchCount(): number {
    return this.openStreams;
  }

  /** Serves a request whose URL is `path`, with the cluster's id and maybe a token taken off. Never rejects. */
  async serve(
    request: IncomingMessage,
    response: ServerResponse,
    place: { readonly cluster: string; readonly path: string; readonly token: string | undefined },
  ): Promise<void> {
    const began = performance.now();
    try {
      await this.answer(request, response, place);
    } catch (error) {
      if (!response.destroyed) this.options.report(place.cluster, "an API request failed", error);
      if (response.headersSent) response.destroy();
      else await this.fail(request, response);
    }
    const method = METHODS.has(request.method ?? "") ? (request.method as string) : "other";
    this.options.metrics?.apiRequests.inc({ method, code: String(response.statusCode) });
    this.options.metrics?.apiSeconds.observe({ method }, (performance.now() - began) / 1000);
  }

  private async fail(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.send(request, response, statusAnswer(500, "InternalError", "Internal error occurred"));
    } catch {
      response.destroy();
    }
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    place: { readonly cluster: string; readonly path: string; readonly token: string | undefined },
  ): Promise<void> {
    const method = request.method ?? "GET";
    if (!METHODS.has(method))
      return this.send(
        request,
        response,
        statusAnswer(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
      );
    if (place.path.length > LONGEST_PATH)
      return this.send(request, response, statusAnswer(414, "RequestURITooLong", "the request path is too long"));
    const token = bearerOf(request) ?? place.token;
    const entered = await this.options.keeper.enter(place.cluster, token);
    // A header of another form is looked past, as the real server does.
    if (entered === "unauthorized")
      return this.send(request, response, statusAnswer(401, "Unauthorized", "Unauthorized"));
    if (entered === "unknown-cluster")
      return this.send(
        request,
        response,
        statusAnswer(404, "NotFound", "there is no such cluster (없는 클러스터예요)"),
      );
    const { visitors } = this.options;
    const person = entered.who || entered.user.username;
    const reads = method === "GET" || method === "HEAD" || method === "OPTIONS";
    const intake = visitors?.intakeOf(place.cluster, person);
    if (
      visitors?.admitsPerson(place.cluster, person) === false ||
      (intake !== undefined && intake.owed > 0) ||
      (!reads && visitors?.admitsChange(place.cluster, person) === false)
    )
      return this.tooMany(request, response, refusal(429, "TooManyRequests", TOO_MANY));
    let body: Buffer;
    try {
      body = await readBody(request, BODY_LIMIT);
    } catch (error) {
      if (!(error instanceof BodyTooLarge)) return void response.destroy();
      return this.send(
        request,
        response,
        statusAnswer(413, "RequestEntityTooLarge", `Request entity too large: limit is ${BODY_LIMIT}`),
      );
    }
    intake?.spend(body.length);
    const entrant = actingEntrant(entered, request);
    const info = parseRequestInfo(method, place.path);
    const owner = { cluster: place.cluster, token, user: entrant.user, who: entrant.who };
    const { accept, "user-agent": userAgent } = request.headers;
    const apiRequest: ApiRequest = {
      method: method as ApiRequest["method"],
      path: place.path,
      user: entrant.user,
      ...typist(request, entrant),
      ...tokenOrder(method, info.subresource, entrant.who),
      ...(accept === undefined ? {} : { accept }),
      ...(userAgent === undefined ? {} : { userAgent }),
      ...requestBody(request.headers["content-type"], body),
      ...(info.subresource === "proxy" ? { headers: passedHeaders(request) } : {}),
    };
    if (method === "GET" && info.isResource && info.verb === "watch")
      return this.watch(request, response, { entrant, apiRequest, owner });
    if (
      method === "GET" &&
      info.resource === "pods" &&
      info.subresource === "log" &&
      isTrue(info.query.get("follow"))
    ) {
      return this.follow(request, response, { entrant, apiRequest, owner });
    }
    const meter = reads ? undefined : visitors?.meter(place.cluster, person);
    const answer = await entrant.door.request(apiRequest, entrant.who, meter);
    if (meter?.refused) return this.tooMany(request, response, answer);
    await this.send(request, response, withLinks(answer, request, place.path));
    if (reads) visitors?.answered(place.cluster, person, Number(response.getHeader("content-length") ?? 0));
  }

  private tooMany(request: IncomingMessage, response: ServerResponse, answer: ApiResponse): Promise<void> | void {
    this.options.metrics?.limitedRequests.inc();
    response.setHeader("Retry-After", "1");
    return this.send(request, response, answer);
  }

  private async watch(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
    const { entrant, apiRequest, owner } = asked;
    const person = entrant.who || entrant.user.username;
    const release = this.options.open.addWatch(owner, () => void response.destroy());
    if (!release) return this.tooMany(request, response, refusal(429, "TooManyRequests", TOO_MANY_WATCHES));
    this.openStreams++;
    try {
      const refused = await streamWatch(response, {
        open: (sink) => entrant.door.watch(apiRequest, sink, entrant.who),
        headersWith: (warnings) => this.headersOf(undefined, warnings),
        ask: (watch) => this.watchTurns.ask(`${owner.cluster} ${person}`, watch),
        began: (bytes) => this.options.visitors?.answered(owner.cluster, person, bytes),
      });
      if (refused) await this.send(request, response, refused);
    } finally {
      release();
      this.openStreams--;
    }
  }

  private async follow(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
    const { entrant, apiRequest, owner } = asked;
    const { door, user, who } = entrant;
    const release = this.options.open.add(owner, () => void response.destroy());
    if (!release)
      return this.send(request, response, statusAnswer(429, "TooManyRequests", "too many open streams; close some"));
    const begin = (): void => {
      if (response.headersSent || response.destroyed) return;
      response.writeHead(200, { ...this.headersOf(undefined), "Content-Type": "text/plain" });
      response.flushHeaders();
    };
    try {
      await new Promise<void>((resolve, reject) => {
        response.on("close", resolve);
        followLog({
          door,
          user,
          who,
          path: apiRequest.path,
          keepsUp: () => response.writableLength < SLOW_READER_BYTES,
          onText(text) {
            begin();
            response.write(text);
          },
          onEnd() {
            begin();
            response.end();
          },
        }).then((result) => {
          if (typeof result !== "function") return resolve(this.send(request, response, result));
          begin();
          if (response.destroyed) result();
          else response.on("close", result);
        }, reject);
      });
    } finally {
      release();
    }
  }

  private send(request: IncomingMessage, response: ServerResponse, answer: ApiResponse): Promise<void> | void {
    const tag = answer.headers.ETag;
    if (tag !== undefined && request.headers["if-none-match"]?.includes(tag)) {
      response.writeHead(304, this.headersOf(answer) as Record<string, string | string[]>);
      return void response.end();
    }
    return sendAnswer(request, response, {
      status: answer.status,
      headers: this.headersOf(answer),
      body: protobufAnswer(answer.contentType, answer.body) ?? bodyOf(request, answer),
    });
  }

  private headersOf(
    answer: ApiResponse | undefined,
    warnings: readonly string[] = answer?.warnings ?? [],
  ): Record<string, string | readonly string[]> {
    const headers: Record<string, string | readonly string[]> = {
      "Audit-Id": randomUUID(),
      "Cache-Control": "no-cache, private",
      "Content-Type": answer?.contentType ?? "application/json",
      ...answer?.headers,
      ...this.options.headers,
    };
    if (warnings.length > 0) headers.Warning = warningsTold(warnings).map((text) => `299 - "${headerText(text)}"`);
    return headers;
  }
}

interface Asked {
  readonly owner: StreamOwner;
  readonly entrant: Entrant;
  readonly apiRequest: ApiRequest;
}

/** The body as it goes out, of an answer that is not in protobuf. */
function bodyOf(request: IncomingMessage, { body, contentType, raw, indented }: ApiResponse): Answer["body"] {
  if (body === undefined) return "";
  if (typeof body === "string" && (raw === true || !/json/.test(contentType))) return body;
  if (indented) return JSON.stringify(body, undefined, 2);
  const indent = pretty(request) ? 2 : undefined;
  // What was only looked at may be asked for again; an answer to a write hardly ever is.
  if (request.method === "GET" && typeof body === "object" && body !== null && indent === undefined)
    return encodedAnswer(body);
  return `${JSON.stringify(body, undefined, indent)}\n`;
}

/** JSON is indented for people: when asked, or when the client is one a person reads. */
function pretty(request: IncomingMessage): boolean {
  const asked = /[?&]pretty=([^&]*)/.exec(request.url ?? "")?.[1];
  if (asked !== undefined) return asked !== "0" && asked !== "false";
  return /^(curl|Wget|Mozilla\/5\.0)/.test(request.headers["user-agent"] ?? "");
}

/** Each once, shortened and then cut off where all would be more than clients read of headers. Models endpoints/filters/warning.go. */
function warningsTold(warnings: readonly string[]): readonly string[] {
  const all = [...new Set(warnings)];
  const isLong = all.reduce((sum, text) => sum + text.length, 0) > WARNINGS_LENGTH;
  const told: string[] = [];
  let length = 0;
  for (const text of all) {
    const short = isLong ? text.slice(0, WARNING_LENGTH) : text;
    length += short.length;
    if (length > WARNINGS_LENGTH) break;
    told.push(short);
  }
  return told;
}

/** What may stand in a quoted header: no line breaks, quotes escaped, bytes beyond Latin as UTF-8. */
function headerText(text: string): string {
  return Buffer.from(text.replace(/[\\"]/g, "\\$&").replace(/\p{Cc}/gu, " ")).toString("latin1");
}
