/** The people of one or more classes, in a process of their own: each plays their lines, and all are looked at for who saw what when. */
import { CLIENT_EVENT, PROTOCOL_VERSION, SERVER_EVENT } from "../server/protocol/messages.ts";
import { SENT_MARK } from "./clientPart.ts";
import { instructorLines, type Line, type Said, STEP_SECONDS, type StepPlace, studentLines } from "./lessonScript.ts";
import { microseconds, percentile } from "./measure.ts";
import { type WireClient, wireClient } from "./wireClient.ts";

export interface ClassPeople {
  readonly room: string;
  readonly students: readonly { readonly cookie: string; readonly namespace: string }[];
  /** Cookies. */
  readonly instructors: readonly string[];
}

export interface ClassOptions {
  readonly url: string;
  readonly classes: readonly ClassPeople[];
  readonly steps: readonly StepPlace[];
}

/** Plays the seconds `from` to `to` of the lesson, `speed` times as fast. */
export type ClassOrder =
  | { readonly order: "play"; readonly from: number; readonly to: number; readonly speed: number }
  | { readonly order: "end" };

/** Times in µs: from saying something to the last of the class seeing it. */
export interface Played {
  readonly report: "played";
  readonly p50: number;
  readonly p99: number;
  readonly actions: number;
  /** Actions that not everybody saw: another change of the object came before the frame. */
  readonly unseen: number;
  readonly requests: number;
  /** Requests that were refused, and the first of the refusals. */
  readonly refused: number;
  readonly refusal: string;
  readonly frames: number;
  readonly frameBytes: number;
  readonly tileMessages: number;
  readonly tileBytes: number;
}
export type ClassReport = { readonly report: "ready" } | Played;

/** Classes do not begin in the same second: each is so much of a step later than the one before. Seconds. */
const LATER = 23.17;

/** How long the last things said may take to be seen, ms. */
const LAST_SIGHT_MS = 3_000;
const MARKED = new RegExp(`${SENT_MARK}(\\d+)`, "g");
/** What students run into by themselves (404, 400 of a log that is not there yet) is part of the lesson; these are the server's. */
const LIMITED: ReadonlySet<string> = new Set(["401", "403", "429", "500", "503"]);
const HEAD = `42["${SERVER_EVENT}",`;

interface Sight {
  seen: number;
  last: number;
}

interface Person {
  readonly client: WireClient;
  readonly lines: readonly Line[];
}

export function runClasses({ url, classes, steps }: ClassOptions): void {
  const report = (message: ClassReport): void => void process.send?.(message);
  const people: Person[] = [];
  let missing = classes.reduce((sum, { students, instructors }) => sum + students.length + instructors.length, 0);
  let sights = new Map<string, Sight>();
  let expected = new Map<string, number>();
  let count = { requests: 0, refused: 0, frames: 0, frameBytes: 0, tileMessages: 0, tileBytes: 0 };
  let refusal = "";
  let playing = false;

  const received = (text: string, seen: Set<string>): void => {
    if (text.startsWith('{"type":"state"', HEAD.length)) {
      if (text.slice(0, 80).includes('"last":true') && --missing === 0) report({ report: "ready" });
      return;
    }
    if (!playing) return;
    if (text.startsWith('{"type":"result"', HEAD.length)) {
      count.requests++;
      const status = /"status":(\d+)/.exec(text.slice(0, 120))?.[1] ?? "";
      if (LIMITED.has(status)) refused(text);
    } else if (text.startsWith('{"type":"error"', HEAD.length)) refused(text);
    else if (text.startsWith('{"type":"tiles"', HEAD.length)) {
      count.tileMessages++;
      count.tileBytes += text.length;
    } else if (text.startsWith('{"type":"frame"', HEAD.length)) {
      count.frames++;
      count.frameBytes += text.length;
      if (!text.includes(SENT_MARK)) return;
      const now = microseconds();
      for (const [, mark] of text.matchAll(MARKED)) if (mark) saw(mark, now, seen);
    }
  };
  const saw = (mark: string, now: number, seen: Set<string>): void => {
    if (!expected.has(mark) || seen.has(mark)) return;
    seen.add(mark);
    const sight = sights.get(mark) ?? { seen: 0, last: now };
    sight.seen++;
    sight.last = now;
    sights.set(mark, sight);
  };
  const refused = (text: string): void => {
    count.refused++;
    refusal ||= text.slice(0, 300);
  };

  for (const [index, { room, students, instructors }] of classes.entries()) {
    const late = (index * LATER) % STEP_SECONDS;
    const size = students.length + instructors.length;
    const enter = (cookie: string, lines: readonly Line[]): void => {
      const seen = new Set<string>();
      const client = wireClient(url, cookie, {
        received: (text) => received(text, seen),
        connected: (line) => line.emit(CLIENT_EVENT, { type: "join", version: PROTOCOL_VERSION, room }),
      });
      people.push({
        client,
        lines: lines.map((line) => ({ ...line, at: line.at + late, say: () => marked(line, size) })),
      });
    };
    students.forEach(({ cookie, namespace }, place) => enter(cookie, studentLines(place, namespace, steps)));
    instructors.forEach((cookie, place) => enter(cookie, instructorLines(place)));
  }
  /** Notes how many are to see what is said. */
  const marked = (line: Line, size: number): Said => {
    const said = line.say();
    const mark = line.everybodySees && "body" in said ? said.body?.match(/sent-at-(\d+)/)?.[1] : undefined;
    if (mark) expected.set(mark, size);
    return said;
  };

  const play = async ({ from, to, speed }: Extract<ClassOrder, { order: "play" }>): Promise<void> => {
    sights = new Map();
    expected = new Map();
    count = { requests: 0, refused: 0, frames: 0, frameBytes: 0, tileMessages: 0, tileBytes: 0 };
    playing = true;
    const due = people
      .flatMap(({ client, lines }) => lines.map((line) => ({ client, line })))
      .filter(({ line }) => line.at >= from && line.at < to)
      .sort((left, right) => left.line.at - right.line.at);
    const began = performance.now();
    let id = 1;
    for (const { client, line } of due) {
      const wait = began + ((line.at - from) / speed) * 1000 - performance.now();
      if (wait > 1) await pause(wait);
      client.emit(CLIENT_EVENT, withId(line.say(), id++));
    }
    await pause(began + ((to - from) / speed) * 1000 - performance.now());
    await pause(LAST_SIGHT_MS);
    playing = false;
    const whole = [...sights].filter(([mark, { seen }]) => seen === expected.get(mark));
    const delays = whole.map(([mark, { last }]) => last - Number(mark));
    report({
      report: "played",
      p50: percentile(delays, 0.5),
      p99: percentile(delays, 0.99),
      actions: expected.size,
      unseen: expected.size - whole.length,
      refusal,
      ...count,
    });
  };

  process.on("message", (order: ClassOrder) => {
    if (order.order === "play") return void play(order);
    for (const { client } of people) client.close();
    process.disconnect();
  });
}

const WITHOUT_ID: ReadonlySet<string> = new Set(["looking", "leave"]);
const withId = (said: Said, id: number): object => (WITHOUT_ID.has(said.type) ? said : { id, ...said });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
