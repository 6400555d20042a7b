/**
 * `/api/admin`, for the operator: signing in, how the server does, which rooms there are, deleting them and bringing them back, and a new
 * link for instructors who lost theirs. Behind a secret of the environment, sent as a bearer or exchanged for a cookie; without one
 * there is nothing here. In docs/http.md.
 */
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AdminOverview, AdminSession, AdminSetting } from "../../protocol/admin.ts";
import type { BilingualText } from "../../protocol/messages.ts";
import { NO_ROOM } from "../../rooms/AwakeRooms.ts";
import type { RoomDirectory } from "../../rooms/RoomDirectory.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import { hashToken } from "../../rooms/secrets.ts";
import { readBody, sendJson } from "../httpBody.ts";
import { bearerOf } from "../identity.ts";
import { type Metrics, seenMetrics } from "../metrics.ts";
import type { Visitors } from "../visitors.ts";
import { refusedAnswer } from "../refusedAnswer.ts";
import { unknownPath } from "../roomsRest/refusals.ts";
import { AdminSessions } from "./AdminSessions.ts";
import { newInstructorLink } from "./newInstructorLink.ts";
import { type LedgerOptions, RoomLedger } from "./RoomLedger.ts";
import { ADMIN_TEXTS } from "./texts.ts";

/** What `main.ts` knows of it. */
export interface AdminOptions extends Pick<LedgerOptions, "storage"> {
  readonly secret: string;
  /** ms from a room's deletion until it is gone; left out: at once. */
  readonly grace?: number;
  readonly version?: string;
  /** What is in force of the environment, without secrets. */
  readonly settings?: readonly AdminSetting[];
  /** Hears what is done. */
  readonly note?: (what: string, room: string) => void;
}

/** What the rest of the server knows of it. */
export interface AdminSurroundings {
  readonly directory: RoomDirectory;
  readonly metrics: Metrics;
  /** Rejects with why the server is not ready. */
  readonly ready: () => Promise<void>;
  readonly visitors: Visitors | undefined;
  /** Without a slash at its end. */
  readonly publicUrl: (request: IncomingMessage) => string;
  readonly allowsOrigin: (origin: string | undefined, host: string | undefined) => boolean;
  readonly report: (room: string, problem: string, error: unknown) => void;
  /** The world reaches this server by https alone. */
  readonly secure: boolean;
}

const BODY_LIMIT = 4_096;

type Answer = {
  readonly status: number;
  readonly body: object;
  readonly headers?: { readonly [name: string]: string };
};

class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: BilingualText,
  ) {
    super(text.en);
  }
}

export class AdminRest {
  private readonly sessions: AdminSessions;
  private readonly ledger: RoomLedger;

