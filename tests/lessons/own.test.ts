/** A room's own lessons, at the server's doors: written, given to the class, edited under those in the middle, tried, given away. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type ClassState, stepKey } from "../../server/protocol/classroom/ClassState.ts";
import type { Course } from "../../server/protocol/lessons.ts";
import type { LessonImpact, OwnLessonSummary } from "../../server/protocol/ownLessons.ts";
import { joinCourse, splitCourse } from "../../server/protocol/lessonText/courseFile.ts";
import { readOwnLesson } from "../../server/protocol/lessonText/ownLesson.ts";
import type { Results } from "../../server/protocol/results.ts";
import type { RoomMode } from "../../server/protocol/messages.ts";
import { TRIAL_MS, retain } from "../../server/rooms/retention.ts";
import { podManifest } from "../support/clusters.ts";
import { DELETE_STEP, LABELLED, lessonText, RUNS } from "../support/lessonText.ts";
import { openSchool } from "../support/rooms/lessonDesk.ts";
import { createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { readdirSync, readFileSync } from "node:fs";

const school = openSchool();

interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly cookie: string;
}

/** An instructor and a student in a room of their own. */
class Class {
  private constructor(
    readonly id: string,
    readonly teacher: string,
    readonly student: string,
    readonly studentId: string,
  ) {}

  static async open(mode: RoomMode = "shared"): Promise<Class> {
    const room = await createRoom(school.url, { mode });
    const { cookie, body } = await joinRoom(school.url, room.id, { token: room.token.student, nickname: "Mina" });
    return new Class(room.id, room.cookie, cookie, body.you?.id ?? "");
  }

  async ask<T = { readonly error?: { readonly text: { readonly en: string } } }>(
    method: string,
    path: string,
    body?: unknown,
    cookie = this.teacher,
    room = this.id,
  ): Promise<Answer<T>> {
    const response = await fetch(`${school.url}/api/rooms/${room}${path}`, {
      method,
      headers: { cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answered = (await response.json()) as T;
    return { status: response.status, body: answered, cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "" };
  }

  save(text: string, base: number): Promise<Answer<{ lesson: string; version: number }>> {
    return this.ask("PUT", "/lessons", { texts: { en: text }, base });
  }

  give(...lessons: readonly { lesson: string; version: number }[]): Promise<Answer<object>> {
    return this.ask("PUT", "/plan", {
      title: "Week 1",
      lessons: lessons.map(({ lesson, version }) => ({ course: "own", lesson, version })),
    });
  }

  async state(room = this.id): Promise<ClassState> {
    const { classroom } = await school.world.directory.open(room);
    return classroom.state;
  }

  /** The student opens a step. */
  async opens(step: string, room = this.id, person = this.studentId): Promise<void> {
    await (await school.world.directory.open(room)).act({ type: "open-step", ...at(step) }, person);
  }

  async makesWeb(room = this.id, person = this.studentId, namespace = "default"): Promise<void> {
    const open = await school.world.directory.open(room);
    const { status } = await open.request(
      {
        method: "POST",
        path: `/api/v1/namespaces/${namespace}/pods`,
        user: open.people.userOf(open.people.find(person) as never),
        contentType: "application/json",
        body: JSON.stringify(podManifest("web", { image: "nginx" })),
      },
      person,
    );
    expect(status).toBe(201);
  }

  async step(step: string, room = this.id, person = this.studentId) {
    return (await this.state(room)).progress[person]?.steps[stepKey(at(step))];
  }
}

const at = (step: string) => ({ course: "own", lesson: "first-pod", step });
const eventually = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 400) throw new Error("it did not happen in time");
    await sleep(20);
  }
};

