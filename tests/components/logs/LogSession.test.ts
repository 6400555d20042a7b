import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LogEnd } from "../../../components/client/LogFollowers.ts";
import type { LogPart } from "../../../server/protocol/logPath.ts";
import { type LogOptions, LogSession, MOST_SOURCES } from "../../../components/logs/LogSession.ts";
import type { LogSource } from "../../../components/logs/sources.ts";

interface Follow extends LogPart {
  stopped: boolean;
  say(...lines: readonly string[]): void;
  end(end: LogEnd): void;
}

let follows: Follow[];
let session: LogSession;
let gone: Set<string>;

beforeEach(() => {
  vi.useFakeTimers();
  follows = [];
  gone = new Set();
  session = new LogSession({
    followLog(of, { onText, onEnd }) {
      const follow: Follow = {
        ...of,
        stopped: false,
        say: (...lines) => onText(lines.map((line) => `${line}\n`).join("")),
        end: onEnd,
      };
      follows.push(follow);
      return () => {
        follow.stopped = true;
      };
    },
  });
});
afterEach(() => {
  session.stop();
  vi.useRealTimers();
});

const source = (pod: string, life = "n 0 running"): LogSource => ({
  key: `${pod}/c`,
  uid: pod,
  namespace: "default",
  pod,
  container: "c",
  life,
  waits: "",
});
const want = (sources: readonly LogSource[], more: Partial<LogOptions> = {}, anew = false): void =>
  session.follow(
    sources,
    { isThere: (uid) => !gone.has(uid), previous: false, moment: undefined, tail: 100, ...more },
    anew,
  );
const at = (second: number, text: string): string => `2026-01-01T00:00:0${second}.000000000Z ${text}`;
function shown(): { lines: readonly string[]; sources: readonly string[]; said: readonly unknown[] } {
  vi.advanceTimersByTime(100);
  const { lines, sources } = session.getSnapshot();
  return {
    lines: lines.map(({ origin, text }) => `${origin.pod} ${text}`),
    sources: sources.map(({ origin, phase }) => `${origin.pod} ${phase}`),
    said: sources.map(({ said }) => said),
  };
}
const no = (message: string): LogEnd => ({
  why: "answer",
  answer: { status: 400, contentType: "", warnings: [], body: { message } },
});

describe("LOGS-2 sources join and leave", () => {
  test("LOGS-2 a new pod joins, one that went stays with its lines and is marked as ended", () => {
    want([source("a")]);
    follows[0]?.say(at(1, "one"), at(3, "three"));
    want([source("a"), source("b")]);
    expect(follows.map(({ pod, tailLines }) => [pod, tailLines])).toEqual([
      ["a", 100],
      ["b", 100],
    ]);
    follows[1]?.say(at(2, "two"));
    gone.add("a");
    want([source("b")]);
    follows[0]?.say(at(4, "last words"));
    follows[0]?.end({ why: "ended" });
    expect(shown().lines).toEqual(["a one", "b two", "a three", "a last words"]);
    expect(shown().sources).toEqual(["a ended", "b follows"]);
  });

  test("LOGS-2 a pod that is not meant any more is followed no more; another choice keeps what it means alone", () => {
    want([source("a"), source("b")]);
    follows[0]?.say(at(1, "one"));
    follows[1]?.say(at(2, "two"));
    want([source("b")]);
    expect(follows[0]?.stopped).toBe(true);
    expect(shown()).toMatchObject({ lines: ["a one", "b two"], sources: ["a ended", "b follows"] });
    want([source("b"), source("c")], {}, true);
    expect(shown()).toMatchObject({ lines: ["b two"], sources: ["b follows", "c follows"] });
    expect(follows).toHaveLength(3);
  });

  test("LOGS-5 of many the first are followed, those that are stay, and the rest is counted", () => {
    const many = Array.from({ length: MOST_SOURCES + 3 }, (_, index) => source(`p${index}`));
    want(many.slice(3));
    want(many);
    expect(follows.map(({ pod }) => pod)).toEqual(many.slice(3).map(({ pod }) => pod));
    expect(session.getSnapshot().beyond).toBe(3);
  });

  test("LOGS-2 clearing takes lines and what ended; what follows goes on from there", () => {
    want([source("a"), source("b")]);
    follows[0]?.say(at(1, "one"));
    gone.add("b");
    want([source("a")]);
    follows[1]?.end({ why: "ended" });
    session.clear();
    follows[0]?.say(at(2, "two"));
    expect(shown()).toMatchObject({ lines: ["a two"], sources: ["a follows"] });
  });
});