  constructor(private readonly options: AdminOptions & AdminSurroundings) {
    const { directory, storage, grace = 0, secure } = options;
    this.sessions = new AdminSessions({ wall: () => directory.now, secure });
    this.ledger = new RoomLedger({ directory, storage, grace });
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body, headers = {} } = await this.answer(request).catch((error: unknown) => this.refusal(error));
    return sendJson(request, response, {
      status,
      body,
      headers: { ...headers, ...(status === 429 ? { "Retry-After": "60" } : {}) },
    });
  }

  /** Whether the request carries the secret as its bearer, and its address did not try too many wrong ones. */
  carriesSecret(request: IncomingMessage): boolean {
    return this.mayTry(request) && this.isSecret(request, bearerOf(request) ?? "");
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const { allowsOrigin, directory, note } = this.options;
    const { method = "", headers } = request;
    // A cookie comes along whoever asks: what changes something is asked by our own pages, and by programs, which name no origin.
    if (method !== "GET" && method !== "HEAD" && !allowsOrigin(headers.origin, headers.host))
      throw new Refused(403, "not-allowed", ADMIN_TEXTS.otherOrigin);
    const url = new URL(request.url ?? "/", "http://server");
    const [part = "", id = "", action = "", ...more] = url.pathname.split("/").filter(Boolean).slice(2);
    const path = `${part}${id && "/x"}${action && `/${action}`}${more.length > 0 ? "/…" : ""}`;
    const route = `${method} ${path}`;
    if (route === "POST session") return this.signIn(request);
    if (route === "DELETE session") return done({}, { "Set-Cookie": this.sessions.end(headers.cookie) });
    const cookie = this.admit(request);
    switch (route) {
      case "PUT session":
        return done({ session: this.session(headers.cookie) }, cookie);
      case "GET overview":
        return done(await this.overview(headers.cookie));
      case "GET rooms":
        return done({ now: directory.now, rooms: await this.ledger.list() });
      case "DELETE rooms/x": {
        const isNow = url.searchParams.get("now") === "true";
        if (isNow && !(await directory.storage.loadRoom(id))) throw new RoomError("unknown-room", NO_ROOM);
        await (isNow ? directory.purge(id) : directory.delete(id));
        note?.(isNow ? "the operator deleted a room for good" : "the operator deleted a room", id);
        return done({}, cookie);
      }
      case "POST rooms/x/undelete":
        await directory.undelete(id);
        note?.("the operator brought a room back", id);
        return done({}, cookie);
      case "POST rooms/x/instructor-link": {
        const token = await newInstructorLink(directory, id);
        note?.("the operator made a new link for instructors", id);
        return done({ link: `${this.options.publicUrl(request)}/room/${id}#k=${token}` }, cookie);
      }
    }
    throw unknownPath();
  }

  private async signIn(request: IncomingMessage): Promise<Answer> {
    const text = (await readBody(request, BODY_LIMIT)).toString("utf8");
    if (!this.tries(request, secretIn(text))) {
      this.options.note?.("somebody tried a wrong secret of the operator", "");
      throw new Refused(401, "wrong-secret", ADMIN_TEXTS.wrongSecret);
    }
    // Whoever signs in anew leaves no session of before behind.
    this.sessions.end(request.headers.cookie);
    const { cookie, expiresAt } = this.sessions.begin();
    const session: AdminSession = { now: this.options.directory.now, expiresAt };
    return { status: 201, body: { session }, headers: { "Set-Cookie": cookie } };
  }

  /** Lets the operator go on: the header with which a session does after what changes something. Throws for all others. */
  private admit(request: IncomingMessage): { readonly [name: string]: string } {
    if (request.headers.authorization !== undefined) {
      if (this.tries(request, bearerOf(request) ?? "")) return {};
    } else if (request.method === "GET") {
      if (this.sessions.endOf(request.headers.cookie) !== undefined) return {};
    } else {
      const prolonged = this.sessions.prolong(request.headers.cookie);
      if (prolonged) return { "Set-Cookie": prolonged.cookie };
    }
    throw new Refused(401, "not-allowed", ADMIN_TEXTS.needsSecret);
  }

  /** Throws when the address tried too many wrong ones: then none is looked at. */
  private tries(request: IncomingMessage, given: string): boolean {
    if (!this.mayTry(request)) throw new Refused(429, "too-many", ADMIN_TEXTS.tooManyTries);
    return this.isSecret(request, given);
  }

  private mayTry(request: IncomingMessage): boolean {
    return this.options.visitors?.admitsSecret(request) !== false;
  }

  /** Takes as long for a wrong one. */
  private isSecret(request: IncomingMessage, given: string): boolean {
    const { visitors, secret } = this.options;
    const right = timingSafeEqual(Buffer.from(hashToken(given)), Buffer.from(hashToken(secret)));
    if (right) visitors?.secretWasRight(request);
    return right;
  }

  private refusal(error: unknown): Answer {
    if (error instanceof Refused) {
      const { status, code, text } = error;
      return { status, body: { error: { code, text } } };
    }
    return refusedAnswer(error, () => this.options.report("", "an operator's request failed", error));
  }

  private session(cookies: string | undefined): AdminSession | undefined {
    const expiresAt = this.sessions.endOf(cookies);
    return expiresAt === undefined ? undefined : { now: this.options.directory.now, expiresAt };
  }

  private async overview(cookies: string | undefined): Promise<AdminOverview> {
    const { directory, version = "", settings = [], grace = 0 } = this.options;
    const session = this.session(cookies);
    const ready = await this.options.ready().then(
      () => true as const,
      (error: unknown) => (error as Error).message || "not ready",
    );
    const metrics = await seenMetrics(this.options.metrics.registry);
    return { ...(session ? { session } : {}), now: directory.now, version, ready, metrics, settings, grace };
  }
}

function done(body: object, headers: { readonly [name: string]: string } = {}): Answer {
  return { status: 200, body, headers };
}

/** Whatever is no secret is a wrong one. */
function secretIn(text: string): string {
  try {
    const { secret } = Object(JSON.parse(text)) as { readonly secret?: unknown };
    return typeof secret === "string" ? secret : "";
  } catch {
    return "";
  }
}
