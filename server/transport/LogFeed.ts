/**
 * What is added to a container's log, read once for all who follow it. Lines are no objects and leave no trace in the
 * store, and what a resting container writes is only reckoned when somebody looks, so the log is read again: often while
 * something comes, rarely else, however many follow.
 */
import type { ClusterDoor } from "./ClusterDoor.ts";
import { linesOf, type LogReader, podOf, readLog, stateOf } from "./logLines.ts";

const SOONEST_MS = 200;
const LATEST_MS = 1_000;

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

/** Feeds of a cluster by log and instance. */
const FEEDS = new WeakMap<ClusterDoor, Map<string, LogFeed>>();

export class LogFeed {
  private readonly readers = new Set<FeedReader>();
  private pause = SOONEST_MS;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly url: URL,
    private readonly restarts: number | undefined,
    private readonly onEmpty: () => void,
  ) {}

  /** Takes a reader of an instance of a container (told by its restarts) in; returns how it leaves. */
  static join(reader: FeedReader, url: URL, restarts: number | undefined): () => void {
    const { door } = reader.reader;
    const feeds = FEEDS.get(door) ?? new Map<string, LogFeed>();
    FEEDS.set(door, feeds);
    const key = `${url.pathname} ${url.searchParams.get("container") ?? ""} ${restarts ?? ""}`;
    const feed = feeds.get(key) ?? new LogFeed(new URL(url), restarts, () => feeds.delete(key));
    feeds.set(key, feed);
    feed.readers.add(reader);
    // Whoever comes newly has read all; the pace goes on from the beginning for what comes now.
    feed.pause = SOONEST_MS;
    if (feed.readers.size === 1) feed.next();
    return () => feed.leave(reader);
  }

  private leave(reader: FeedReader): void {
    if (!this.readers.delete(reader) || this.readers.size > 0) return;
    clearTimeout(this.timer);
    this.onEmpty();
  }

  private next(): void {
    if (this.readers.size === 0) return;
    this.timer = setTimeout(() => {
      this.look().then(
        () => this.next(),
        () => this.endAll(this.readers),
      );
    }, this.pause);
  }

  private async look(): Promise<void> {
    const awake = Array.from(this.readers).filter(({ keepsUp }) => keepsUp);
    const [first] = awake;
    if (!first) return;
    // The pod first: what it wrote before it ended is then read below.
    const container = this.url.searchParams.get("container");
    const state = stateOf(await readLog(first.reader, podOf(this.url)), container);
    const restarted = this.restarts !== undefined && state.restarts !== undefined && state.restarts > this.restarts;
    const url = new URL(this.url);
    const since = awake.reduce((least, { lastTime }) => (lastTime < least ? lastTime : least), first.lastTime);
    if (since !== "") url.searchParams.set("sinceTime", since);
    // What the instance wrote that was followed is the previous log by now.
    if (restarted) url.searchParams.set("previous", "true");
    const answer = await readLog(first.reader, url);
    // Maybe it is this reader alone who may not any more: the others are asked for in their own name.
    if (answer.status !== 200) {
      this.endAll([first]);
      return this.look();
    }
    const lines = linesOf(answer);
    const there = awake.filter((reader) => this.readers.has(reader));
    const before = there.map(({ lastTime }) => lastTime);
    for (const reader of there) reader.take(lines);
    const added = there.some(({ lastTime }, index) => lastTime !== before[index]);
    this.pause = added ? SOONEST_MS : Math.min(LATEST_MS, this.pause + SOONEST_MS);
    if (state.ended || restarted) this.endAll(there);
  }

  private endAll(readers: Iterable<FeedReader>): void {
    for (const reader of Array.from(readers)) reader.end();
  }
}