describe("LESSON-13 texts in both languages", () => {
  it("LESSON-13 have the same name, steps and checks; what differs is told at its place", () => {
    const ko = lessonText({ language: "ko", title: "첫 Pod", checks: RUNS.replace("web runs", "web이 실행 중이에요") });
    expect(readOwnLesson({ ko, en: lessonText() }).problems).toEqual({ ko: [], en: [] });
    for (const [text, place, reason] of [
      [lessonText({ id: "other" }), "lesson: other", /first-pod/],
      [lessonText({ language: "ko" }), "language: ko", /English/],
      [lessonText({ checks: LABELLED }), "## Make it {#make}", /checks/],
      [lessonText({ more: DELETE_STEP }), "lesson: first-pod", /steps/],
    ] as const) {
      const found = readOwnLesson({ ko, en: text }).problems.en?.[0];
      expect(found && text.slice(found.from, found.to)).toBe(place);
      expect(found?.text.en).toMatch(reason);
    }
  });

  it("LESSON-13 the lessons of the courses there are agree", () => {
    const folder = "server/lessons/courses/pods-labels-nodes";
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".ko.md"))) {
      const [ko = "", en = ""] = [file, file.replace(".ko.", ".en.")].map((name) =>
        readFileSync(`${folder}/${name}`, "utf8"),
      );
      expect({ file, ...readOwnLesson({ ko, en }).problems }).toEqual({ file, ko: [], en: [] });
    }
  });
});

describe("LESSON-14 versions", () => {
  it("LESSON-14 each saving is another version; the same again is none, and what is no lesson is refused with its line", async () => {
    const room = await Class.open();
    expect((await room.save(lessonText(), 0)).body).toEqual({ lesson: "first-pod", version: 1 });
    expect((await room.save(lessonText(), 1)).body.version).toBe(1);
    expect((await room.save(lessonText({ title: "Pods" }), 1)).body.version).toBe(2);
    const wrong = await room.ask("PUT", "/lessons", { texts: { en: lessonText({ checks: "- that: x" }) }, base: 2 });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error?.text.en).toMatch(/^English text, line \d+: .*a check has one of/);
    const { body } = await room.ask<{ lessons: OwnLessonSummary[] }>("GET", "/lessons");
    expect(body.lessons).toMatchObject([
      { lesson: "first-pod", titles: { en: "Pods" }, steps: 1, versions: [{ version: 2 }, { version: 1 }] },
    ]);
    const first = await room.ask<{ texts: { en: string } }>("GET", "/lessons/first-pod?version=1");
    expect(first.body.texts.en).toBe(lessonText());
  });

  it("LESSON-14 who saves over what another saved meanwhile is told so", async () => {
    const room = await Class.open();
    await room.save(lessonText(), 0);
    const [one, other] = await Promise.all([
      room.save(lessonText({ title: "Mine" }), 1),
      room.save(lessonText({ title: "Theirs" }), 1),
    ]);
    expect([one.status, other.status].sort()).toEqual([200, 409]);
  });

  it("LESSON-14 twenty versions are kept, and the one the class has", async () => {
    const room = await Class.open();
    for (let base = 0; base < 25; base++) {
      await room.save(lessonText({ title: `Number ${base + 1}` }), base);
      if (base === 1) await room.give({ lesson: "first-pod", version: 2 });
    }
    const { body } = await room.ask<{ lessons: OwnLessonSummary[] }>("GET", "/lessons");
    expect(body.lessons[0]?.versions.map(({ version }) => version)).toEqual([
      ...Array.from({ length: 20 }, (_, index) => 25 - index),
      2,
    ]);
  });

  it("LESSON-14 sizes are bounded", async () => {
    const room = await Class.open();
    expect((await room.save("x".repeat(200_001), 0)).status).toBe(400);
    const many = Array.from({ length: 61 }, (_, index) => lessonText({ id: `l${index}` }));
    const refused = await room.ask("POST", "/lessons", { files: [joinCourse(many.map((en) => ({ en })))] });
    expect(refused.body.error?.text.en).toMatch(/at most 60/);
    expect((await room.ask<{ lessons: [] }>("GET", "/lessons")).body.lessons).toEqual([]);
  });
});

