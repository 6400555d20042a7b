/**
 * Rooms over HTTP: make one, join it, its kubeconfig, its links and people. In docs/http.md. All bodies are JSON; errors
 * are `{"error":{"code","text":{"ko","en"}}}`.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { LIMITS, ROLES, ROOM_MODES, type Role } from "../protocol/messages.ts";
import { kubeconfig } from "../rooms/kubeconfig.ts";
import { personView } from "../rooms/People.ts";
import type { Room } from "../rooms/Room.ts";
import type { RoomDirectory } from "../rooms/RoomDirectory.ts";
import { RoomError } from "../rooms/RoomError.ts";
import { ownNamespaceRequests } from "../rooms/roomSetup.ts";
import type { PersonRecord } from "../rooms/StoragePort.ts";
import { identities, identityCookie, identityIn } from "./cookies.ts";
import type { Gateway } from "./Gateway.ts";
import { BodyTooLarge, readBody, sendAnswer, sendJson } from "./httpBody.ts";
import { RateLimit } from "./RateLimit.ts";

const BODY_LIMIT = 4 * 1024 * 1024;
/** New rooms of one server: so many at once, so many a second. */
const CREATE_RATE = { burst: 100, perSecond: 5 };

const createSchema = z.strictObject({
  name: z.string().max(LIMITS.roomName).optional(),
  mode: z.enum(ROOM_MODES).optional(),
  /** The nodes: `course`, `none`, or how many. */
  template: z
    .union([z.literal(["course", "none"]), z.string().regex(/^\d{1,3}$/), z.number().int().min(0).max(500)])
    .optional(),
  /** YAML or JSON texts, or objects. */
  manifests: z
    .union([z.string(), z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).max(500)])
    .optional(),
  nickname: z.string().max(LIMITS.nickname).optional(),
});
const joinSchema = z.strictObject({
  token: z.string().max(128).optional(),
  nickname: z.string().max(LIMITS.nickname).optional(),
});
const renameSchema = z.strictObject({ nickname: z.string().max(LIMITS.nickname) });

export interface RoomsRestOptions {
  readonly directory: RoomDirectory;
  readonly gateway: () => Gateway;
  /** Without a slash at its end. */
  readonly publicUrl: (request: IncomingMessage) => string;
  readonly allowsOrigin: (origin: string | undefined, host: string | undefined) => boolean;
  readonly report: (room: string, problem: string, error: unknown) => void;
}

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly segments: readonly string[];
}

export class RoomsRest {
  private readonly creations = new RateLimit(CREATE_RATE);

  constructor(private readonly options: RoomsRestOptions) {}

