/**
 * The browser's end of a room: one socket, the state folded from what comes, requests and their answers. Without React:
 * `subscribe` and `getSnapshot` are what `useSyncExternalStore` takes. Read `server/protocol/messages.ts` for what is said.
 */
import { io, type Socket } from "socket.io-client";
import type { ClockChange } from "../../server/protocol/clientMessages.ts";
import type { PersonAction } from "../../server/protocol/classroom/actionSchema.ts";
import {
  applyFrame,
  applyStatePart,
  type ClusterState,
  EMPTY_STATE,
  follows,
} from "../../server/protocol/clusterState.ts";
import type { LogPart } from "../../server/protocol/logPath.ts";
import {
  type BilingualText,
  CLIENT_EVENT,
  type ClientMessage,
  type Frame,
  type Looking,
  type MomentPart,
  type MomentView,
  PROTOCOL_VERSION,
  SERVER_EVENT,
  type ServerMessage,
} from "../../server/protocol/messages.ts";
import type { Beginning } from "./beginning.ts";
import { LogFollowers, type LogHandlers } from "./LogFollowers.ts";
import { Live } from "./live/Live.ts";
import { LINE_MS, RequestRefused, type RequestResult, Requests, type WhenBroken } from "./Requests.ts";
import { NOTHING_KNOWN, type RoomSnapshot, told, welcomed, withActivity } from "./RoomSnapshot.ts";
import { causesUntil, Past } from "./Past.ts";
import { readLog } from "./readLog.ts";

export interface RequestOptions {
  readonly contentType?: string;
  readonly accept?: string;
  readonly body?: string;
  /** The instructor who typed what led to it. */
  readonly typedBy?: string;
}

export interface RoomConnectionOptions {
  readonly roomId: string;
  /** The token of an embed link: the room is looked at by nobody in particular. */
  readonly embed?: string;
  /** What was asked before there is a line, see beginning.ts. */
  readonly beginning?: Beginning;
  /** The server, when it is not the page's own. */
  readonly url?: string;
  /** For programs outside a browser. */
  readonly extraHeaders?: { readonly [name: string]: string };
}

const IN_THE_PAST: BilingualText = {
  en: "You are looking at the past: go back to now to change anything.",
  ko: "지난 순간을 보고 있어요. 바꾸려면 지금으로 돌아오세요.",
};
/** A stopped room is asked for again after so long, ms. */
const RETRY_MS = 2_000;

export class RoomConnection {
  private readonly socket: Socket;
  private readonly embed: string | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly frameListeners = new Set<(frame: Frame, before: ClusterState) => void>();
  private readonly requests = new Requests(
    () => this.nextId++,
    (message) => this.send(message),
  );
  /** Whose answers the server remembers. */
  private answers: string | undefined;
  private readonly logs = new LogFollowers();
  /** Following, looking over shoulders, others' keys. */
  readonly live = new Live({
    send: (message) => this.send(message),
    ask: (message) => this.ask(message, "drop"),
    changed: (live) => this.update({ live }),
  });
  /** Until what was asked before there was a line is there, or does not come. */
  private begin: Promise<void> | undefined;
  private nextId = 1;
  private looking: Looking | undefined;
  private monitoring = false;
  /** The room of the address; a student's own cluster is reached from it. */
  private readonly homeRoom: string;
  private currentRoom: string;
  /** The room that was asked for with the line. */
  private asked = "";
  private retry: ReturnType<typeof setTimeout> | undefined;
  private snapshot: RoomSnapshot = NOTHING_KNOWN;
  /** What the screen is given: the snapshot, or with a moment of the past in it. */
  private seen: RoomSnapshot = this.snapshot;
  private readonly past = new Past(
    (time, part) => this.moment(time, part),
    () => this.update({}),
  );

