/**
 * Browsers over Socket.IO: who connects, to which room, and what they ask. Whatever comes in is parsed and counted before
 * anything is done with it; nothing a browser sends can end the process. Frames are `Channel.ts`' matter.
 */
import type { Server as HttpServer } from "node:http";
import type { Socket as NetSocket } from "node:net";
import { Server, type Socket } from "socket.io";
import { parseClientMessage } from "../protocol/clientMessages.ts";
import {
  type BilingualText,
  type ClientMessage,
  LIMITS,
  PROTOCOL_VERSION,
  type WaitingView,
} from "../protocol/messages.ts";
import type { Monitors } from "../monitor/Monitors.ts";
import { toNextChange } from "../rooms/nextChange.ts";
import { ROOM_DELETED, type RoomDirectory } from "../rooms/RoomDirectory.ts";
import type { Room } from "../rooms/Room.ts";
import { RoomError } from "../rooms/RoomError.ts";
import type { PersonRecord } from "../rooms/StoragePort.ts";
import { isHeld } from "../rooms/waitingRoom.ts";
import { parseRequestInfo } from "../simulation/api/rest/RequestInfo.ts";
import { Channel } from "./Channel.ts";
import { enter, mayEnter, waitsAt } from "./entering.ts";
import { tokenOrder } from "./identity.ts";
import { Intake, REFUSAL_BYTES, type Wire } from "./Intake.ts";
import { answersOf } from "./KeptAnswers.ts";
import { AWAY_MS, LiveClass } from "./live/LiveClass.ts";
import { followLog } from "./logFollow.ts";
import { Member } from "./Member.ts";
import { momentView } from "./momentView.ts";
import type { Metrics } from "./metrics.ts";
import { CLIENT_EVENT, parser, SERVER_EVENT } from "./preEncoded.ts";
import { RateLimit } from "./RateLimit.ts";
import { STATE_COST, type Visitors } from "./visitors.ts";
import { Waiters } from "./Waiters.ts";
import { type Welcome, welcomeOf } from "./welcome.ts";

/** Messages of one connection: so many at once, so many a second. */
const MESSAGE_RATE = { burst: 120, perSecond: 40 };
/** Whoever goes on after so many refusals is cut off. */
const MOST_REFUSALS = 500;
/** Pages a person has open in a class at a time, forks included. */
const MOST_PAGES = 16;
/** As many as the page shows sources, and some that are just ending. */
const MOST_FOLLOWS = 24;
/** Embedded views of a room at a time. */
const MOST_ONLOOKERS = 300;
/** How long connections may take to end when the server goes down, ms. */
const LAST_BYTES_MS = 500;
/** Of what passes at the moment (`live/`) apart from that, in the same way. */
const LIVE_RATE = { burst: 60, perSecond: 30 };
const LIVE_COST: { readonly [type in ClientMessage["type"]]?: number } = {
  lead: 3,
  "go-along": 3,
  watch: 5,
  sight: 8,
  "ask-keyboard": 10,
  "give-keyboard": 5,
  type: 1,
};
const COST: { readonly [type in ClientMessage["type"]]?: number } = { join: 10, resync: 10, follow: 3, moment: 5 };

/** Moments of the past a page may wait for at once. */
const MOST_MOMENTS = 4;

const TEXTS = {
  malformed: { en: "this message is not understood", ko: "이해할 수 없는 메시지예요" },
  version: {
    en: "this page is older than the server: reload it",
    ko: "페이지가 서버보다 오래되었어요. 새로 고침하세요",
  },
  stranger: { en: "join the room with a link first", ko: "먼저 링크로 방에 들어오세요" },
  notJoined: { en: "join a room first", ko: "먼저 방에 들어오세요" },
  tooFast: { en: "too many messages at once", ko: "메시지가 너무 많아요" },
  unread: { en: "read what was answered first", ko: "먼저 받은 응답을 읽어 주세요" },
  manyMoments: { en: "too many moments at a time", ko: "한 번에 볼 수 있는 지난 순간의 수를 넘었어요" },
  clock: { en: "only instructors may change the clock", ko: "강사만 시계를 바꿀 수 있어요" },
  monitor: { en: "only instructors watch the class", ko: "강사만 수업 현황을 볼 수 있어요" },
  watch: { en: "watches are not opened here; frames show all changes", ko: "여기서는 watch를 열 수 없어요" },
  gone: { en: "you are not in this room any more", ko: "이 방에 더는 있지 않아요" },
  elsewhere: {
    en: "this cluster is open to its student and to instructors; go back to your room",
    ko: "이 클러스터는 그 학생과 강사만 볼 수 있어요. 내 방으로 돌아가세요",
  },
  embed: { en: "this embed link does not work any more", ko: "더 이상 쓸 수 없는 임베드 링크예요" },
  onlookers: {
    en: "too many pages show this room just now; try again later",
    ko: "지금 이 방을 보여 주는 페이지가 너무 많아요. 나중에 다시 시도하세요",
  },
  pages: {
    en: "you have this room open in too many pages; this one was closed",
    ko: "이 방을 너무 많은 페이지에서 열어서 이 페이지는 닫았어요",
  },
  follows: { en: "too many logs are followed already", ko: "이미 너무 많은 로그를 보고 있어요" },
} satisfies { readonly [name: string]: BilingualText };

