/**
 * Follows a container's log: what is there, then what is added, until the container ends. What is there is read by each
 * follower for itself, with its own rights; what is added is read once for all who follow, see `LogFeed.ts`.
 */
import type { ApiResponse } from "../simulation/api/ApiRequest.ts";
import { type FeedReader, joinFeed } from "./LogFeed.ts";
import { linesOf, type LogReader, podOf, readLog, stateOf, timeOf } from "./logLines.ts";

export interface LogFollow extends LogReader {
  /** `/api/v1/namespaces/x/pods/y/log?…`; a `follow` in it is ignored. */
  readonly path: string;
  readonly onText: (text: string) => void;
  /** Called once: the container or the pod ended, or as many bytes came as were asked for. Not after `close`. */
  readonly onEnd: () => void;
  /** Whether the reader keeps up; while it does not, nothing more is read for it. */
  readonly keepsUp?: () => boolean;
}

/** Resolves to a function that stops following, or to the API's refusal. */
export async function followLog(follow: LogFollow): Promise<(() => void) | ApiResponse> {
  const url = new URL(follow.path, "http://cluster");
  url.searchParams.delete("follow");
  const first = await readLog(follow, url);
  if (first.status !== 200) return first;
  const follower = new LogFollower(follow, url);
  await follower.begin();
  return () => follower.stop();
}

class LogFollower implements FeedReader {
  /** Time of the last line seen, as the log writes it, and how many lines of that time were seen. */
  lastTime = "";
  private seenThen = 0;
  private readonly wantsTimes: boolean;
  private readonly previous: boolean;
  private readonly tail: number | undefined;
  private bytesLeft: number;
  private leaveFeed: (() => void) | undefined;
  private open = true;

  constructor(
    private readonly follow: LogFollow,
    private readonly url: URL,
  ) {
    const { searchParams } = url;
    this.wantsTimes = /^(true|1)$/.test(searchParams.get("timestamps") ?? "");
    this.previous = /^(true|1)$/.test(searchParams.get("previous") ?? "");
    const tail = searchParams.get("tailLines");
    this.tail = tail === null ? undefined : Number(tail);
    this.bytesLeft = Number(searchParams.get("limitBytes") ?? Number.POSITIVE_INFINITY);
    for (const name of ["tailLines", "limitBytes"]) searchParams.delete(name);
    searchParams.set("timestamps", "true");
  }

  get reader(): LogReader {
    return this.follow;
  }

  get keepsUp(): boolean {
    return this.follow.keepsUp?.() !== false;
  }

  stop(): void {
    this.open = false;
    this.leaveFeed?.();
  }

  async begin(): Promise<void> {
    const { searchParams } = this.url;
    const { restarts } = stateOf(
      await readLog(this.follow, podOf(this.url)),
      searchParams.get("container") ?? undefined,
    );
    const since = searchParams.has("sinceSeconds") || searchParams.has("sinceTime");
    const recent = since ? linesOf(await readLog(this.follow, this.url)) : undefined;
    for (const name of ["sinceSeconds", "sinceTime"]) searchParams.delete(name);
    const all = linesOf(await readLog(this.follow, this.url));
    // Where the log stands shows in all of it, whatever is to be seen of it.
    this.note(all);
    const from = recent?.[0] === undefined ? undefined : timeOf(recent[0]);
    const lines = recent ? all.filter((line) => from !== undefined && timeOf(line) >= from) : all;
    this.print(this.tail === undefined ? lines : lines.slice(Math.max(0, lines.length - this.tail)));
    if (!this.open) return;
    // What an ended instance wrote is all there is of it.
    if (this.previous) return this.end();
    this.leaveFeed = joinFeed(this, this.url, restarts);
  }

  take(lines: readonly string[]): void {
    const known = lines.filter((line) => timeOf(line) === this.lastTime).length;
    const from = lines.findIndex((line) => timeOf(line) >= this.lastTime);
    const added = from < 0 ? [] : lines.slice(from + Math.min(known, this.seenThen));
    this.note(lines);
    this.print(added);
  }

  end(): void {
    if (!this.open) return;
    this.stop();
    this.follow.onEnd();
  }

  private note(lines: readonly string[]): void {
    const last = lines.at(-1);
    if (last === undefined) return;
    this.lastTime = timeOf(last);
    this.seenThen = lines.filter((line) => timeOf(line) === this.lastTime).length;
  }

  private print(lines: readonly string[]): void {
    if (!this.open || lines.length === 0) return;
    const shown = this.wantsTimes ? lines : lines.map((line) => line.slice(line.indexOf(" ") + 1));
    let text = `${shown.join("\n")}\n`;
    if (Buffer.byteLength(text) >= this.bytesLeft) {
      text = Buffer.from(text).subarray(0, this.bytesLeft).toString("utf8");
      this.bytesLeft = 0;
    } else this.bytesLeft -= Buffer.byteLength(text);
    this.follow.onText(text);
    if (this.bytesLeft === 0) this.end();
  }
}