  constructor(options: RoomConnectionOptions) {
    this.homeRoom = options.roomId;
    this.currentRoom = options.roomId;
    this.embed = options.embed;
    if (options.beginning) this.beginWith(options.beginning);
    const settings = {
      transports: ["websocket", "polling"],
      withCredentials: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: 4_000,
      autoConnect: false,
      forceNew: true,
      auth: (give: (said: object) => void) => void this.joinWithLine(give),
    };
    const headers = options.extraHeaders ? { extraHeaders: { ...options.extraHeaders } } : {};
    this.socket = options.url ? io(options.url, { ...settings, ...headers }) : io({ ...settings, ...headers });
    this.socket.on("connect", () => this.connected());
    this.socket.on("disconnect", () => this.lost());
    this.socket.on(SERVER_EVENT, (message: ServerMessage) => this.receive(message));
  }

  private beginWith({ welcome, state }: Beginning): void {
    const { currentRoom } = this;
    if (welcome) this.update(welcomed(welcome));
    this.begin = state.then((parts) => {
      this.begin = undefined;
      if (parts && this.currentRoom === currentRoom)
        this.update({ cluster: parts.reduce(applyStatePart, EMPTY_STATE) });
    });
  }

  /** The room, or fork of it, this end is in. */
  get roomId(): string {
    return this.currentRoom;
  }

  /** Goes to another cluster of the same class: a fork, or back. */
  enter(roomId: string): void {
    if (roomId === this.currentRoom) return;
    this.currentRoom = roomId;
    this.failAll("another cluster was entered");
    this.past.leave();
    this.update({ phase: "connecting", cluster: EMPTY_STATE, activity: [], problem: undefined });
    if (this.socket.connected) this.join();
    else this.socket.connect();
  }

  connect(): void {
    this.socket.connect();
  }