export interface GatewayOptions {
  readonly http: HttpServer;
  readonly directory: RoomDirectory;
  readonly monitors: Monitors;
  readonly metrics: () => Metrics;
  readonly report: (room: string, problem: string, error: unknown) => void;
  /** Left out: AWAY_MS. */
  readonly awayMs?: number | undefined;
  /** Left out: nobody is slowed down. */
  readonly visitors?: Visitors | undefined;
  /** Whether a page of this origin may connect. */
  readonly allowsOrigin: (origin: string | undefined, host: string | undefined) => boolean;
}

type JoinMessage = Extract<ClientMessage, { type: "join" }>;

interface Connection {
  readonly socket: Socket;
  readonly rate: RateLimit;
  readonly liveRate: RateLimit;
  readonly intake: Intake;
  refusals: number;
  member: Member | undefined;
  channel: Channel | undefined;
  /** The room it is just joining. */
  joining: string | undefined;
  /** Where it wants to go next, said before it was in: the last of these counts. */
  next: JoinMessage | undefined;
}

export class Gateway {
  private readonly io: Server;
  private readonly wires = new Set<NetSocket>();
  private readonly channels = new Map<string, Channel>();
  private readonly classes = new WeakMap<Room, LiveClass>();
  /** Pages of people at the door. */
  private readonly waiters = new Waiters((id) => this.tellWaiting(id));

  constructor(private readonly options: GatewayOptions) {
    this.io = new Server(options.http, {
      parser,
      serveClient: false,
      // Other upgrades on this port are the API's; the server in front refuses what is nobody's.
      destroyUpgrade: false,
      maxHttpBufferSize: LIMITS.messageBytes,
      perMessageDeflate: false,
      httpCompression: true,
      allowRequest: ({ headers }, decide) => decide(null, options.allowsOrigin(headers.origin, headers.host)),
    });
    options.http.on("connection", (wire) => {
      this.wires.add(wire);
      wire.on("close", () => this.wires.delete(wire));
    });
    options.directory.whenGone((id) => this.waiters.gone(id, ROOM_DELETED));
    this.io.on("connection", (socket) => this.connected(socket));
  }

  get socketCount(): number {
    return this.io.engine.clientsCount;
  }

  channel(roomId: string): Channel | undefined {
    return this.channels.get(roomId);
  }

  /** Somebody may see other things from now on, in forks too. */
  roleChanged(room: Room, personId: string): void {
    const person = room.people.find(personId);
    for (const channel of this.channelsOf(room)) {
      if (person?.role !== "instructor") channel.endMonitors(personId);
      if (person && !mayEnter(channel.room.record, person)) channel.dropPerson(personId, TEXTS.elsewhere);
      channel.regroup();
    }
    this.channel(room.home.id)?.presence(personId);
    this.tellWaiting(room.home.id);
    this.classes.get(room.home)?.lookAgain(personId);
  }

  /** What a page of the person's is told of the room first. */
  welcome(room: Room, person: PersonRecord): Welcome {
    return { ...welcomeOf(room, person, this.channelsOf(room)), resumed: false };
  }

  /** Who typed a request of this person's that is said to be typed by `claimed`; undefined: they themselves. */
  typedBy(room: Room, personId: string, claimed: string): string | undefined {
    return this.classes.get(room.home)?.typedBy(personId, claimed);
  }

