/** One request about rooms: its parts, who asks, and how it is answered. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { LinkKind } from "../../protocol/messages.ts";
import { homeNamespace } from "../../protocol/ownNamespace.ts";
import { kubeconfig } from "../../rooms/kubeconfig.ts";
import type { Modes } from "../../rooms/modes/Modes.ts";
import type { Room } from "../../rooms/Room.ts";
import type { RoomDirectory } from "../../rooms/RoomDirectory.ts";
import type { PersonRecord } from "../../rooms/StoragePort.ts";
import type { Identity } from "../../rooms/People.ts";
import { identityCookie } from "../cookies.ts";
import { enter, waitsAt } from "../entering.ts";
import type { OpenRooms } from "../gateway/OpenRooms.ts";
import { readBody, sendAnswer, sendJson } from "../httpBody.ts";
import type { LessonDesk } from "../lessonDesk.ts";
import type { CourseShelf } from "../lessonsRest.ts";
import type { RateLimit } from "../RateLimit.ts";
import type { Visitors } from "../visitors.ts";
import type { Moves } from "./Moves.ts";
import { badBody, notAllowed, tooManyCodes, tooManyRooms, waiting } from "./refusals.ts";

/** Bytes of a body; of one that brings texts. */
const BODY_LIMIT = 64 * 1024;
export const TEXTS_LIMIT = 4 * 1024 * 1024;
/** Brackets in brackets: Kubernetes' objects have some tens. */
const DEEPEST = 200;
/** Characters of what is wrong with a body. */
const LONGEST_PROBLEM = 500;

export interface RoomsRestOptions {
  readonly directory: RoomDirectory;
  readonly openRooms: () => OpenRooms;
  /** Without a slash at its end. */
  readonly publicUrl: (request: IncomingMessage) => string;
  /** PEM that clients must trust; undefined when they do already. */
  readonly certificateAuthority: string | undefined;
  /** Origins whose pages may show rooms. */
  readonly frameAncestors: readonly string[];
  readonly allowsOrigin: (origin: string | undefined, host: string | undefined) => boolean;
  /** Ends the streams of everybody who may not be here any more. */
  readonly streamsLookAgain: () => Promise<void>;
  /** Ends the streams of everybody in a cluster. */
  readonly streamsEnd: (cluster: string) => void;
  readonly visitors?: Visitors;
  /** The courses there are; left out: none. */
  readonly courses?: CourseShelf;
  /** Rooms' own lessons; left out: there are none. */
  readonly desk?: LessonDesk;
  readonly report: (room: string, problem: string, error: unknown) => void;
}

export interface Known {
  readonly room: Room;
  readonly person: PersonRecord;
  readonly identity: Identity;
}