  /** Serves `/api/rooms…`. Never rejects. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const segments = new URL(request.url ?? "/", "http://server").pathname.split("/").filter(Boolean).slice(2);
      if (request.method !== "GET" && !this.options.allowsOrigin(request.headers.origin, request.headers.host))
        throw notAllowed();
      await this.route({ request, response, segments });
    } catch (error) {
      await this.fail(request, response, error).catch(() => response.destroy());
    }
  }

  private async route(asked: Asked): Promise<void> {
    const { request, segments } = asked;
    const [id, part, item, action] = segments;
    const route = `${request.method} ${id === undefined ? "" : "room"}${part ? `/${part}` : ""}${item ? "/x" : ""}${action ? `/${action}` : ""}`;
    switch (route) {
      case "POST ":
        return this.create(asked);
      case "GET ":
        return this.recent(asked);
      case "GET room":
        return this.show(asked, id as string);
      case "DELETE room":
        return this.remove(asked, id as string);
      case "POST room/join":
        return this.join(asked, id as string);
      case "POST room/kubeconfig":
        return this.kubeconfig(asked, id as string);
      case "POST room/links/x":
      case "DELETE room/links/x":
        return this.link(asked, id as string, item as string);
      case "PATCH room/people/x":
        return this.rename(asked, id as string, item as string);
      case "DELETE room/people/x":
        return this.expel(asked, id as string, item as string);
      default:
        throw new RoomError("unknown-room", { en: "there is nothing here", ko: "여기에는 아무것도 없어요" });
    }
  }

  private async create(asked: Asked): Promise<void> {
    const { name, mode, template, manifests, nickname } = await parsed(asked.request, createSchema);
    if (!this.creations.take(1))
      throw new RoomError("too-many-rooms", {
        en: "too many rooms are being made; try again in a moment",
        ko: "방이 너무 많이 만들어지고 있어요. 잠시 뒤에 다시 시도하세요",
      });
    const texts =
      typeof manifests === "string"
        ? [manifests]
        : manifests?.map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
    const { room, tokens, problems } = await this.options.directory.create({
      ...(name === undefined ? {} : { name }),
      ...(mode === undefined ? {} : { mode }),
      ...(template === undefined ? {} : { template: String(template) }),
      ...(texts === undefined ? {} : { manifests: texts }),
    });
    const { person, secret } = await room.people.add("instructor", nickname ?? "Instructor");
    const links = Object.fromEntries(ROLES.map((role) => [role, this.linkUrl(asked.request, room.id, tokens[role])]));
    await this.reply(
      asked,
      201,
      {
        room: room.view,
        you: personView(person, { online: false }),
        links,
        kubeconfig: await this.kubeconfigOf(asked.request, room, person),
        problems,
      },
      this.cookie(asked.request, room, person, secret),
    );
  }

  private async recent(asked: Asked): Promise<void> {
    const known = await this.options.directory.describe(
      [...identities(asked.request.headers.cookie).keys()].slice(0, 50),
    );
    await this.reply(asked, 200, {
      rooms: known.map(({ id, name, mode, createdAt }) => ({ id, name, mode, createdAt })),
    });
  }

  private async show(asked: Asked, id: string): Promise<void> {
    const { room, person } = await this.known(asked, id);
    await this.reply(asked, 200, { room: room.view, you: personView(person, { online: true }) });
  }

  private async join(asked: Asked, id: string): Promise<void> {
    const { token, nickname } = await parsed(asked.request, joinSchema);
    const room = await this.options.directory.open(id);
    const identity = identityIn(asked.request.headers.cookie, id);
    const known = identity && room.people.recognize(identity);
    const role = token === undefined ? undefined : room.people.roleOf(token);
    if (token !== undefined && !role) throw badLink();
    if (known && identity) {
      const person = role ? await room.people.promote(known, role) : known;
      this.options.gateway().channel(id)?.presence(person.id);
      return this.reply(
        asked,
        200,
        { room: room.view, you: personView(person, { online: true }) },
        this.cookie(asked.request, room, person, identity.secret),
      );
    }
    if (!role) throw badLink();
    if (room.classroom.state.locked && role !== "instructor") throw locked();
    const name = nickname ?? (role === "viewer" ? `Viewer ${room.people.list().length + 1}` : undefined);
    if (name === undefined)
      throw new RoomError("bad-nickname", { en: "a nickname is needed", ko: "별명을 입력해 주세요" });
    const { person, secret } = await room.people.add(role, name);
    if (role === "student" && room.record.mode === "namespace-each") {
      for (const request of ownNamespaceRequests(person)) await room.request(request, "");
    }
    await this.reply(
      asked,
      201,
      { room: room.view, you: personView(person, { online: false }) },
      this.cookie(asked.request, room, person, secret),
    );
  }

  private async kubeconfig(asked: Asked, id: string): Promise<void> {
    const { room, person } = await this.known(asked, id);
    const body = await this.kubeconfigOf(asked.request, room, person);
    await sendAnswer(asked.request, asked.response, {
      status: 200,
      body,
      headers: {
        "Content-Type": "application/yaml",
        "Cache-Control": "no-store",
        "Content-Disposition": `attachment; filename="podroom-${id}.yaml"`,
      },
    });
  }

  private async link(asked: Asked, id: string, role: string): Promise<void> {
    const { room } = await this.instructor(asked, id);
    if (!(ROLES as readonly string[]).includes(role))
      throw new RoomError("bad-request", { en: "there is no such role", ko: "없는 역할이에요" });
    if (asked.request.method === "DELETE") {
      await room.people.revokeLink(role as Role);
      return this.reply(asked, 200, {});
    }
    const token = await room.people.renewLink(role as Role);
    await this.reply(asked, 201, { link: this.linkUrl(asked.request, id, token) });
  }

  private async rename(asked: Asked, id: string, personId: string): Promise<void> {
    const { nickname } = await parsed(asked.request, renameSchema);
    const { room, person } = await this.known(asked, id);
    if (person.id !== personId && person.role !== "instructor") throw notAllowed();
    const renamed = await room.people.rename(personId, nickname);
    this.options.gateway().channel(id)?.presence(personId);
    await this.reply(asked, 200, { person: personView(renamed, { online: true }) });
  }

  private async expel(asked: Asked, id: string, personId: string): Promise<void> {
    const { room } = await this.instructor(asked, id);
    await room.people.remove(personId);
    this.options.gateway().channel(id)?.expel(personId);
    await this.reply(asked, 200, {});
  }

  private async remove(asked: Asked, id: string): Promise<void> {
    await this.instructor(asked, id);
    await this.options.directory.delete(id);
    await this.reply(asked, 200, {});
  }

  /** The room and the person whose cookie came with the request. */
  private async known({ request }: Asked, id: string): Promise<{ readonly room: Room; readonly person: PersonRecord }> {
    const identity = identityIn(request.headers.cookie, id);
    if (!identity) throw notAllowed();
    const room = await this.options.directory.open(id);
    const person = room.people.recognize(identity);
    if (!person) throw notAllowed();
    return { room, person };
  }

