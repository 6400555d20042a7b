/** Drafts of a room's own lessons, at the server's doors: kept, written over by two, removed, brought back, bounded. */
import { describe, expect, it } from "vitest";
import type { DraftSummary, OwnLessonSummary, RemovedLesson } from "../../server/protocol/ownLessons.ts";
import { titleOf } from "../../server/protocol/lessonText/courseFile.ts";
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";
import { lessonText } from "../support/lessonText.ts";
import { openSchool } from "../support/rooms/lessonDesk.ts";
import { createRoom, joinRoom } from "../support/rooms/serverProcess.ts";

const school = openSchool();

interface Refused {
  readonly error: { readonly code: string; readonly text: { readonly en: string; readonly ko: string } };
}
interface Listed {
  readonly lessons: readonly OwnLessonSummary[];
  readonly drafts: readonly DraftSummary[];
  readonly removed: readonly RemovedLesson[];
}
type Kept = Pick<DraftSummary, "revision" | "at"> & Refused;
interface Loaded {
  readonly draft: (DraftSummary & { readonly texts: LessonTexts }) | null;
}

/** A room with two instructors. */
class Desk {
  private constructor(
    readonly id: string,
    readonly teacher: string,
    readonly colleague: string,
    readonly colleagueId: string,
  ) {}

  static async open(): Promise<Desk> {
    const room = await createRoom(school.url, { name: "Desk" });
    const { cookie, body } = await joinRoom(school.url, room.id, { token: room.token.instructor, nickname: "Jun" });
    return new Desk(room.id, room.cookie, cookie, body.you?.id ?? "");
  }