export class Asked {
  readonly url: URL;
  /** What follows `/api/rooms` in the path. */
  readonly segments: readonly string[];

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    readonly options: RoomsRestOptions & {
      readonly creations: RateLimit;
      readonly modes: Modes;
      readonly moves: Moves;
    },
  ) {
    this.url = new URL(request.url ?? "/", "http://server");
    this.segments = this.url.pathname.split("/").filter(Boolean).slice(2);
  }

  get directory(): RoomDirectory {
    return this.options.directory;
  }

  get modes(): Modes {
    return this.options.modes;
  }

  /** The room's id. */
  get id(): string {
    return this.segments[0] ?? "";
  }

  /** What stands after the part's name: a role, a person. */
  get item(): string {
    return this.segments[2] ?? "";
  }

  async body<T>(schema: z.ZodType<T>, limit: number = BODY_LIMIT): Promise<T> {
    const text = (await readBody(this.request, limit)).toString("utf8");
    // What looks at a value goes down it by recursion.
    if (isDeeper(text, DEEPEST)) throw badBody("nested too deeply");
    let value: unknown;
    try {
      value = text === "" ? {} : JSON.parse(text);
    } catch {
      throw badBody("not JSON");
    }
    return parsed(value, schema);
  }

  query<T>(schema: z.ZodType<T>): T {
    return parsed(Object.fromEntries(this.url.searchParams), schema);
  }

  /** Counts one more new room; throws when there were too many. */
  takeCreation(): void {
    const { creations, visitors } = this.options;
    if (!creations.take(1) || visitors?.admitsCreation(this.request) === false) throw tooManyRooms();
  }

  /** Looks up a code somebody typed; throws when this address tried too many that were none. Rejects as `look` does. */
  async guess<T>(look: () => T | Promise<T>): Promise<T> {
    const { visitors } = this.options;
    if (visitors?.admitsGuess(this.request) === false) throw tooManyCodes();
    const found = await look();
    if (found !== undefined) visitors?.guessedRight(this.request);
    return found;
  }

  /** The room and the person whose cookie came with the request. */
  async known(): Promise<Known> {
    const known = await enter(this.directory, this.request.headers.cookie, this.id);
    if (known) return known;
    throw (await this.waits()) ? waiting() : notAllowed();
  }

  /** The room at whose door they wait whose cookie came with the request. */
  waits(): ReturnType<typeof waitsAt> {
    return waitsAt(this.directory, this.request.headers.cookie, this.id);
  }

  async instructor(): Promise<Known> {
    const known = await this.known();
    if (known.person.role !== "instructor") throw notAllowed();
    return known;
  }

  async kubeconfigOf(room: Room, person: PersonRecord): Promise<string> {
    const token = await room.people.issueCredential(person.id);
    const { certificateAuthority } = this.options;
    return kubeconfig({
      name: `podroom-${room.id}`,
      server: `${this.options.publicUrl(this.request)}/clusters/${room.id}`,
      token,
      user: `podroom-${person.id}`,
      namespace: homeNamespace(room.record.mode, person),
      ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
    });
  }

  /** The token stands behind the #, which browsers keep to themselves. */
  linkUrl(id: string, token: string, kind: LinkKind = "viewer"): string {
    const path = kind === "fork" ? `/new?fork=${id}` : `/room/${id}${kind === "embed" ? "/embed" : ""}`;
    return `${this.options.publicUrl(this.request)}${path}#k=${token}`;
  }

  /** By which a person goes on on another device. */
  personalUrl(id: string, token: string): string {
    return `${this.options.publicUrl(this.request)}/room/${id}#m=${token}`;
  }

  /** The header by which the browser is this person from now on. */
  cookie(room: Room, identity: Identity): { readonly [name: string]: string } {
    const secure = this.options.publicUrl(this.request).startsWith("https:");
    return { "Set-Cookie": identityCookie(room.id, identity, secure) };
  }

  reply(status: number, body: unknown, headers: { readonly [name: string]: string } = {}): Promise<void> {
    return sendJson(this.request, this.response, { status, body, headers });
  }

  /** A text to be saved as a file. */
  async replyFile(name: string, contentType: string, body: string): Promise<void> {
    await sendAnswer(this.request, this.response, {
      status: 200,
      body,
      headers: {
        "Content-Type": contentType,
        "Cache-Control": "no-store",
        "Content-Disposition": `attachment; filename="${name}"`,
      },
    });
  }
}

function parsed<T>(value: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(value);
  if (!result.success) throw badBody(z.prettifyError(result.error).slice(0, LONGEST_PROBLEM));
  return result.data;
}

/** Whether a JSON text nests deeper than that; of what is no JSON it may say either. */
function isDeeper(text: string, than: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) quoted = !quoted;
    else if (quoted) index += code === BACKSLASH ? 1 : 0;
    else if (code === BRACKET || code === BRACE) {
      if (++depth > than) return true;
    } else if (code === BRACKET + 2 || code === BRACE + 2) depth--;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Their closing ones stand two behind. */
const BRACKET = 0x5b;
const BRACE = 0x7b;