describe("LESSON-15 files", () => {
  it("LESSON-15 a course of several is one file that can be taken apart again", () => {
    const texts = [
      { ko: lessonText({ language: "ko" }), en: lessonText() },
      { en: lessonText({ id: "two", more: "\n```text\n---\nlesson: not-one\n---\n```\n" }) },
    ];
    const apart = splitCourse(joinCourse(texts));
    expect(apart.map((text) => text.trim())).toEqual(
      [texts[0]?.ko, texts[0]?.en, texts[1]?.en].map((text) => (text ?? "").trim()),
    );
    expect(splitCourse("no lesson")).toEqual(["no lesson"]);
  });

  it("LESSON-15 files come in all or none: as the next version, or as copies under a free name", async () => {
    const room = await Class.open();
    const course = joinCourse([
      { ko: lessonText({ language: "ko" }), en: lessonText() },
      { en: lessonText({ id: "two" }) },
    ]);
    const upload = (files: readonly string[], copies = false) =>
      room.ask<{ saved: { lesson: string; version: number }[] }>("POST", "/lessons", { files, copies });
    expect((await upload([course.replaceAll("\n", "\r\n")])).body.saved).toEqual([
      { lesson: "first-pod", version: 1 },
      { lesson: "two", version: 1 },
    ]);
    expect((await upload([lessonText({ id: "two", title: "Again" })])).body.saved).toEqual([
      { lesson: "two", version: 2 },
    ]);
    expect((await upload([course], true)).body.saved.map(({ lesson }) => lesson)).toEqual(["first-pod-2", "two-2"]);
    expect((await upload([lessonText({ id: "three" }), "nothing"])).status).toBe(400);
    const { body } = await room.ask<{ lessons: OwnLessonSummary[] }>("GET", "/lessons");
    expect(body.lessons.map(({ lesson }) => lesson)).toEqual(["first-pod", "first-pod-2", "two", "two-2"]);
  });
});

describe("LESSON-16 the plan", () => {
  it("LESSON-16 students get what is in the plan, in its order, and nothing else of what is written", async () => {
    const room = await Class.open();
    await room.ask("POST", "/lessons", {
      files: [lessonText(), lessonText({ id: "two" }), lessonText({ id: "hidden" })],
    });
    const course = () => room.ask<{ course: Course | null }>("GET", "/course?language=ko", undefined, room.student);
    expect((await course()).body.course).toBeNull();
    const given = await room.ask("PUT", "/plan", {
      title: "Week 1",
      lessons: [
        { course: "own", lesson: "two", version: 1 },
        { course: "pods-labels-nodes", lesson: "labels" },
        { course: "own", lesson: "first-pod", version: 1 },
      ],
    });
    expect(given.status).toBe(200);
    const { body } = await course();
    expect(body.course).toMatchObject({ id: "own", title: "Week 1", lessons: [{ id: "two" }, { id: "first-pod" }] });
    expect(JSON.stringify(body)).not.toContain("status.phase");
    expect((await room.state()).plan?.lessons.map(({ lesson }) => lesson)).toEqual(["two", "labels", "first-pod"]);
    for (const lessons of [
      [{ course: "own", lesson: "nothing", version: 1 }],
      [{ course: "own", lesson: "two", version: 7 }],
      [{ course: "pods-labels-nodes", lesson: "nothing" }],
    ])
      expect((await room.ask("PUT", "/plan", { lessons })).status).toBe(404);
    expect((await room.ask("DELETE", "/lessons/two")).status).toBe(409);
    expect((await room.ask("DELETE", "/lessons/hidden")).status).toBe(200);
  });

  it("LESSON-16 its steps are checked as those of any course, also after the room slept", async () => {
    const room = await Class.open();
    await room.save(lessonText(), 0);
    await room.give({ lesson: "first-pod", version: 1 });
    await room.opens("make");
    await room.makesWeb();
    await eventually(async () => (await room.step("make"))?.passed !== undefined);
    const other = await Class.open();
    await other.save(lessonText(), 0);
    await other.give({ lesson: "first-pod", version: 1 });
    await other.opens("make");
    await (await school.world.directory.open(other.id)).close({ en: "", ko: "" });
    await other.makesWeb();
    await eventually(async () => (await other.step("make"))?.passed !== undefined);
  });
});

