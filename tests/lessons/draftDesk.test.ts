/** What two instructors' pages make of what they write, against a server's own doors; the pages' clocks are stepped here. */
import { describe, expect, it } from "vitest";
import { DraftDesk } from "../../components/authoring/DraftDesk.ts";
import type { DraftServer } from "../../components/authoring/deskTypes.ts";
import { RoomProblem } from "../../components/client/rooms.ts";
import type { DraftToKeep, LessonDraft } from "../../server/protocol/ownLessons.ts";
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";
import { lessonText } from "../support/lessonText.ts";
import { openSchool } from "../support/rooms/lessonDesk.ts";
import { createRoom, joinRoom } from "../support/rooms/serverProcess.ts";

const school = openSchool();

interface School {
  readonly room: string;
  readonly teacher: string;
  readonly colleague: string;
}

async function opened(): Promise<School> {
  const room = await createRoom(school.url, { name: "Desk" });
  const { cookie } = await joinRoom(school.url, room.id, { token: room.token.instructor, nickname: "Jun" });
  return { room: room.id, teacher: room.cookie, colleague: cookie };
}

async function ask<T>(at: School, cookie: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${school.url}/api/rooms/${at.room}${path}`, {
    method,
    headers: { cookie },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as T & { error: { code: string; text: { en: string; ko: string } } };
  if (!response.ok) throw new RoomProblem(answer.error.code, answer.error.text, response.status);
  return answer;
}

/** A page of somebody in a browser that is theirs. */
class Page {
  isAway = false;
  gone: LessonTexts | undefined;
  readonly timers = new Map<object, () => void>();
  readonly desk: DraftDesk;

  constructor(
    readonly at: School,
    readonly cookie: string,
    readonly id: string,
    readonly stored = new Map<string, string>(),
  ) {
    this.desk = new DraftDesk({
      id,
      you: cookie,
      server: this.server(),
      unsent: {
        read: (draft) => JSON.parse(stored.get(draft) ?? "null") as DraftToKeep | undefined,
        keep: (draft, unsent) => void (unsent ? stored.set(draft, JSON.stringify(unsent)) : stored.delete(draft)),
        drafts: () => [...stored.keys()],
      },
      fresh: () => ({ en: "template" }),
      later: (run) => {
        const timer = {};
        this.timers.set(timer, run);
        return () => this.timers.delete(timer);
      },
      onGone: (last) => {
        this.gone = last;
      },
    });
  }

  private server(): DraftServer {
    const ask_ = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
      if (this.isAway) throw new RoomProblem("unreachable", { en: "away", ko: "" }, 0);
      return ask<T>(this.at, this.cookie, method, path, body);
    };
    return {
      async look(id) {
        try {
          if (id.startsWith("~")) {
            const { draft } = await ask_<{ draft: LessonDraft | null }>("GET", `/drafts/${id}`);
            return draft ? { saved: {}, version: 0, draft } : undefined;
          }
          const found = await ask_<{ texts: LessonTexts; version: number; draft: LessonDraft | null }>(
            "GET",
            `/lessons/${id}`,
          );
          return { saved: found.texts, version: found.version, draft: found.draft ?? undefined };
        } catch (error) {
          if (error instanceof RoomProblem && error.code === "unknown-lesson") return undefined;
          throw error;
        }
      },
      keep: (id, given) => ask_("PUT", `/drafts/${id}`, given),
      remove: (id, revision) => ask_("DELETE", `/drafts/${id}?revision=${revision}`),
      save: (given) => ask_("PUT", "/lessons", given),
    };
  }

  /** All that waits runs. */
  async pass(): Promise<void> {
    const due = [...this.timers.values()];
    this.timers.clear();
    for (const run of due) run();
    await this.desk.flush();
    // A refusal is followed by a look at what there is.
    for (let turn = 0; turn < 40; turn++) await new Promise((done) => setImmediate(done));
  }

  async type(en: string): Promise<void> {
    this.desk.write({ en });
    await this.pass();
  }

  /** Hears what the list says. */
  async hear(): Promise<void> {
    const { lessons, drafts } = await ask<{
      lessons: { lesson: string; versions: { version: number }[] }[];
      drafts: { id: string; revision: number }[];
    }>(this.at, this.cookie, "GET", "/lessons");
    await this.desk.news({
      revision: drafts.find(({ id }) => id === this.id)?.revision ?? 0,
      version: lessons.find(({ lesson }) => lesson === this.id)?.versions[0]?.version ?? 0,
    });
  }

  get shown() {
    const { writing } = this.desk;
    return { text: writing?.texts.en, keeping: writing?.keeping, other: writing?.other?.kind };
  }
}

const NEW = "~abc123";
async function page(...given: ConstructorParameters<typeof Page>): Promise<Page> {
  const made = new Page(...given);
  await made.desk.open();
  return made;
}

describe("LESSON-23 a page", () => {
  it("LESSON-23 keeps what is typed on the server, where another device finds it, and nothing of what was not touched", async () => {
    const at = await opened();
    const one = await page(at, at.teacher, NEW);
    expect(one.shown).toEqual({ text: "template", keeping: "kept", other: undefined });
    await one.pass();
    expect((await ask<{ drafts: [] }>(at, at.teacher, "GET", "/lessons")).drafts).toEqual([]);
    one.desk.write({ en: "words" });
    expect(one.stored.size).toBe(1);
    await one.pass();
    expect([one.shown.keeping, one.stored.size]).toEqual(["kept", 0]);
    expect((await page(at, at.teacher, NEW)).shown.text).toBe("words");
    // Back to how it began: there is no draft any more.
    await one.type("template");
    expect((await ask<{ drafts: [] }>(at, at.teacher, "GET", "/lessons")).drafts).toEqual([]);
  });

  it("LESSON-23 what is typed while the server is away is in the browser, over a reload too, and is sent when it is there", async () => {
    const at = await opened();
    const one = await page(at, at.teacher, NEW);
    await one.type("before");
    one.isAway = true;
    await one.type("before and after");
    expect(one.shown).toMatchObject({ text: "before and after", keeping: "away" });
    const again = new Page(at, at.teacher, NEW, one.stored);
    again.isAway = true;
    await again.desk.open();
    expect(again.shown).toMatchObject({ text: "before and after", keeping: "away" });
    again.isAway = false;
    again.desk.retry();
    await expect.poll(() => again.shown.keeping).toBe("kept");
    expect(again.stored.size).toBe(0);
    expect((await page(at, at.teacher, NEW)).shown.text).toBe("before and after");
  });

  it("LESSON-26 what is too long stays in the browser and says why; shortened it is sent", async () => {
    const at = await opened();
    const one = await page(at, at.teacher, NEW);
    await one.type("x".repeat(200_001));
    expect(one.desk.writing).toMatchObject({ keeping: "refused", refusal: { text: { en: /200,001/ } } });
    expect(one.stored.size).toBe(1);
    await one.type("short");
    expect([one.shown.keeping, one.stored.size]).toEqual(["kept", 0]);
  });
});

describe("LESSON-24 two pages", () => {
  const both = async () => {
    const at = await opened();
    const mine = await page(at, at.teacher, NEW);
    await mine.type("both saw this");
    const theirs = await page(at, at.colleague, NEW);
    return { at, mine, theirs };
  };

  it("LESSON-24 what another writes is taken over where nothing is unsent", async () => {
    const { mine, theirs } = await both();
    await theirs.type("and this");
    await mine.hear();
    expect(mine.shown).toEqual({ text: "and this", keeping: "kept", other: undefined });
  });

  it("LESSON-24 where something is, the second is asked: theirs", async () => {
    const { mine, theirs } = await both();
    await theirs.type("theirs");
    await mine.type("mine");
    expect(mine.shown).toMatchObject({ text: "mine", other: "draft" });
    expect((await page(theirs.at, theirs.cookie, NEW)).shown.text).toBe("theirs");
    // It is asked after a reload too, and what they write meanwhile is what is asked about.
    const again = await page(mine.at, mine.cookie, NEW, mine.stored);
    expect(again.shown).toMatchObject({ text: "mine", other: "draft" });
    await theirs.type("theirs, later");
    await again.hear();
    expect(again.desk.writing?.other).toMatchObject({ texts: { en: "theirs, later" } });
    expect(await again.desk.takeTheirs()).toEqual({ en: "mine" });
    expect(again.shown).toEqual({ text: "theirs, later", keeping: "kept", other: undefined });
    expect(again.stored.size).toBe(0);
  });

  it("LESSON-24 mine, and then the first is asked where something of theirs is unsent", async () => {
    const { mine, theirs } = await both();
    await theirs.type("theirs");
    await mine.type("mine");
    await mine.desk.keepMine();
    expect(mine.shown).toEqual({ text: "mine", keeping: "kept", other: undefined });
    theirs.isAway = true;
    await theirs.type("theirs again");
    theirs.isAway = false;
    await theirs.hear();
    await theirs.pass();
    expect(theirs.shown).toMatchObject({ text: "theirs again", other: "draft" });
  });

  it("LESSON-24 or both: one's own is a draft by itself", async () => {
    const { mine, theirs } = await both();
    await theirs.type("theirs");
    await mine.type("mine");
    await mine.desk.keepAside("~aside1", { en: "mine" });
    expect(mine.shown).toMatchObject({ text: "theirs", other: undefined });
    expect((await page(mine.at, mine.cookie, "~aside1")).shown.text).toBe("mine");
  });

  it("LESSON-24 a version somebody saved, and what was removed, are told of; nothing that is unsent goes", async () => {
    const { at, mine, theirs } = await both();
    await theirs.type(lessonText());
    await mine.hear();
    const saved = theirs.desk.save();
    // What the list says while it is saved is not of something that is gone.
    await theirs.hear();
    expect(await saved).toEqual({ lesson: "first-pod", version: 1 });
    await theirs.hear();
    expect(theirs.gone).toBeUndefined();
    await mine.hear();
    expect(mine.gone).toEqual({ en: lessonText() });
    const [one, two] = [await page(at, at.teacher, "first-pod"), await page(at, at.colleague, "first-pod")];
    await one.type(lessonText({ title: "Mine" }));
    await two.hear();
    expect(two.shown.text).toBe(lessonText({ title: "Mine" }));
    await ask(at, at.colleague, "POST", "/lessons", { files: [lessonText({ title: "Uploaded" })] });
    await one.hear();
    expect(one.shown).toMatchObject({ text: lessonText({ title: "Mine" }), other: "version" });
    await expect(one.desk.save()).rejects.toMatchObject({ code: "conflict" });
    await one.desk.keepMine();
    expect(await one.desk.save()).toEqual({ lesson: "first-pod", version: 3 });
    expect(one.shown).toEqual({ text: lessonText({ title: "Mine" }), keeping: "kept", other: undefined });
    await two.hear();
    expect(two.desk.writing).toMatchObject({ version: 3, revision: 0, other: undefined });

    one.isAway = true;
    await one.type("unsent");
    await ask(at, at.colleague, "DELETE", "/lessons/first-pod");
    one.isAway = false;
    await one.pass();
    await expect.poll(() => one.shown.other).toBe("gone");
    expect(one.shown.text).toBe("unsent");
    await one.desk.keepAside("~aside2", { en: "unsent" });
    expect((await page(at, at.teacher, "~aside2")).shown.text).toBe("unsent");
    expect(one.stored.size).toBe(0);
  });

  it("LESSON-24 what is typed while an answer is on its way is no conflict with oneself", async () => {
    const at = await opened();
    const one = await page(at, at.teacher, NEW);
    for (let number = 0; number < 30; number++) {
      one.desk.write({ en: `words ${number}` });
      if (number % 3 === 0) void one.desk.flush();
      if (number % 4 === 0) void one.hear();
      await new Promise((done) => setImmediate(done));
    }
    await one.pass();
    await one.pass();
    expect(one.shown).toEqual({ text: "words 29", keeping: "kept", other: undefined });
    expect((await page(at, at.teacher, NEW)).shown.text).toBe("words 29");
  });
});