  async ask<T>(
    method: string,
    path: string,
    body?: unknown,
    cookie = this.teacher,
  ): Promise<{ status: number; body: T }> {
    const response = await fetch(`${school.url}/api/rooms/${this.id}${path}`, {
      method,
      headers: { cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  keep(id: string, en: string, { base = 0, revision = 0 } = {}, cookie = this.teacher) {
    return this.ask<Kept>("PUT", `/drafts/${id}`, { texts: { en }, base, revision }, cookie);
  }

  async listed(): Promise<Listed> {
    return (await this.ask<Listed>("GET", "/lessons")).body;
  }
}

const NEW = "~abc123";

it("LESSON-27 a name that another lesson has is not taken by a new one", async () => {
  const desk = await Desk.open();
  const save = (title: string) =>
    desk.ask<Refused>("PUT", "/lessons", { texts: { en: lessonText({ title }) }, base: 0 });
  expect((await save("One")).status).toBe(200);
  expect((await save("Two")).body.error).toMatchObject({
    code: "conflict",
    text: { en: expect.stringContaining("called first-pod already") },
  });
});

describe("LESSON-23 drafts", () => {
  it("LESSON-23 what is typed is kept, whole or not, and named with who wrote it when", async () => {
    const desk = await Desk.open();
    const before = Date.now();
    const kept = await desk.keep(NEW, "---\ntitle: Half a les");
    expect(kept).toMatchObject({ status: 200, body: { revision: expect.any(Number) } });
    const titled = lessonText({ title: "Half a lesson" });
    const again = await desk.keep(NEW, titled, kept.body, desk.colleague);
    expect(again.body.revision).toBeGreaterThan(kept.body.revision);
    expect((await desk.listed()).drafts).toEqual([
      {
        id: NEW,
        titles: { en: "Half a lesson" },
        base: 0,
        revision: again.body.revision,
        at: again.body.at,
        by: desk.colleagueId,
      },
    ]);
    expect(again.body.at).toBeGreaterThanOrEqual(before);
    const read = await desk.ask<Loaded>("GET", `/drafts/${NEW}`);
    expect(read.body.draft).toMatchObject({
      texts: { en: titled },
      by: desk.colleagueId,
      revision: again.body.revision,
    });
    // Students never hear of it.
    const { cookie } = await joinRoom(school.url, desk.id, {
      token: (await createRoom(school.url)).token.student,
      nickname: "X",
    });
    expect((await desk.ask("GET", `/drafts/${NEW}`, undefined, cookie)).status).toBe(403);
    const mine = await desk.ask<{ wrote: { drafts: object[] } }>("GET", "/mine", undefined, desk.colleague);
    expect(mine.body.wrote.drafts).toEqual([{ id: NEW, at: again.body.at }]);
  });

  it("LESSON-23 a draft outlives its room's sleep, and goes with the room", async () => {
    const desk = await Desk.open();
    await desk.keep(NEW, "words");
    await (await school.world.directory.open(desk.id)).close({ en: "", ko: "" });
    expect((await desk.ask<Loaded>("GET", `/drafts/${NEW}`)).body.draft?.texts).toEqual({ en: "words" });
    await school.world.directory.purge(desk.id);
    expect(await school.world.storage.listLessonDrafts(desk.id)).toEqual([]);
  });

  it("LESSON-24 the second of two who wrote over the same is told; saying the same once more is no conflict", async () => {
    const desk = await Desk.open();
    const first = (await desk.keep(NEW, "one")).body;
    const [mine, theirs] = await Promise.all([
      desk.keep(NEW, "mine", first),
      desk.keep(NEW, "theirs", first, desk.colleague),
    ]);
    expect([mine.status, theirs.status].sort()).toEqual([200, 409]);
    const loser = mine.status === 409 ? mine : theirs;
    expect(loser.body.error).toMatchObject({ code: "conflict", text: { ko: expect.stringMatching(/고르세요/) } });
    // An answer that was lost: the page says it again.
    const kept = (await desk.ask<Loaded>("GET", `/drafts/${NEW}`)).body.draft;
    if (!kept) throw new Error("nothing was kept");
    const [won = ""] = Object.values(kept.texts);
    expect((await desk.keep(NEW, won, first)).body.revision).toBe(kept.revision);
    // Begun twice under one name, and written over one that is gone: told, too.
    expect((await desk.keep(NEW, "a third")).status).toBe(409);
    await desk.ask("DELETE", `/drafts/${NEW}`);
    expect((await desk.keep(NEW, "late", kept)).status).toBe(409);
    // What was removed leaves no number behind that could mean another text.
    const anew = await desk.keep(NEW, "anew");
    expect(anew.body.revision).toBeGreaterThan(kept.revision);
    expect((await desk.keep(NEW, "late", kept)).status).toBe(409);
  });

  it("LESSON-24 saving makes a version of a draft, which goes unless somebody wrote in it since", async () => {
    const desk = await Desk.open();
    const texts = { en: lessonText() };
    const { revision } = (await desk.keep(NEW, texts.en)).body;
    const saved = await desk.ask("PUT", "/lessons", { texts, base: 0, draft: { id: NEW, revision } });
    expect(saved.body).toEqual({ lesson: "first-pod", version: 1 });
    expect((await desk.listed()).drafts).toEqual([]);

    const next = (await desk.keep("first-pod", `${texts.en}more`, { base: 1 })).body;
    await desk.keep("first-pod", `${texts.en}theirs`, { base: 1, revision: next.revision }, desk.colleague);
    const mine = { en: lessonText({ title: "Mine" }) };
    const draft = { id: "first-pod", revision: next.revision };
    expect((await desk.ask("PUT", "/lessons", { texts: mine, base: 1, draft })).status).toBe(200);
    expect((await desk.listed()).drafts).toMatchObject([{ id: "first-pod", base: 1, by: desk.colleagueId }]);
  });

  it("LESSON-25 what is removed can be brought back for seven days: a draft, and a lesson with its versions and its draft", async () => {
    const desk = await Desk.open();
    await desk.keep(NEW, "words");
    await desk.ask("POST", "/lessons", { files: [lessonText()] });
    await desk.ask("POST", "/lessons", { files: [lessonText({ title: "Again" })] });
    await desk.keep("first-pod", "more words", { base: 2 });
    expect((await desk.ask("DELETE", `/drafts/${NEW}`)).status).toBe(200);
    expect((await desk.ask("DELETE", `/drafts/${NEW}`)).status).toBe(404);
    expect((await desk.ask("DELETE", "/lessons/first-pod")).status).toBe(200);
    const gone = await desk.listed();
    expect(gone).toMatchObject({ lessons: [], drafts: [] });
    expect(gone.removed.map(({ id, kind, titles }) => [id, kind, titles])).toEqual([
      ["first-pod", "lesson", { en: "Again" }],
      [NEW, "draft", {}],
    ]);
    for (const path of ["/lessons/first-pod", "/lessons/first-pod?version=1"])
      expect([path, (await desk.ask("GET", path)).status]).toEqual([path, 404]);
    for (const id of [NEW, "first-pod"])
      expect((await desk.ask<Loaded>("GET", `/drafts/${id}`)).body).toEqual({ draft: null });
    expect((await desk.keep("first-pod", "to nothing", { base: 2 })).status).toBe(404);
    expect((await desk.ask("POST", "/lessons/first-pod")).status).toBe(200);
    expect((await desk.ask("POST", `/drafts/${NEW}`)).status).toBe(200);
    const back = await desk.listed();
    expect(back.lessons[0]?.versions.map(({ version }) => version)).toEqual([2, 1]);
    expect(back.drafts.map(({ id }) => id)).toEqual(["first-pod", NEW]);
    expect(back.removed).toEqual([]);
    expect((await desk.ask("POST", "/lessons/first-pod")).status).toBe(404);
    expect((await desk.ask("POST", "/drafts/~nothing")).status).toBe(404);

    // A name that is taken anew is the new one's; what is too old is gone.
    await desk.ask("DELETE", "/lessons/first-pod");
    expect(
      (await desk.ask("PUT", "/lessons", { texts: { en: lessonText({ title: "Other" }) }, base: 0 })).body,
    ).toEqual({
      lesson: "first-pod",
      version: 1,
    });
    expect((await desk.listed()).removed).toEqual([]);
    const { storage } = school.world;
    await desk.ask("DELETE", `/drafts/${NEW}`);
    const record = await storage.loadLessonDraft(desk.id, NEW);
    await storage.saveLessonDraft({
      ...(record as NonNullable<typeof record>),
      removedAt: Date.now() - 8 * 86_400_000,
    });
    expect((await desk.listed()).removed).toEqual([]);
    await desk.keep("~another", "x");
    expect(await storage.loadLessonDraft(desk.id, NEW)).toBeUndefined();
  });

  it("LESSON-26 size and number are bounded, and it is said in both languages which bound it was", async () => {
    const desk = await Desk.open();
    const long = await desk.keep(NEW, "x".repeat(200_001));
    expect(long.status).toBe(400);
    expect(long.body.error.text.en).toMatch(/at most 200,000 characters, this one has 200,001/);
    expect(long.body.error.text.ko).toMatch(/200,000자까지.*200,001자/);
    for (const id of ["~", "~UPPER1", "..", "__proto__", "~with-dash", "no-lesson"])
      expect([id, (await desk.keep(id, "x")).status >= 400]).toEqual([id, true]);
    for (let number = 0; number < 60; number++) await desk.keep(`~number${number}`, "x");
    const many = await desk.keep(NEW, "one more");
    expect(many.body.error.text.en).toMatch(/at most 60 drafts/);
    // What was removed makes place where place is needed.
    await desk.ask("DELETE", "/drafts/~number7");
    expect((await desk.keep(NEW, "one more")).status).toBe(200);
    expect((await desk.listed()).drafts).toHaveLength(60);
    const other = await Desk.open();
    for (let number = 0; number < 39; number++) await other.keep(`~number${number}`, "x".repeat(200_000));
    await other.keep("~number39", "x".repeat(199_000));
    expect((await other.keep(NEW, "x".repeat(10_000))).body.error.text.en).toMatch(/all the space/);
  });
});

it("LESSON-23 a title is found in whatever is written", () => {
  expect(titleOf("---\nlesson: a\ntitle: 'It is'\n---\n")).toBe("It is");
  expect(titleOf('---\r\ntitle: "Quoted"\r\n---')).toBe("Quoted");
  expect(titleOf("---\ntitle:\n---")).toBeUndefined();
  expect(titleOf("no front matter\ntitle: x")).toBeUndefined();
});