describe("LESSON-17 edits", () => {
  it("LESSON-17 what was passed stays passed, a check that is the same stays held, one that is new is open, and it is said before", async () => {
    const room = await Class.open();
    await room.save(lessonText({ checks: `${LABELLED}\n${RUNS}`, more: DELETE_STEP }), 0);
    await room.give({ lesson: "first-pod", version: 1 });
    await room.opens("make");
    await room.makesWeb();
    await eventually(async () => (await room.step("make"))?.checks[1] === true);
    expect(await room.step("make")).toMatchObject({ checks: [false, true] });
    const another = RUNS.replaceAll("web runs", "web is there, and has another name").replace("pods/web", "pods/other");
    await room.save(lessonText({ checks: `${RUNS.replace("web runs", "web is up")}\n${another}` }), 1);
    const plan = { title: "", lessons: [{ course: "own", lesson: "first-pod", version: 2 }] };
    const { body } = await room.ask<{ lessons: LessonImpact[] }>("POST", "/plan", plan);
    expect(body.lessons).toEqual([
      {
        lesson: "first-pod",
        from: 1,
        to: 2,
        finished: 0,
        inside: 1,
        added: [],
        changed: ["Make it"],
        dropped: ["Take it away"],
      },
    ]);
    expect(await room.step("make")).toMatchObject({ checks: [false, true] });
    await room.ask("PUT", "/plan", plan);
    expect(await room.step("make")).toMatchObject({ checks: [true, false] });
    expect((await room.step("make"))?.passed).toBeUndefined();
    // Now without what is open: it is passed at once, and stays so when more is asked.
    await room.save(lessonText(), 2);
    await room.give({ lesson: "first-pod", version: 3 });
    await eventually(async () => (await room.step("make"))?.passed !== undefined);
    const { passed } = (await room.step("make")) ?? {};
    await room.give({ lesson: "first-pod", version: 2 });
    expect(await room.step("make")).toMatchObject({ passed, checks: [true, true] });
  });

  it("LESSON-17 RESULT-1 results name own lessons, those out of the plan and steps that are gone too", async () => {
    const room = await Class.open();
    await room.save(lessonText({ more: DELETE_STEP }), 0);
    await room.give({ lesson: "first-pod", version: 1 });
    await room.opens("delete");
    await room.opens("make");
    await room.makesWeb();
    await eventually(async () => (await room.step("make"))?.passed !== undefined);
    await room.save(lessonText(), 1);
    await room.give({ lesson: "first-pod", version: 2 });
    await room.give();
    const { body } = await room.ask<{ results: Results }>("GET", "/results?language=en");
    const [own] = body.results.courses;
    expect(own).toMatchObject({ id: "own", students: [{ name: "Mina" }] });
    expect(own?.students[0]?.steps.map(({ stepTitle, passed }) => [stepTitle, passed !== undefined])).toEqual([
      ["Make it", true],
      ["Take it away", false],
    ]);
    const csv = await fetch(`${school.url}/api/rooms/${room.id}/results/csv?language=en&course=own`, {
      headers: { cookie: room.teacher },
    });
    expect(await csv.text()).toContain("My first pod");
    expect((await room.ask("DELETE", "/lessons/first-pod")).status).toBe(409);
  });
});

describe("LESSON-18 links to lessons", () => {
  it("LESSON-18 give copies as they were when shared, until the link ends or the room is gone", async () => {
    const room = await Class.open();
    await room.save(lessonText(), 0);
    const { body } = await room.ask<{ share: { id: string; titles: string[] }; link: string }>("POST", "/shares", {
      lessons: ["first-pod"],
    });
    await room.save(lessonText({ title: "Later" }), 1);
    const [address = "", token] = body.link.split("#k=");
    expect(new URL(address).pathname).toBe("/lessons");
    const shared = async (given: unknown) => {
      const response = await fetch(`${school.url}/api/lessons/shared`, {
        method: "POST",
        body: JSON.stringify({ token: given }),
      });
      return { status: response.status, body: (await response.json()) as { lessons?: { en?: string }[] } };
    };
    expect((await shared(token)).body.lessons).toEqual([{ en: lessonText() }]);
    for (const bad of ["", "nothing", 7, null, "x".repeat(100)]) expect((await shared(bad)).status).toBe(403);
    await room.ask("DELETE", `/shares/${body.share.id}`);
    expect((await shared(token)).status).toBe(403);
    const again = await room.ask<{ link: string }>("POST", "/shares", { lessons: ["first-pod"] });
    const other = again.body.link.split("#k=")[1];
    expect((await shared(other)).status).toBe(200);
    await room.ask("DELETE", "");
    expect((await shared(other)).status).toBe(403);
  });
});