describe("LOGS-4 a log that cannot be had", () => {
  test("LOGS-4 says why at its source, and is asked for again when the container has got on", () => {
    want([source("a", "n 0 ContainerCreating")]);
    follows[0]?.end(no('container "c" in pod "a" is waiting to start: ContainerCreating'));
    expect(shown()).toMatchObject({
      sources: ["a waits"],
      said: ['container "c" in pod "a" is waiting to start: ContainerCreating'],
    });
    want([source("a", "n 0 ContainerCreating")]);
    expect(follows).toHaveLength(1);
    want([source("a", "n 0 running")]);
    expect(follows).toHaveLength(2);
    expect(shown()).toMatchObject({ sources: ["a follows"], said: [""] });
  });

  test("LOGS-4 a container that got on while the answer was on its way is asked for at once", () => {
    want([source("a", "n 0 ContainerCreating")]);
    want([source("a", "n 0 running")]);
    follows[0]?.end(no("waiting"));
    expect(follows).toHaveLength(2);
  });

  test("LOGS-4 a pod without a node says what the scheduler says", () => {
    want([{ ...source("a", " "), waits: "0/3 nodes are available" }]);
    follows[0]?.end({ why: "answer", answer: { status: 204, contentType: "", warnings: [], body: undefined } });
    expect(shown().said).toEqual(["0/3 nodes are available"]);
  });

  test("LOGS-4 too many questions are asked again after a while, other refusals are told", () => {
    want([source("a"), source("b")]);
    const text = { en: "no", ko: "안 돼요" };
    follows[0]?.end({ why: "refused", code: "too-fast", text });
    follows[1]?.end({ why: "refused", code: "not-allowed", text });
    expect(shown().said).toEqual([text, text]);
    vi.advanceTimersByTime(2_000);
    expect(follows.map(({ pod }) => pod)).toEqual(["a", "b", "a"]);
  });
});

describe("LOGS-3 each line once", () => {
  test("LOGS-3 after a restart the next instance's lines follow, of one moment too", () => {
    want([source("a")]);
    follows[0]?.say(at(1, "start"), at(2, "crash"));
    follows[0]?.end({ why: "ended" });
    expect(shown().sources).toEqual(["a ended"]);
    want([source("a", "n 1 running")]);
    expect(follows[1]).toMatchObject({ sinceTime: "2026-01-01T00:00:02.000000000Z" });
    follows[1]?.say(at(2, "start"), at(3, "crash"));
    expect(shown()).toMatchObject({
      lines: ["a start", "a crash", "a start", "a crash"],
      sources: ["a follows"],
    });
  });

  test("LOGS-3 after a broken line it goes on where it was", () => {
    want([source("a")]);
    follows[0]?.say(at(1, "one"), at(2, "two"), at(2, "two"));
    follows[0]?.end({ why: "lost" });
    session.resume();
    follows[1]?.say(at(2, "two"), at(2, "two"), at(2, "two"), at(3, "three"));
    expect(shown().lines).toEqual(["a one", "a two", "a two", "a two", "a three"]);
  });

  test("LOGS-2 another instance or tail begins anew", () => {
    want([source("a")]);
    follows[0]?.say(at(1, "one"));
    expect(shown().lines).toHaveLength(1);
    want([source("a")], { previous: true, tail: undefined });
    expect(follows[0]?.stopped).toBe(true);
    expect(follows[1]).toMatchObject({ previous: true });
    expect(follows[1]).not.toHaveProperty("tailLines");
    expect(shown().lines).toEqual([]);
  });
});
