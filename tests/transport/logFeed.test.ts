import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ApiRequest, ApiResponse } from "../../server/simulation/api/ApiRequest.ts";
import type { LogPlace } from "../../server/protocol/logPath.ts";
import type { ClusterDoor } from "../../server/transport/ClusterDoor.ts";
import { followLog } from "../../server/transport/logFollow.ts";

const at = (second: number): string => `2026-01-01T00:00:${String(second).padStart(2, "0")}.000000000Z`;

/** A cluster of one pod that writes what it is told to. */
class OnePod implements ClusterDoor {
  readonly asked: string[] = [];
  /** How many logs each look was about. */
  readonly looks: number[] = [];
  place: LogPlace | undefined;
  busy = false;
  readonly lines: string[] = [];
  readonly refused = new Set<string>();
  state: object = { running: {} };

  async request({ path, user }: ApiRequest): Promise<ApiResponse> {
    this.asked.push(user.username);
    const answer = (status: number, body: unknown): ApiResponse => ({
      status,
      contentType: "",
      headers: {},
      warnings: [],
      body,
    });
    if (this.busy) return answer(429, {});
    if (this.refused.has(user.username)) return answer(403, {});
    const url = new URL(path, "http://cluster");
    if (!url.pathname.endsWith("/log"))
      return answer(200, { status: { containerStatuses: [{ name: "c", restartCount: 0, state: this.state }] } });
    const since = url.searchParams.get("sinceTime") ?? "";
    return answer(
      200,
      this.lines
        .filter((line) => line.slice(0, 30) >= since)
        .map((line) => `${line}\n`)
        .join(""),
    );
  }

  async logMarks(logs: readonly LogPlace[]): Promise<readonly string[]> {
    this.looks.push(logs.length);
    [this.place] = logs;
    return logs.map(() => `${this.lines.length} ${JSON.stringify(this.state)}`);
  }

  watch(): never {
    throw new Error("no watches here");
  }
}

let door: OnePod;
beforeEach(() => {
  vi.useFakeTimers();
  door = new OnePod();
});
afterEach(() => vi.useRealTimers());

interface Follower {
  text: string;
  ended: boolean;
  keepsUp: boolean;
  stop(): void;
}

async function follow(username: string, query = "", pod = "p", container = "c"): Promise<Follower> {
  const follower: Follower = { text: "", ended: false, keepsUp: true, stop: () => {} };
  const result = await followLog({
    door,
    user: { username, groups: [] },
    who: username,
    path: `/api/v1/namespaces/default/pods/${pod}/log?container=${container}${query}`,
    keepsUp: () => follower.keepsUp,
    onText: (text) => (follower.text += text),
    onEnd: () => (follower.ended = true),
  });
  if (typeof result !== "function") throw new Error(`refused: ${result.status}`);
  follower.stop = result;
  return follower;
}

const pass = (seconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(seconds * 1000);

describe("STREAM-42 what is added to a log is read once for all who follow it", () => {
  it("STREAM-42 thirty followers cost no more readings than one, and each gets each line once", async () => {
    door.lines.push(`${at(1)} one`);
    const first = await follow("mina");
    const before = door.asked.length;
    await pass(10);
    const alone = door.asked.length - before;
    const others = await Promise.all(Array.from({ length: 29 }, (_, index) => follow(`student-${index}`)));
    const joined = door.asked.length;
    door.lines.push(`${at(1)} one again`, `${at(2)} two`);
    await pass(10);
    expect(door.asked.length - joined).toBeLessThanOrEqual(alone + 10);
    for (const { text } of [first, ...others]) expect(text).toBe("one\none again\ntwo\n");
    for (const each of [first, ...others]) each.stop();
    const left = door.asked.length;
    await pass(10);
    expect(door.asked.length).toBe(left);
  });

  it("STREAM-42 what many follow is looked at at once, once a second when nothing comes, and read only when something did", async () => {
    const followers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => follow(`student-${index}`, "", `p${index}`)),
    );
    await pass(5);
    const [read, looked] = [door.asked.length, door.looks.length];
    await pass(10);
    expect(door.asked.length).toBe(read);
    expect(door.looks.slice(looked)).toEqual(Array.from({ length: 10 }, () => 30));
    door.lines.push(`${at(1)} one`);
    await pass(1.4);
    for (const { text } of followers) expect(text).toBe("one\n");
    for (const each of followers) each.stop();
    const left = door.looks.length;
    await pass(10);
    expect(door.looks.length).toBe(left);
  });

  it("STREAM-42 what is looked at is the container that is named; with an empty name, all of the pod", async () => {
    for (const [pod, container] of [
      ["p", "c"],
      ["q", ""],
    ] as const) {
      const mina = await follow("mina", "", pod, container);
      await pass(1);
      expect(door.place).toEqual({ namespace: "default", pod, container: container || undefined });
      mina.stop();
    }
  });

  it("STREAM-42 a room that takes in no more ends nobody: what came is read later", async () => {
    const mina = await follow("mina");
    door.busy = true;
    door.lines.push(`${at(1)} one`);
    await pass(3);
    expect([mina.text, mina.ended]).toEqual(["", false]);
    door.busy = false;
    await pass(1.2);
    expect([mina.text, mina.ended]).toEqual(["one\n", false]);
    mina.stop();
  });

  it("STREAM-42 whoever may not read any more ends alone", async () => {
    const [mina, jun] = await Promise.all([follow("mina"), follow("jun")]);
    door.refused.add("mina");
    door.lines.push(`${at(1)} one`);
    await pass(2);
    expect([mina.ended, mina.text]).toEqual([true, ""]);
    expect([jun.ended, jun.text]).toEqual([false, "one\n"]);
    jun.stop();
  });

  it("STREAM-40 STREAM-42 whoever does not keep up gets what was missed later, and holds nobody back", async () => {
    const [slow, quick] = await Promise.all([follow("slow"), follow("quick", "&timestamps=true")]);
    slow.keepsUp = false;
    door.lines.push(`${at(1)} one`);
    await pass(2);
    door.lines.push(`${at(2)} two`);
    await pass(2);
    expect(slow.text).toBe("");
    expect(quick.text).toBe(`${at(1)} one\n${at(2)} two\n`);
    slow.keepsUp = true;
    door.lines.push(`${at(3)} three`);
    await pass(2);
    expect(slow.text).toBe("one\ntwo\nthree\n");
    expect(quick.text).toBe(`${at(1)} one\n${at(2)} two\n${at(3)} three\n`);
    door.state = { terminated: {} };
    await pass(2);
    expect([slow.ended, quick.ended]).toEqual([true, true]);
  });
});