  private async instructor(asked: Asked, id: string): Promise<{ readonly room: Room }> {
    const { room, person } = await this.known(asked, id);
    if (person.role !== "instructor") throw notAllowed();
    return { room };
  }

  private async kubeconfigOf(request: IncomingMessage, room: Room, person: PersonRecord): Promise<string> {
    const token = await room.people.issueCredential(person.id);
    return kubeconfig({
      name: `podroom-${room.id}`,
      server: `${this.options.publicUrl(request)}/clusters/${room.id}`,
      token,
      user: `podroom-${person.id}`,
    });
  }

  /** The token stands behind the #, which browsers keep to themselves. */
  private linkUrl(request: IncomingMessage, id: string, token: string): string {
    return `${this.options.publicUrl(request)}/room/${id}#k=${token}`;
  }

  private cookie(
    request: IncomingMessage,
    room: Room,
    person: PersonRecord,
    secret: string,
  ): { readonly [name: string]: string } {
    return {
      "Set-Cookie": identityCookie(
        room.id,
        { personId: person.id, secret },
        this.options.publicUrl(request).startsWith("https:"),
      ),
    };
  }

  private reply(
    { request, response }: Asked,
    status: number,
    body: unknown,
    headers: { readonly [name: string]: string } = {},
  ): Promise<void> {
    return sendJson(request, response, { status, body, headers });
  }

  private async fail(request: IncomingMessage, response: ServerResponse, error: unknown): Promise<void> {
    if (error instanceof RoomError)
      return sendJson(request, response, {
        status: error.status,
        body: { error: { code: error.code, text: error.text } },
      });
    if (error instanceof BodyTooLarge)
      return sendJson(request, response, {
        status: 413,
        body: { error: { code: "too-large", text: { en: "this is too large", ko: "너무 커요" } } },
      });
    this.options.report("", "a request for rooms failed", error);
    return sendJson(request, response, {
      status: 500,
      body: {
        error: { code: "internal", text: { en: "something went wrong on the server", ko: "서버에서 문제가 생겼어요" } },
      },
    });
  }
}

async function parsed<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const text = (await readBody(request, BODY_LIMIT)).toString("utf8");
  let value: unknown;
  try {
    value = text === "" ? {} : JSON.parse(text);
  } catch {
    throw badBody("not JSON");
  }
  const result = schema.safeParse(value);
  if (!result.success) throw badBody(z.prettifyError(result.error));
  return result.data;
}

function badBody(problem: string): RoomError {
  return new RoomError("bad-request", {
    en: `the request is not understood: ${problem}`,
    ko: `요청을 이해할 수 없어요: ${problem}`,
  });
}

function badLink(): RoomError {
  return new RoomError("bad-link", {
    en: "this link does not work any more; ask for a new one",
    ko: "더 이상 쓸 수 없는 링크예요. 새 링크를 받으세요",
  });
}

function locked(): RoomError {
  return new RoomError("locked", {
    en: "an instructor has locked this room; ask them to let you in",
    ko: "강사가 방을 잠가 두었어요. 들어갈 수 있게 강사에게 알려 주세요",
  });
}

function notAllowed(): RoomError {
  return new RoomError("not-allowed", { en: "you may not do this here", ko: "여기서 할 수 없는 일이에요" });
}