  /** A person is out of the room: all their tabs go, in its forks too. */
  expel(room: Room, personId: string, why: BilingualText, code?: "removed" | "bad-link"): void {
    const channels = this.channelsOf(room);
    for (const channel of channels) channel.dropPerson(personId, why, code);
    for (const channel of channels) channel.tell({ type: "person-gone", id: personId });
    this.classes.get(room.home)?.lookAgain(personId);
  }

  /** Some were let in, or the door stands open: their pages may try it. */
  letIn(home: Room, people: readonly string[]): void {
    this.waiters.letIn(home.id, people);
    this.tellWaiting(home.id);
  }

  /** Some do not come in, or not by this link. */
  turnAway(home: Room, people: readonly string[], why: BilingualText, code: "turned-away" | "bad-link"): void {
    this.waiters.turnAway(home.id, people, why, code);
    this.tellWaiting(home.id);
  }

  /** Who is at the door, as instructors see it. */
  waitingAt(home: Room): readonly WaitingView[] {
    return this.waiters.at(home);
  }

  /** Tells instructors who is at the door; others are told of nobody. */
  tellWaiting(roomId: string): void {
    const channels = [...this.channels.values()].filter(({ room }) => room.home.id === roomId);
    for (const channel of channels) channel.tellWaiting(this.waitingAt(channel.room.home));
  }

