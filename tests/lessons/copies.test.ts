/** A room's own lessons and their plan, in copies of the room and in its file. */
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { Library } from "../../server/lessons/Library.ts";
import type { OwnLessonSummary } from "../../server/protocol/ownLessons.ts";
import { DELETE_STEP, lessonText } from "../support/lessonText.ts";
import { openSchool } from "../support/rooms/lessonDesk.ts";
import { createRoom, joinRoom } from "../support/rooms/serverProcess.ts";

const school = openSchool();
let room: Awaited<ReturnType<typeof createRoom>>;
let planned: readonly object[];
let began: number;

beforeAll(async () => {
  room = await createRoom(school.url, { mode: "shared" });
  began = (await school.world.directory.open(room.id)).clock.time;
  const [lesson] = Library.read("server/lessons/courses").course("pods-labels-nodes", "en")?.lessons ?? [];
  const standard = { course: "pods-labels-nodes", lesson: lesson?.id };
  const save = (texts: object, base: number) => ask("PUT", `${room.id}/lessons`, { texts, base });
  for (const title of ["One", "Two", "Three"])
    expect((await save({ en: lessonText({ title }) }, ["One", "Two", "Three"].indexOf(title))).status).toBe(200);
  expect((await save({ en: lessonText({ id: "aside", more: DELETE_STEP }) }, 0)).status).toBe(200);
  expect((await ask("PUT", `${room.id}/drafts/~half12`, { texts: { ko: "반쯤" }, base: 0, revision: 0 })).status).toBe(
    200,
  );
  const words = { texts: { en: "other words" }, base: 3, revision: 0 };
  expect((await ask("PUT", `${room.id}/drafts/first-pod`, words)).status).toBe(200);
  // What was removed stays behind.
  await save({ en: lessonText({ id: "gone" }) }, 0);
  await ask("PUT", `${room.id}/drafts/~gone12`, { texts: {}, base: 0, revision: 0 });
  for (const path of ["lessons/gone", "drafts/~gone12"])
    expect((await ask("DELETE", `${room.id}/${path}`)).status).toBe(200);
  planned = [{ course: "own", lesson: "first-pod", version: 2 }, standard];
  expect((await ask("PUT", `${room.id}/plan`, { title: "Week 1", lessons: planned })).status).toBe(200);
}, 60_000);