describe("LESSON-19 dry runs", () => {
  const begin = async (room: Class, text = lessonText({ checks: `${RUNS}\n${LABELLED}` })) => {
    const begun = await room.ask<{ room: { id: string; mode: RoomMode; trialOf: string }; step: string }>(
      "POST",
      "/trial",
      {
        texts: { en: text },
      },
    );
    expect(begun.status).toBe(201);
    const { id } = begun.body.room;
    const person = /=(\w+)\./.exec(begun.cookie)?.[1] as string;
    return { ...begun.body.room, step: begun.body.step, cookie: begun.cookie, person, id };
  };

  it.each(["shared", "namespace-each", "cluster-each"] as const)(
    "LESSON-19 the author plays it as a student in a fork, where checks hold or say what is there, %s",
    async (mode) => {
      const room = await Class.open(mode);
      const before = (await school.world.directory.open(room.id)).cluster.store.revision;
      const trial = await begin(room);
      expect(trial).toMatchObject({
        trialOf: room.id,
        mode: mode === "cluster-each" ? "shared" : mode,
        step: "own/first-pod",
      });
      const fork = await school.world.directory.open(trial.id);
      expect(fork.people.find(trial.person)?.role).toBe("student");
      await room.opens("make", trial.id, trial.person);
      const findings = async () =>
        (
          await room.ask<{ checks: { holds: boolean; found: { en: string } }[] }>(
            "GET",
            "/findings",
            undefined,
            trial.cookie,
            trial.id,
          )
        ).body.checks;
      expect((await findings()).map(({ holds, found }) => [holds, found.en])).toEqual([
        [false, "pods/web is not there"],
        [false, "pods/web is not there"],
      ]);
      const namespace = mode === "namespace-each" ? (fork.people.find(trial.person)?.namespace ?? "") : "default";
      await room.makesWeb(trial.id, trial.person, namespace);
      await eventually(async () => (await findings())[0]?.holds === true);
      expect((await findings())[1]).toMatchObject({ holds: false, found: { en: "metadata.labels.type is –" } });
      // The room is as it was.
      const own = await school.world.directory.open(room.id);
      expect(own.cluster.store.get("pods", "default", "web")).toBeUndefined();
      expect(own.cluster.store.revision).toBe(before);
      expect(own.classroom.state).toMatchObject({ plan: undefined, progress: {} });
      expect((await room.ask<{ lessons: [] }>("GET", "/lessons")).body.lessons).toEqual([]);
      const ended = await room.ask<{ ended: string[] }>("DELETE", "/trial");
      expect(ended.body.ended).toEqual([trial.id]);
      expect(await school.world.storage.loadRoom(trial.id)).toBeUndefined();
    },
  );

  it("LESSON-19 each author has one, it is no room of theirs among others, and it goes with the room or after a day", async () => {
    const room = await Class.open();
    const first = await begin(room);
    const second = await begin(room);
    expect(await school.world.storage.loadRoom(first.id)).toBeUndefined();
    const recent = await fetch(`${school.url}/api/rooms`, { headers: { cookie: `${room.teacher}; ${second.cookie}` } });
    expect(((await recent.json()) as { rooms: { id: string }[] }).rooms.map(({ id }) => id)).toEqual([room.id]);
    const inside = await room.ask("POST", "/trial", { texts: { en: lessonText() } }, second.cookie, second.id);
    expect(inside.status).toBe(403);
    expect((await room.ask("POST", "/trial", { texts: { en: "nothing" } })).status).toBe(400);
    // A lesson that is none leaves what was there.
    expect((await school.world.storage.loadTrials(room.id)).map(({ id }) => id)).toEqual([second.id]);
    const third = await begin(room);
    await (await school.world.directory.open(third.id)).close({ en: "", ko: "" });
    const { directory, storage } = school.world;
    const now = Date.now();
    const look = (wall: number) => retain({ directory, storage, unusedFor: undefined, grace: 1, wall: () => wall });
    await look(now + TRIAL_MS / 2);
    expect(await storage.loadRoom(third.id)).toBeDefined();
    await look(now + TRIAL_MS + 60_000);
    expect(await storage.loadRoom(third.id)).toBeUndefined();
    const fourth = await begin(room);
    await directory.purge(room.id);
    expect(await storage.loadRoom(fourth.id)).toBeUndefined();
  });
});