  /** The open channels of a room's class: its room's and its forks'. */
  private channelsOf({ home }: Room): readonly Channel[] {
    return [...this.channels.values()].filter((channel) => channel.room.home === home);
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

  private connected(socket: Socket): void {
    const connection: Connection = {
      socket,
      rate: new RateLimit(MESSAGE_RATE),
      liveRate: new RateLimit(LIVE_RATE),
      intake: new Intake(() => this.options.visitors && wireOf(socket)),
      refusals: 0,
      member: undefined,
      channel: undefined,
      joining: undefined,
      next: undefined,
    };
    socket.on("error", () => socket.disconnect(true));
    socket.conn.on("data", (data: string | Buffer) => connection.intake.took(data.length));
    socket.on(CLIENT_EVENT, (value: unknown) => this.received(connection, value));
    socket.on("disconnect", () => this.leave(connection));
    // Said with the line itself, the room is asked for one answer earlier.
    const { join } = Object(socket.handshake.auth) as { readonly join?: unknown };
    if (join !== undefined) this.received(connection, join);
  }

  private received(connection: Connection, value: unknown): void {
    const message = parseClientMessage(value);
    const liveCost = message && LIVE_COST[message.type];
    const admitted =
      liveCost === undefined
        ? connection.rate.take((message && COST[message.type]) ?? 1)
        : connection.liveRate.take(liveCost);
    if (!admitted) return this.refuse(connection, "too-fast", TEXTS.tooFast, message);
    if (!message) return this.refuse(connection, "bad-message", TEXTS.malformed);
    this.handle(connection, message).catch((error: unknown) => this.failed(connection, message, error));
  }

  private refuse(
    connection: Connection,
    code: "too-fast" | "bad-message",
    text: BilingualText,
    message?: ClientMessage,
  ): void {
    const { socket } = connection;
    this.options.metrics().refusedMessages.inc();
    connection.intake.took(REFUSAL_BYTES);
    const id = message && "id" in message ? message.id : undefined;
    if (++connection.refusals > MOST_REFUSALS) socket.disconnect(true);
    // A flood is answered at its beginning only; a request that waits for its answer, always.
    else if (connection.refusals < 20 || id !== undefined)
      socket.emit(SERVER_EVENT, { type: "error", code, text, ...(id === undefined ? {} : { id }) });
  }

  private async handle(connection: Connection, message: ClientMessage): Promise<void> {
    if (message.type === "join") return this.join(connection, message);
    const { member, channel } = connection;
    if (message.type === "leave") return this.leave(connection);
    if (!member || !channel || !channel.members.has(member)) {
      const id = "id" in message ? { id: message.id } : {};
      connection.socket.emit(SERVER_EVENT, { type: "error", code: "not-joined", text: TEXTS.notJoined, ...id });
      return;
    }
    if (member.looksOn && message.type !== "resync") {
      const id = "id" in message ? message.id : undefined;
      return member.error("not-allowed", TEXTS.stranger, id);
    }
    const { visitors } = this.options;
    if (!this.admits(channel.room.id, member.personId, message))
      return this.refuse(connection, "too-fast", TEXTS.tooFast, message);
    switch (message.type) {
      case "request":
        if (member.overloaded) return this.refuse(connection, "too-fast", TEXTS.unread, message);
        return this.request(member, channel, message);
      case "follow":
        return this.follow(member, channel, message);
      case "stop":
        member.follows.get(message.id)?.();
        member.follows.delete(message.id);
        return;
      case "looking":
        member.looking = message.at;
        return channel.presence(member.personId);
      case "resync":
        // What it missed it gets, by the same rule, once it is back.
        if (!member.looksOn && visitors?.admitsState(channel.room.id, member.personId) === false)
          return void connection.socket.conn.close(true);
        return channel.synchronize(member, message.epoch === channel.room.record.epoch ? message.revision : undefined);
      case "clock": {
        const person = channel.room.people.find(member.personId);
        if (person?.role !== "instructor") return member.error("not-allowed", TEXTS.clock, message.id);
        const { speed, step, next } = message;
        const change = { ...(speed === undefined ? {} : { speed }), ...(step === undefined ? {} : { step }) };
        const clock = await answersOf(channel.room).once(person.id, message.key, () =>
          next ? toNextChange(channel.room, person.id) : channel.room.setClock({ type: "clock", ...change }, person.id),
        );
        return member.result(message.id, clock);
      }
      case "moment": {
        const { room } = channel;
        // Each may be a long replay: a page has its history's beginning and the moment it shows, and little more, under way.
        if (member.seeking >= MOST_MOMENTS) return this.refuse(connection, "too-fast", TEXTS.manyMoments, message);
        member.seeking++;
        try {
          const view = await room.moment(message.time, (moment) =>
            momentView(room, member.personId, moment, message.part),
          );
          return member.result(message.id, view);
        } finally {
          member.seeking--;
        }
      }
      case "monitor": {
        const person = channel.room.people.find(member.personId);
        if (person?.role !== "instructor") return member.error("not-allowed", TEXTS.monitor, message.id);
        member.stopMonitor?.();
        member.stopMonitor = message.on ? this.monitor(member, channel.room.home) : undefined;
        return member.result(message.id, {});
      }
      case "act":
        await answersOf(channel.room).once(member.personId, message.key, () =>
          channel.room.act(message.action, member.personId),
        );
        if (message.action.type === "waiting-room" || message.action.type === "lock")
          this.doorChanged(channel.room.home);
        return member.result(message.id, {});
      default:
        this.liveClass(channel.room.home).hear(member, message);
        if ("id" in message) member.result(message.id, {});
    }
  }

  /** Counts what a person asks, from all their pages and programs together. */
  private admits(room: string, person: string, message: ClientMessage): boolean {
    const { visitors } = this.options;
    if (!visitors) return true;
    if (message.type === "act") return visitors.admitsChange(room, person);
    if (message.type !== "request") return true;
    if (!visitors.admitsPerson(room, person)) return false;
    if (message.method === "GET") return true;
    if (!visitors.admitsChange(room, person)) return false;
    // At once: what waits for its turn counts before it is done.
    visitors.changed(room, person, message.body?.length ?? 0);
    return true;
  }

  /** Tells a page of the students; one that did not read is told everything anew. */
  private monitor(member: Member, home: Room): () => void {
    let missed = false;
    return this.options.monitors.of(home).watch((tiles) => {
      if (member.overloaded) missed = true;
      else if (missed) {
        member.stopMonitor?.();
        member.stopMonitor = this.monitor(member, home);
      } else member.send({ type: "tiles", tiles });
    });
  }

  private async join(connection: Connection, message: JoinMessage): Promise<void> {
    const { socket } = connection;
    const refuse = (code: "version" | "not-allowed", text: BilingualText): void =>
      void socket.emit(SERVER_EVENT, { type: "error", code, text });
    if (message.version !== PROTOCOL_VERSION) return refuse("version", TEXTS.version);
    if (connection.joining !== undefined) {
      connection.next = message.room === connection.joining ? undefined : message;
      return;
    }
    connection.joining = message.room;
    try {
      this.leave(connection);
      if (message.embed !== undefined) return await this.lookOn(connection, message.room, message.embed);
      const entered = await enter(this.options.directory, socket.handshake.headers.cookie, message.room);
      if (!entered) {
        const waits = await waitsAt(this.options.directory, socket.handshake.headers.cookie, message.room);
        if (!waits) return refuse("not-allowed", TEXTS.stranger);
        if (socket.connected) this.waiters.wait(socket, waits.room, waits.person);
        return;
      }
      const { room, person } = entered;
      if (!socket.connected) return;
      const { visitors } = this.options;
      if (visitors) connection.intake.share(() => visitors.intakeOf(room.home.id, person.id));
      const channel = this.channelOf(room);
      const rights = room.rightsOf(person.id);
      // Whoever took the state over HTTP has half of it behind them.
      const cost = message.since && channel.resumes(rights, message.since) ? STATE_COST.line : STATE_COST.whole;
      // A browser whose line is cut comes again, ever more slowly.
      if (visitors?.admitsState(room.id, person.id, cost) === false) return void socket.conn.close(true);
      const member = new Member(socket, person.id, rights);
      connection.member = member;
      connection.channel = channel;
      const live = this.liveClass(room.home);
      member.onLeave = () => live.left(member);
      this.closePages(room, person.id);
      const added = channel.add(member, person, message.since);
      live.joined(member);
      await added;
    } finally {
      connection.joining = undefined;
      const { next } = connection;
      connection.next = undefined;
      if (next) this.handle(connection, next).catch((error: unknown) => this.failed(connection, next, error));
    }
  }

  /** Nobody has to wait any more: whoever does is told to come in. */
  private doorChanged(home: Room): void {
    if (isHeld(home)) return;
    this.letIn(
      home,
      home.people.atDoor().map(({ id }) => id),
    );
  }

  /** Somebody looks on from another page, by the token of the embed link alone: cookies do not reach frames. */
  private async lookOn(connection: Connection, roomId: string, token: string): Promise<void> {
    const { socket } = connection;
    const room = await this.options.directory.open(roomId);
    const refuse = (text: BilingualText): void =>
      void socket.emit(SERVER_EVENT, { type: "error", code: "not-allowed", text });
    // Nobody looks on in one student's cluster.
    if (room.record.parentId !== undefined || !room.people.links.opensEmbed(token)) return refuse(TEXTS.embed);
    if (!socket.connected) return;
    const channel = this.channelOf(room);
    if (channel.onlookerCount >= MOST_ONLOOKERS) return refuse(TEXTS.onlookers);
    const member = new Member(socket, "", room.onlookerRights);
    connection.member = member;
    connection.channel = channel;
    await channel.addOnlooker(member);
  }

  /** Makes place for one more page of a person's: the oldest go. */
  private closePages(room: Room, personId: string): void {
    const pages = this.channelsOf(room).flatMap((channel) =>
      channel.pagesOf(personId).map((member) => ({ channel, member })),
    );
    for (const { channel, member } of pages.slice(0, Math.max(0, pages.length - MOST_PAGES + 1)))
      channel.drop(member, TEXTS.pages);
  }

  private channelOf(room: Channel["room"]): Channel {
    const known = this.channels.get(room.id);
    if (known && known.room === room) return known;
    const channel: Channel = new Channel(room, this.io, {
      metrics: this.options.metrics(),
      ofClass: (home) => this.channelsOf(home),
      waiting: (home) => this.waitingAt(home),
      onEmpty: () => {
        if (this.channels.get(room.id) === channel) this.channels.delete(room.id);
      },
    });
    this.channels.set(room.id, channel);
    return channel;
  }

  private liveClass(home: Room): LiveClass {
    let live = this.classes.get(home);
    if (!live) {
      live = new LiveClass({
        home,
        pages: () => this.pagesOf(home),
        awayMs: this.options.awayMs ?? AWAY_MS,
        report: (problem, error) => this.options.report(home.id, problem, error),
      });
      this.classes.set(home, live);
    }
    return live;
  }

  private *pagesOf(home: Room): Iterable<Member> {
    for (const channel of this.channels.values()) if (channel.room.home === home) yield* channel.members;
  }

  private leave(connection: Connection): void {
    const { member, channel } = connection;
    connection.member = undefined;
    connection.channel = undefined;
    this.waiters.left(connection.socket);
    if (member) channel?.remove(member);
  }

  private async request(
    member: Member,
    channel: Channel,
    message: Extract<ClientMessage, { type: "request" }>,
  ): Promise<void> {
    const person = channel.room.people.find(member.personId);
    if (!person) return this.expel(channel.room, member.personId, TEXTS.gone);
    const { id, key, method, path, contentType, accept, body } = message;
    const typedBy = message.typedBy && this.typedBy(channel.room, person.id, message.typedBy);
    if (method === "GET" && /[?&]watch=(?!0|false)/.test(path)) return member.error("bad-message", TEXTS.watch, id);
    const request = {
      method,
      path,
      user: channel.room.people.userOf(person),
      ...tokenOrder(method, parseRequestInfo(method, path).subresource, person.id),
      userAgent: "podroom-browser",
      accept: accept ?? "application/json",
      ...(contentType === undefined ? {} : { contentType }),
      ...(body === undefined ? {} : { body }),
      ...(typedBy ? { typedBy } : {}),
    };
    const answer = await answersOf(channel.room).once(person.id, key, () => channel.room.request(request, person.id));
    const sent = member.send({
      type: "result",
      id,
      status: answer.status,
      contentType: answer.contentType,
      warnings: answer.warnings,
      body: answer.body,
    });
    const { visitors } = this.options;
    if (method === "GET") visitors?.answered(channel.room.id, person.id, sent);
    else visitors?.changed(channel.room.id, person.id, Math.max(0, sent - (body?.length ?? 0)));
  }

  private async follow(
    member: Member,
    channel: Channel,
    message: Extract<ClientMessage, { type: "follow" }>,
  ): Promise<void> {
    const person = channel.room.people.find(member.personId);
    if (!person) return this.expel(channel.room, member.personId, TEXTS.gone);
    const { people } = channel.room;
    const { id, namespace, pod, container, previous, tailLines, sinceTime, timestamps } = message;
    if (member.follows.size >= MOST_FOLLOWS || member.follows.has(id))
      return member.error("not-allowed", TEXTS.follows, id);
    let stopped = false;
    member.follows.set(id, () => {
      stopped = true;
    });
    const query = new URLSearchParams({
      ...(container ? { container } : {}),
      ...(previous ? { previous: "true" } : {}),
      ...(tailLines === undefined ? {} : { tailLines: String(tailLines) }),
      ...(sinceTime === undefined ? {} : { sinceTime }),
      ...(timestamps ? { timestamps: "true" } : {}),
    });
    const result = await followLog({
      door: channel.room,
      // Each look at the log is by the role of that moment.
      get user() {
        return people.userOf(people.find(person.id) ?? person);
      },
      who: person.id,
      path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${query.toString()}`,
      keepsUp: () => !member.overloaded,
      onText: (text) => {
        if (!stopped) member.send({ type: "log", id, text, end: false });
      },
      onEnd: () => {
        member.follows.delete(id);
        if (!stopped) member.send({ type: "log", id, text: "", end: true });
      },
    });
    if (typeof result === "function") {
      if (stopped) result();
      else if (member.follows.has(id)) member.follows.set(id, result);
      return;
    }
    member.follows.delete(id);
    member.send({
      type: "result",
      id,
      status: result.status,
      contentType: result.contentType,
      warnings: result.warnings,
      body: result.body,
    });
  }

  /** Tells a browser why what it asked was not done. */
  private failed(connection: Connection, message: ClientMessage, error: unknown): void {
    const id = "id" in message ? { id: message.id } : {};
    if (error instanceof RoomError) {
      const code =
        error.code === "unknown-room" ? "unknown-room" : error.code === "not-allowed" ? "not-allowed" : "room-stopped";
      connection.socket.emit(SERVER_EVENT, { type: "error", code, text: error.text, ...id });
      return;
    }
    this.options.report(
      message.type === "join" ? message.room : (connection.channel?.room.id ?? ""),
      `a ${message.type} message failed`,
      error,
    );
    connection.socket.emit(SERVER_EVENT, { type: "error", code: "bad-message", text: TEXTS.malformed, ...id });
  }
}

/** What a browser's messages come by; undefined while it asks by single requests, which are bounded by their own. */
function wireOf({ conn }: Socket): Wire | undefined {
  const { transport } = conn as unknown as { readonly transport: { readonly name: string; readonly socket?: Wire } };
  return transport.name === "websocket" ? transport.socket : undefined;
}