function ask(method: string, path: string, body?: object | Uint8Array, cookie = room.cookie): Promise<Response> {
  return fetch(`${school.url}/api/rooms/${path}`, {
    method,
    headers: { cookie },
    ...(body === undefined
      ? {}
      : { body: body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
  });
}

interface Copy {
  readonly id: string;
  readonly cookie: string;
  readonly problems: readonly string[];
}

async function copyOf(answer: Response): Promise<Copy> {
  expect(answer.status).toBe(201);
  const body = (await answer.json()) as {
    readonly room: { readonly id: string };
    readonly problems: readonly string[];
  };
  return {
    id: body.room.id,
    cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "",
    problems: body.problems,
  };
}

async function shelfOf({ id, cookie }: Copy): Promise<readonly OwnLessonSummary[]> {
  const answer = await ask("GET", `${id}/lessons`, undefined, cookie);
  return ((await answer.json()) as { readonly lessons: readonly OwnLessonSummary[] }).lessons;
}

async function expectWhole(copy: Copy): Promise<void> {
  const versions = (await shelfOf(copy)).map(({ lesson, versions: all }) => [
    lesson,
    all.map(({ version }) => version),
  ]);
  expect(versions).toEqual([
    ["aside", [1]],
    ["first-pod", [3, 2]],
  ]);
  const listed = await ask("GET", `${copy.id}/lessons`, undefined, copy.cookie);
  expect(await listed.json()).toMatchObject({
    removed: [],
    drafts: [
      { id: "first-pod", base: 3, by: "" },
      { id: "~half12", base: 0, by: "" },
    ],
  });
  const draft = await ask("GET", `${copy.id}/drafts/~half12`, undefined, copy.cookie);
  expect(await draft.json()).toMatchObject({ draft: { texts: { ko: "반쯤" } } });
  const { classroom } = await school.world.directory.open(copy.id);
  expect(classroom.state.plan).toEqual({ title: "Week 1", lessons: planned });
  expect(classroom.state.progress).toEqual({});
  const course = await ask("GET", `${copy.id}/course?language=en`, undefined, copy.cookie);
  expect(await course.json()).toMatchObject({ course: { lessons: [{ id: "first-pod", title: "Two" }] } });
  // It goes on from where it was: the next version follows the newest.
  const next = await ask(
    "PUT",
    `${copy.id}/lessons`,
    { texts: { en: lessonText({ title: "Four" }) }, base: 3 },
    copy.cookie,
  );
  expect(await next.json()).toEqual({ lesson: "first-pod", version: 4 });
}

it("LESSON-22 a copy of now and one of a moment take lessons and plan along, also after a restart", async () => {
  const now = await copyOf(await ask("POST", `${room.id}/fork`, {}));
  const then = await copyOf(await ask("POST", `${room.id}/fork`, { time: began }));
  await expectWhole(now);
  await expectWhole(then);
  const open = await school.world.directory.open(now.id);
  await open.close({ en: "", ko: "" });
  expect((await school.world.directory.open(now.id)).classroom.state.plan?.title).toBe("Week 1");
});

it("LESSON-22 who does not teach gets a copy without lessons", async () => {
  const { cookie } = await joinRoom(school.url, room.id, { token: room.token.student, nickname: "Mina" });
  expect((await ask("POST", `${room.id}/fork`, {}, cookie)).status).toBe(403);
  // Students to whom the whole cluster was given may copy it.
  const open = await school.world.directory.open(room.id);
  const bound = await open.request(
    {
      method: "POST",
      path: "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
      user: { username: "x", groups: ["system:masters"] },
      contentType: "application/json",
      body: JSON.stringify({
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: { name: "all-to-students" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
        subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "podroom:students" }],
      }),
    },
    "",
  );
  expect(bound.status).toBe(201);
  const copy = await copyOf(await ask("POST", `${room.id}/fork`, {}, cookie));
  expect(await shelfOf(copy)).toEqual([]);
  expect((await school.world.directory.open(copy.id)).classroom.state.plan).toBeUndefined();
});

type Head = {
  course: {
    lessons: { version: number; texts: { en?: string; ko?: string } }[];
    drafts: { id: string; base: number; texts: { en?: string } }[];
    plan: { lessons: object[] };
  };
};

it("LESSON-22 the file takes them along; what in it is no lesson or no plan is refused, and no room is made", async () => {
  const source = await school.world.directory.open(room.id);
  for (let tries = 0; source.cluster.runtime.now < source.clock.time && tries < 200; tries++) await source.capture();
  const file = gunzipSync(new Uint8Array(await (await ask("GET", `${room.id}/export`)).arrayBuffer())).toString();
  const changed = (change: (head: Head) => void): Uint8Array => {
    const [first = "", ...rest] = file.split("\n");
    const head = JSON.parse(first) as Head;
    change(head);
    return gzipSync([JSON.stringify(head), ...rest].join("\n"));
  };
  const take = (change: (head: Head) => void): Promise<Response> => ask("POST", "import", changed(change));
  const whole = await copyOf(await take(() => {}));
  expect(whole.problems.join()).not.toContain("plan");
  await expectWhole(whole);

  const old = await copyOf(await take((head) => void delete (head as Partial<Head>).course));
  expect(await shelfOf(old)).toEqual([]);
  const foreign = await copyOf(
    await take(({ course }) => void course.plan.lessons.push({ course: "elsewhere", lesson: "x" })),
  );
  expect(foreign.problems.join()).toContain("elsewhere/x");
  expect((await school.world.directory.open(foreign.id)).classroom.state.plan?.lessons).toEqual(planned);

  const rooms = await school.world.storage.countRooms();
  const bad: ((course: Head["course"]) => void)[] = [
    ({ lessons }) => void ((lessons[0] as { texts: object }).texts = { en: "# nothing" }),
    ({ lessons }) => void ((lessons[0] as { texts: object }).texts = {}),
    ({ lessons }) => void ((lessons[0] as { texts: object }).texts = { en: lessonText({ id: "__proto__" }) }),
    ({ lessons }) => void ((lessons[0] as { texts: object }).texts = { en: "x".repeat(200_001) }),
    ({ lessons }) => void ((lessons[0] as { version: number }).version = 0),
    ({ lessons }) => void lessons.push(lessons[0] as never),
    ({ lessons }) => {
      for (let number = 0; number < 61; number++)
        lessons.push({ version: 1, texts: { en: lessonText({ id: `more-${number}` }) } });
    },
    ({ drafts }) => void drafts.push(drafts[0] as never),
    ({ drafts }) => void drafts.push({ id: "nothing", base: 1, texts: {} }),
    ({ drafts }) => void drafts.push({ id: "__proto__", base: 0, texts: {} }),
    ({ drafts }) => void drafts.push({ id: "~long12", base: 0, texts: { en: "x".repeat(200_001) } }),
    ({ drafts }) => {
      for (let number = 0; number < 59; number++) drafts.push({ id: `~more${number}abc`, base: 0, texts: {} });
    },
    ({ plan }) => void plan.lessons.push(plan.lessons[0] as object),
    ({ plan }) => void plan.lessons.push({ course: "own", lesson: "aside", version: 7 }),
    ({ plan }) => void plan.lessons.push({ course: "own", lesson: "aside" }),
    ({ plan }) => void plan.lessons.push({ course: "elsewhere", lesson: "x", version: 1 }),
    ({ plan }) => void plan.lessons.push({ course: "../etc", lesson: "x" }),
    (course) => void Object.assign(course, { people: [] }),
  ];
  for (const [index, change] of bad.entries()) {
    const answer = await take(({ course }) => change(course));
    expect([index, answer.status]).toEqual([index, 400]);
    expect(((await answer.json()) as { error: { text: object } }).error.text).toMatchObject({
      en: expect.any(String),
      ko: expect.any(String),
    });
  }
  expect(await school.world.storage.countRooms()).toBe(rooms);
});
