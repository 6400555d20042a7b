/**
 * What is added to a container's log, read once for all who follow it. Lines are no objects and leave no trace in the store, and what a
 * resting container writes is only reckoned when somebody looks, so it is looked again and again: often while something comes, rarely
 * else. A look is one turn of the room for all that is followed in it, and only what has changed is read.
 */
import type { LogPlace } from "../protocol/logPath.ts";
import { RoomError } from "../rooms/RoomError.ts";
import { parseRequestInfo } from "../simulation/api/rest/RequestInfo.ts";
import type { ClusterDoor } from "./ClusterDoor.ts";
import { linesOf, type LogReader, podOf, readLog, stateOf } from "./logLines.ts";

const LOOK_MS = 200;
/** A log to which nothing comes is looked at with each so many looks. */
const RAREST = 5;
/** The answer of a room with so much to do that it takes in no more. */
const BUSY = 429;

/** One who follows. Its rights were looked at when it began, as the real server does. */
export interface FeedReader {
  readonly reader: LogReader;
  /** Time of the last line it has, "" for none. */
  readonly lastTime: string;
  readonly keepsUp: boolean;
  /** Lines with their times; some of them it may have. */
  take(lines: readonly string[]): void;
  /** The container or the pod is over. */
  end(): void;
}

/** All that is followed in a cluster. */
const FEEDS = new WeakMap<ClusterDoor, LogFeeds>();

/** Takes a reader of an instance of a container (told by its restarts) in; returns how it leaves. */
export function joinFeed(reader: FeedReader, url: URL, restarts: number | undefined): () => void {
  const { door } = reader.reader;
  const feeds = FEEDS.get(door) ?? new LogFeeds(door);
  FEEDS.set(door, feeds);
  return feeds.join(reader, url, restarts);
}

class LogFeeds {
  private readonly feeds = new Map<string, LogFeed>();
  private looks = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly door: ClusterDoor) {}

  join(reader: FeedReader, url: URL, restarts: number | undefined): () => void {
    const key = `${url.pathname} ${url.searchParams.get("container") ?? ""} ${restarts ?? ""}`;
    const feed = this.feeds.get(key) ?? new LogFeed(new URL(url), restarts);
    this.feeds.set(key, feed);
    feed.add(reader);
    if (this.timer === undefined) this.next();
    return () => {
      feed.leave(reader);
      if (feed.isEmpty && this.feeds.get(key) === feed) this.feeds.delete(key);
    };
  }

  private next(): void {
    this.timer = setTimeout(() => {
      void this.look().finally(() => {
        this.timer = undefined;
        if (this.feeds.size > 0) this.next();
      });
    }, LOOK_MS);
  }

  private async look(): Promise<void> {
    this.looks++;
    const due = Array.from(this.feeds.values()).filter(({ each }) => this.looks % each === 0);
    if (due.length === 0) return;
    try {
      const marks = await this.door.logMarks(due.map(({ place }) => place));
      await Promise.all(due.map((feed, index) => feed.look(marks[index] ?? "")));
    } catch (error) {
      // With so much to do, it is looked again with the next look.
      if (error instanceof RoomError && error.code === "too-busy") return;
      for (const feed of Array.from(this.feeds.values())) feed.endAll();
    }
  }
}

class LogFeed {
  readonly place: LogPlace;
  /** Looked at with each so many looks. */
  each = 1;
  private readonly readers = new Set<FeedReader>();
  /** All that was there at this mark has been handed on to all who read. */
  private mark: string | undefined;

  constructor(
    private readonly url: URL,
    private readonly restarts: number | undefined,
  ) {
    const { namespace, name } = parseRequestInfo("GET", url.pathname);
    this.place = { namespace, pod: name, container: url.searchParams.get("container") || undefined };
  }

  get isEmpty(): boolean {
    return this.readers.size === 0;
  }

  add(reader: FeedReader): void {
    this.readers.add(reader);
    // It may have read less than the others, and the pace goes on from the beginning for what comes now.
    this.mark = undefined;
    this.each = 1;
  }

  leave(reader: FeedReader): void {
    this.readers.delete(reader);
  }

  endAll(readers: Iterable<FeedReader> = this.readers): void {
    for (const reader of Array.from(readers)) reader.end();
  }

  /** Reads what came since, when the log's mark is another one. */
  async look(mark: string): Promise<void> {
    let added = false;
    if (mark !== this.mark) {
      // Who joins meanwhile takes this back.
      this.mark = mark;
      added = await this.read().catch(() => {
        this.endAll();
        return false;
      });
      if (Array.from(this.readers).some(({ keepsUp }) => !keepsUp)) this.mark = undefined;
    }
    this.each = added ? 1 : Math.min(RAREST, this.each + 1);
  }

  /** Whether something was added. */
  private async read(): Promise<boolean> {
    const awake = Array.from(this.readers).filter(({ keepsUp }) => keepsUp);
    const [first] = awake;
    if (!first) return false;
    // The pod first: what it wrote before it ended is then read below.
    const pod = await readLog(first.reader, podOf(this.url));
    if (pod.status === BUSY) return this.later();
    const state = stateOf(pod, this.place.container);
    const restarted = this.restarts !== undefined && state.restarts !== undefined && state.restarts > this.restarts;
    const url = new URL(this.url);
    const since = awake.reduce((least, { lastTime }) => (lastTime < least ? lastTime : least), first.lastTime);
    if (since !== "") url.searchParams.set("sinceTime", since);
    // What the instance wrote that was followed is the previous log by now.
    if (restarted) url.searchParams.set("previous", "true");
    const answer = await readLog(first.reader, url);
    if (answer.status === BUSY) return this.later();
    // Maybe it is this reader alone who may not any more: the others are asked for in their own name.
    if (answer.status !== 200) {
      this.endAll([first]);
      return this.read();
    }
    const lines = linesOf(answer);
    const there = awake.filter((reader) => this.readers.has(reader));
    const before = there.map(({ lastTime }) => lastTime);
    for (const reader of there) reader.take(lines);
    if (state.ended || restarted) this.endAll(there);
    return there.some(({ lastTime }, index) => lastTime !== before[index]);
  }

  /** Reads the same with the next look. */
  private later(): false {
    this.mark = undefined;
    return false;
  }
}