  /** Leaves for good. */
  close(): void {
    clearTimeout(this.retry);
    this.live.lost();
    this.socket.disconnect();
    this.failAll("the room was left");
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Told of each frame and what was held before it, before it is folded in. */
  onFrame(listener: (frame: Frame, before: ClusterState) => void): () => void {
    this.frameListeners.add(listener);
    return () => this.frameListeners.delete(listener);
  }

  readonly getSnapshot = (): RoomSnapshot => this.seen;

  /** Once there is a line, or none came for as long as a request waits. */
  whenUp(signal?: AbortSignal): Promise<void> {
    if (this.requests.isUp) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        stop();
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, LINE_MS);
      const stop = this.subscribe(() => this.requests.isUp && end());
      signal?.addEventListener("abort", end);
    });
  }

  /**
   * A request to the cluster's API in the person's name. While the past is shown, reads are asked of that moment once it rests, and
   * the rest is refused. A broken line is waited for (Requests.ts). Rejects with ConnectionLost or RequestRefused.
   */
  request(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    { contentType, accept, body, typedBy }: RequestOptions = {},
  ): Promise<RequestResult> {
    const read = method === "GET";
    if (this.past.shown && !read) return Promise.reject(new RequestRefused("not-allowed", IN_THE_PAST));
    const message = (id: number, key: string, at?: number): ClientMessage => ({
      type: "request",
      id,
      ...(read ? {} : { key }),
      method,
      path,
      ...(contentType === undefined ? {} : { contentType }),
      ...(accept === undefined ? {} : { accept }),
      ...(body === undefined ? {} : { body }),
      ...(at === undefined ? {} : { at }),
      ...(typedBy === undefined ? {} : { typedBy }),
    });
    if (!read) return this.ask(message, "once");
    if (this.past.wanted === undefined) return this.ask(message, "again");
    return this.past.read(`${accept} ${path}`, (at) => this.ask((id, key) => message(id, key, at), "again"));
  }

  /** Changes the room's clock: speed 0 pauses, `step` goes on by so many ms, `next` to the next change. */
  setClock(change: ClockChange): Promise<RequestResult> {
    return this.ask((id, key) => ({ type: "clock", id, key, ...change }), "once");
  }

  /** The room as it was at a cluster time, ms. Rejects with ConnectionLost or RequestRefused. */
  async moment(time: number, part: MomentPart = "all"): Promise<MomentView> {
    return (await this.ask((id) => ({ type: "moment", id, time, part }), "again")).body as MomentView;
  }

  /** Shows the room as it was at a cluster time, ms, until `showNow`. Rejects as `moment` does. */
  showMoment(time: number): Promise<void> {
    return this.past.show(time);
  }

  /** Cluster time of the moment that is shown or on its way, ms. */
  get wantedMoment(): number | undefined {
    return this.past.wanted;
  }

  showNow(): void {
    this.past.leave();
  }

  /** Asks to be told of the students, or no more; asked again after a broken line. */
  monitor(on: boolean): void {
    this.monitoring = on;
    if (this.snapshot.phase === "live") this.ask((id) => ({ type: "monitor", id, on }), "drop").catch(() => {});
  }

  /** Does something in the class. Rejects with ConnectionLost or RequestRefused. */
  async act(action: PersonAction): Promise<void> {
    await this.ask((id, key) => ({ type: "act", id, key, action }), "once");
  }

  /** Follows a container's log, or of the past reads it as it was; returns how to stop. `onEnd` is called once, not after that. */
  followLog(of: LogPart, handlers: LogHandlers): () => void {
    if (this.past.wanted !== undefined) return readLog(of, handlers, (path) => this.request("GET", path));
    const id = this.nextId++;
    if (!this.socket.connected) {
      handlers.onEnd({ why: "lost" });
      return () => {};
    }
    this.logs.add(id, handlers);
    this.send({ type: "follow", id, ...of });
    return () => {
      if (this.logs.remove(id)) this.send({ type: "stop", id });
    };
  }

  /** Tells the others what this person looks at. */
  look(at: Looking): void {
    if (this.embed !== undefined) return;
    // A class that is led moves as one: what is the same is not said again.
    if (JSON.stringify(at) === JSON.stringify(this.looking)) return;
    this.looking = at;
    this.send({ type: "looking", at });
  }

  /** Cluster time of what is shown, in ms: now as this browser reckons it, or the moment's. */
  clusterNow(): number {
    return this.past.shown?.time ?? this.presentTime();
  }

  /** Cluster time now, whatever is shown. */
  presentTime(): number {
    const { clock } = this.snapshot;
    return clock ? clock.time + (Date.now() - clock.receivedAt) * clock.speed : Date.now();
  }

  private ask(message: (id: number, key: string) => ClientMessage, whenBroken: WhenBroken): Promise<RequestResult> {
    return this.requests.ask(message, whenBroken);
  }

  private send(message: ClientMessage): void {
    // What is said while the line is broken is not said later: it may be stale by then.
    if (this.socket.connected) this.socket.emit(CLIENT_EVENT, message);
  }

  /** Asks for the room with the line itself: one answer less to wait for. What is on its way already is not asked for again. */
  private async joinWithLine(give: (said: object) => void): Promise<void> {
    const { engine } = this.socket.io;
    await this.begin;
    // That line may be gone meanwhile; the next one asks anew.
    if (this.socket.io.engine !== engine || engine.readyState !== "open") return;
    this.asked = this.currentRoom;
    give({ join: this.joinMessage() });
  }

  private connected(): void {
    if (this.asked === this.currentRoom) this.joining();
    else this.join();
  }

  /** Asks for the room over a line that is there. */
  private join(): void {
    this.joining();
    this.send(this.joinMessage());
  }

  private joining(): void {
    this.update({ phase: "joining", cluster: { ...this.snapshot.cluster, pending: [] } });
  }

  private joinMessage(): ClientMessage {
    const { epoch, rights, revision } = this.snapshot.cluster;
    return {
      type: "join",
      version: PROTOCOL_VERSION,
      room: this.currentRoom,
      ...(this.embed === undefined ? {} : { embed: this.embed }),
      ...(this.embed === undefined && epoch ? { since: { epoch, rights, revision } } : {}),
    };
  }

  private lost(): void {
    const { phase } = this.snapshot;
    if (phase !== "refused") this.update({ phase: "lost" });
    this.live.lost();
    if (phase === "refused") this.failAll("the room may not be entered");
    this.requests.lost();
    this.logs.endAll();
  }

  private failAll(why: string): void {
    this.requests.lost();
    this.requests.fail(why);
    this.logs.endAll();
  }

  private receive(message: ServerMessage): void {
    switch (message.type) {
      case "welcome": {
        this.update({ ...welcomed(message), ...(message.resumed ? { phase: "live" } : {}) });
        this.requests.back(this.answers === message.answers);
        this.answers = message.answers;
        if (this.looking) this.send({ type: "looking", at: this.looking });
        this.live.entered();
        if (this.monitoring) this.ask((id) => ({ type: "monitor", id, on: true }), "drop").catch(() => {});
        return;
      }
      case "state": {
        const cluster = applyStatePart(this.snapshot.cluster, message);
        return this.update(message.last ? { cluster, phase: "live" } : { cluster });
      }
      case "frame":
        if (message.activity) this.update(withActivity(this.snapshot, message.activity));
        if (!follows(this.snapshot.cluster, message)) return this.resync();
        for (const listener of this.frameListeners) listener(message, this.snapshot.cluster);
        return this.update({ cluster: applyFrame(this.snapshot.cluster, message) });
      case "resync":
        return this.resync();
      case "result": {
        const { id, status, contentType, warnings, body } = message;
        const result = { status, contentType, warnings, body };
        this.requests.answered(id, result);
        this.logs.end(id, { why: "answer", answer: result });
        return;
      }
      case "log": {
        if (message.text) this.logs.text(message.id, message.text);
        if (message.end) this.logs.end(message.id, { why: "ended" });
        return;
      }
      case "wait":
      case "let-in":
        // Said to `DoorWait.ts` alone: who is in a room does not wait.
        return undefined;
      case "room":
        return this.update({
          home: message.room,
          ...(message.room.id === this.currentRoom ? { room: message.room } : {}),
        });
      case "led":
      case "along":
      case "watched":
      case "sight":
      case "sight-end":
      case "keyboard":
      case "keys":
        return this.live.receive(message);
      case "goodbye":
        this.requests.lost();
        this.update({ phase: "stopped", problem: { code: "goodbye", text: message.text } });
        return this.joinLater();
      case "error":
        return this.problem(message);
      default: {
        const change = told(this.snapshot, message);
        return change && this.update(change);
      }
    }
  }

  private problem({ code, text, id }: Extract<ServerMessage, { type: "error" }>): void {
    if (id !== undefined) {
      this.requests.refused(id, new RequestRefused(code, text));
      this.logs.end(id, { why: "refused", code, text });
      if (code !== "room-stopped") return;
    }
    const final =
      code === "version" ||
      code === "unknown-room" ||
      code === "removed" ||
      code === "bad-link" ||
      // Of the joining itself: whoever was put out while the line was broken is told so.
      (code === "not-allowed" && (!this.snapshot.you || this.snapshot.phase === "joining"));
    // Of a cluster that was begun anew another is had from the room; who is out of the room hears it there.
    const isFork = this.currentRoom !== this.homeRoom;
    if (isFork && (code === "unknown-room" || (code === "not-allowed" && final))) return this.enter(this.homeRoom);
    const stopped = code === "room-stopped" || code === "shutting-down" || code === "not-joined";
    this.update({ problem: { code, text }, ...(final ? { phase: "refused" } : stopped ? { phase: "stopped" } : {}) });
    if (stopped) this.requests.lost();
    if (final) this.socket.disconnect();
    else if (stopped) this.joinLater();
  }

  private joinLater(): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => {
      if (this.socket.connected && this.snapshot.phase === "stopped") this.join();
    }, RETRY_MS);
  }

  private resync(): void {
    const { epoch, revision } = this.snapshot.cluster;
    this.send({ type: "resync", epoch, revision });
  }

  private update(change: Partial<RoomSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change };
    this.seen = this.withPast();
    for (const listener of this.listeners) listener();
  }

  private withPast(): RoomSnapshot {
    const moment = this.past.shown;
    if (!moment) return this.snapshot;
    const { time, seq, exact, activity } = moment;
    const { past, cluster } = this.seen;
    // The same objects as long as the moment is: whoever shows them is not drawn again.
    if (past?.time === time && past.seq === seq) return { ...this.snapshot, cluster, activity, past };
    const causes = causesUntil(this.snapshot.cluster.causes, seq);
    return { ...this.snapshot, cluster: { ...moment.cluster, causes }, activity, past: { time, seq, exact } };
  }
}
