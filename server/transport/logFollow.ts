/**
 * Follows a container's log: what is there, then what is added, until the container ends. Lines are no objects and leave no
 * trace in the store, so the log is read again, from the last line's time on: often while something comes, rarely else.
 */
import type { ApiRequest, ApiResponse, UserInfo } from "../simulation/api/ApiRequest.ts";
import type { ClusterDoor } from "./ClusterDoor.ts";

const SOONEST_MS = 200;
const LATEST_MS = 1_000;

export interface LogFollow {
  readonly door: ClusterDoor;
  readonly user: UserInfo;
  readonly who: string;
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
  const first = await read(follow, url);
  if (first.status !== 200) return first;
  const follower = new LogFollower(follow, url);
  await follower.begin();
  return () => follower.stop();
}

function read({ door, user, who }: LogFollow, url: URL): Promise<ApiResponse> {
  const path = url.pathname + url.search;
  return door.request({ method: "GET", path, user, accept: "application/json, */*" } satisfies ApiRequest, who);
}

class LogFollower {
  private readonly wantsTimes: boolean;
  private readonly previous: boolean;
  private readonly tail: number | undefined;
  private bytesLeft: number;
  /** Time of the last line seen, as the log writes it, and how many lines of that time were seen. */
  private lastTime = "";
  private seenThen = 0;
  private restarts: number | undefined;
  private pause = SOONEST_MS;
  private timer: NodeJS.Timeout | undefined;
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

  stop(): void {
    this.open = false;
    clearTimeout(this.timer);
  }

  async begin(): Promise<void> {
    this.restarts = stateOf(await read(this.follow, this.podUrl()), this.container).restarts;
    const { searchParams } = this.url;
    const since = searchParams.has("sinceSeconds") || searchParams.has("sinceTime");
    const recent = since ? linesOf(await read(this.follow, this.url)) : undefined;
    for (const name of ["sinceSeconds", "sinceTime"]) searchParams.delete(name);
    const all = linesOf(await read(this.follow, this.url));
    // Where the log stands shows in all of it, whatever is to be seen of it.
    this.note(all);
    const from = recent?.[0] === undefined ? undefined : timeOf(recent[0]);
    const lines = recent ? all.filter((line) => from !== undefined && timeOf(line) >= from) : all;
    this.print(this.tail === undefined ? lines : lines.slice(Math.max(0, lines.length - this.tail)));
    this.next();
  }

  private next(): void {
    if (!this.open) return;
    this.timer = setTimeout(() => {
      this.look().catch(() => this.end());
    }, this.pause);
  }

  private async look(): Promise<void> {
    if (this.follow.keepsUp?.() === false) return this.next();
    // The pod first: what it wrote before it ended is then read below.
    const state = stateOf(await read(this.follow, this.podUrl()), this.container);
    const restarted = this.restarts !== undefined && state.restarts !== undefined && state.restarts > this.restarts;
    if (this.lastTime !== "") this.url.searchParams.set("sinceTime", this.lastTime);
    // What the instance wrote that was followed is the previous log by now.
    if (restarted) this.url.searchParams.set("previous", "true");
    const answer = await read(this.follow, this.url);
    if (!this.open) return;
    const lines = linesOf(answer);
    const known = lines.filter((line) => timeOf(line) === this.lastTime).length;
    const added = lines.slice(Math.min(known, this.seenThen));
    this.note(lines);
    this.print(added);
    this.pause = added.length > 0 ? SOONEST_MS : Math.min(LATEST_MS, this.pause + SOONEST_MS);
    if (state.ended || restarted || this.previous || answer.status !== 200) return this.end();
    this.next();
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

  private end(): void {
    if (!this.open) return;
    this.stop();
    this.follow.onEnd();
  }

  private get container(): string | null {
    return this.url.searchParams.get("container");
  }

  private podUrl(): URL {
    return new URL(this.url.pathname.replace(/\/log$/, ""), this.url);
  }
}

function linesOf({ status, body }: ApiResponse): readonly string[] {
  if (status !== 200 || typeof body !== "string" || body === "") return [];
  return body.replace(/\n$/, "").split("\n");
}

function timeOf(line: string): string {
  const at = line.indexOf(" ");
  return at < 0 ? line : line.slice(0, at);
}

interface StatusLike {
  readonly name: string;
  readonly restartCount?: number;
  readonly state?: { readonly running?: object; readonly waiting?: object };
}

interface PodLike {
  readonly status?: {
    readonly phase?: string;
    readonly containerStatuses?: readonly StatusLike[];
    readonly initContainerStatuses?: readonly StatusLike[];
    readonly ephemeralContainerStatuses?: readonly StatusLike[];
  };
}

function stateOf(
  { status, body }: ApiResponse,
  container: string | null,
): { readonly ended: boolean; readonly restarts?: number | undefined } {
  if (status !== 200) return { ended: true };
  const { phase, containerStatuses = [], ...others } = (body as PodLike).status ?? {};
  const all = [
    ...containerStatuses,
    ...(others.initContainerStatuses ?? []),
    ...(others.ephemeralContainerStatuses ?? []),
  ];
  const found = container ? all.find(({ name }) => name === container) : all[0];
  const over = phase === "Succeeded" || phase === "Failed" || (found?.state !== undefined && !found.state.running);
  return { ended: over, restarts: found?.restartCount };
}
