/** The engine of lessons, with the real cluster. */
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { clusterFactory } from "../../server/clusterFactory.ts";
import type { Check } from "../../server/protocol/lessonText/checkSchema.ts";
import { type CheckWorld, holds } from "../../server/lessons/checks/holds.ts";
import { valueAt } from "../../server/lessons/checks/valueAt.ts";
import { LessonError } from "../../server/protocol/lessonText/LessonError.ts";
import { Lessons } from "../../server/lessons/Lessons.ts";
import { Library } from "../../server/lessons/Library.ts";
import { type ParsedStep, parseLesson, readLesson } from "../../server/protocol/lessonText/parseLesson.ts";
import type { Progress, StepProgress } from "../../server/protocol/classroom/ClassState.ts";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { Modes } from "../../server/rooms/modes/Modes.ts";
import { ownNamespaceName } from "../../server/protocol/ownNamespace.ts";
import type { Room } from "../../server/rooms/Room.ts";
import type { PersonRecord } from "../../server/rooms/StoragePort.ts";
import { podManifest } from "../support/clusters.ts";
import { makeWorld, type World } from "../support/rooms/worlds.ts";

const factory = clusterFactory({ root: resolve("."), freeze: true });

const LESSON = `---
lesson: one
title: One
language: en
minutes: 5
objects: [pods/pod-1]
---
Hello.

## Make it {#make}
Apply it.

\`\`\`yaml
kind: Pod
\`\`\`

\`\`\`predict
question: Where does it go?
answers: node
outcome: { object: pods/pod-1, path: spec.nodeName }
because: There is more left.
\`\`\`

\`\`\`check
- that: it runs
  object: pods/pod-1
  path: status.phase
  is: Running
- that: you asked it
  asked: { from: pod, url: "localhost:8080", status: 200 }
\`\`\`

\`\`\`hint
Look here.
\`\`\`

\`\`\`mistake
when: { object: pods/pod-1, path: "status.containerStatuses[0].state.waiting.reason", oneOf: [ErrImagePull, ImagePullBackOff] }
say: The image does not exist.
\`\`\`

## Then {#then}
\`\`\`check
- that: gone
  did: { verb: delete, resource: pods }
\`\`\`
`;
const source = {
  step: (_course: string, _lesson: string, step: string) => parseLesson(LESSON).steps.find(({ id }) => id === step),
};
const AT = { course: "c", lesson: "one", step: "make" };

async function openClass(
  mode: "shared" | "namespace-each" | "cluster-each" = "shared",
  steps: ConstructorParameters<typeof Lessons>[0] = source,
): Promise<{
  world: World;
  room: Room;
  mina: PersonRecord;
  juno: PersonRecord;
}> {
  const problems: string[] = [];
  const lessons = new Lessons(steps, (_room, problem, error) => problems.push(`${problem} ${String(error)}`));
  const world = makeWorld({ factory, onAwake: lessons.attend });
  const { room } = await world.directory.create({ mode });
  const modes = new Modes(world.directory);
  const add = async (name: string): Promise<PersonRecord> => {
    const { person } = await room.people.add("student", name);
    await modes.welcome(room, person);
    return person;
  };
  return { world, room, mina: await add("Mina"), juno: await add("Juno") };
}
const ask = (room: Room, who: PersonRecord, method: string, path: string, body?: object): Promise<{ status: number }> =>
  room.request(
    {
      method: method as "GET",
      path,
      user: room.people.userOf(who),
      ...(body ? { contentType: "application/json", body: JSON.stringify(body) } : {}),
    },
    who.id,
  );
async function pass(world: World, room: Room, seconds: number): Promise<void> {
  world.clock.now += seconds * 1000;
  for (let turn = 0; turn < 4; turn++) await room.capture();
  await room.settled();
}
const progressOf = (room: Room, { id }: PersonRecord): Progress | undefined => room.classroom.state.progress[id];
const stepOf = (room: Room, who: PersonRecord): StepProgress | undefined => progressOf(room, who)?.steps["c/one/make"];

describe("LESSON-1 Markdown", () => {
  it("LESSON-1 gives introduction, steps, checks, hints, predictions and mistakes", () => {
    const { intro, steps, objects } = parseLesson(LESSON);
    expect({ intro, objects, ids: steps.map(({ id }) => id) }).toEqual({
      intro: "Hello.",
      objects: ["pods/pod-1"],
      ids: ["make", "then"],
    });
    expect(steps[0]).toMatchObject({
      title: "Make it",
      checks: ["it runs", "you asked it"],
      hints: ["Look here."],
      mistakes: ["The image does not exist."],
      predict: { question: "Where does it go?", answers: "node" },
      outcome: { path: "spec.nodeName" },
    });
    expect(steps[0]?.text).toBe("Apply it.\n\n```yaml\nkind: Pod\n```");
  });

  it.each([
    ["no front matter", "# Hello", "# Hello", /front matter/],
    ["a bad head", LESSON.replace("minutes: 5", "minutes: long"), "minutes: long", /minutes/],
    ["no step", LESSON.slice(0, LESSON.indexOf("## Make")), "Hello.", /step/],
    ["a step without id", LESSON.replace(" {#make}", ""), "## Make it", /\{#id\}/],
    ["two steps of one id", LESSON.replace("{#then}", "{#make}"), "## Then", /make/],
    ["an unknown check", LESSON.replace("asked:", "dreamt:"), "- that: you asked it", /a check has one of/],
    ["a check of the wrong shape", LESSON.replace("is: Running", "equals: Running"), "equals: Running", /equals/],
    ["a check that says nothing", LESSON.replace("that: it runs\n  ", ""), "```check", /that/],
    ["bad YAML", LESSON.replace("path: status.phase", "path: [status"), "  is: Running", /YAML/],
    ["an expression RE2 does not know", LESSON.replace("is: Running", 'matches: "(?=x)"'), "matches:", /RE2/],
    ["a fence left open", `${LESSON}\n\`\`\`hint\n`, "open", /fence/],
  ])("LESSON-1 refuses %s with its line", (_what, text, place, reason) => {
    try {
      parseLesson(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(LessonError);
      expect((error as LessonError).text.en).toMatch(reason);
      const lines = text.split("\n");
      const at = place === "open" ? lines.length - 1 : lines.findIndex((one) => one.includes(place)) + 1;
      expect((error as LessonError).line).toBe(at);
      expect((error as LessonError).text.ko.length).toBeGreaterThan(0);
    }
  });
});

describe("LESSON-12 problems", () => {
  it("LESSON-12 all of a text are told at once, each at its characters, and what is right is read", () => {
    const text = LESSON.replace("is: Running", "equals: Running").replace("answers: node", "answers: nobody");
    const { lesson, problems } = readLesson(text);
    expect(problems.map(({ from, to }) => text.slice(from, to))).toEqual(["nobody", "equals"]);
    expect(problems.every(({ text: { en, ko } }) => en !== ko && /[가-힣]/.test(ko))).toBe(true);
    expect(lesson?.steps.map(({ id }) => id)).toEqual(["make", "then"]);
    expect(lesson?.steps[0]?.hints).toEqual(["Look here."]);
  });

  it("LESSON-12 a fence inside a fence of other marks belongs to it", () => {
    const inner = "~~~hint\nTry this:\n\n```yaml\n## not a step\n```\n~~~";
    const { lesson, problems } = readLesson(LESSON.replace("```hint\nLook here.\n```", inner));
    expect(problems).toEqual([]);
    expect(lesson?.steps[0]?.hints).toEqual(["Try this:\n\n```yaml\n## not a step\n```"]);
  });

  it("LESSON-12 what is nested or aliased without end is refused", () => {
    const deep = `${"{ all: [".repeat(200)}{ object: pods/a }${"] }".repeat(200)}`;
    const bomb = `- &a [x, x, x, x, x, x, x, x, x]\n- &b [${"*a, ".repeat(30)}]\n- &c [${"*b, ".repeat(30)}]`;
    for (const yaml of [`- ${deep}`, bomb, "[".repeat(5_000)]) {
      const { problems } = readLesson(LESSON.replace(/```check\n[^`]*```/, () => `\`\`\`check\n${yaml}\n\`\`\``));
      expect(problems.length).toBeGreaterThan(0);
    }
  });
});

describe("LESSON-2 checks", () => {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "a",
      labels: { type: "web", "app.kubernetes.io/name": "x" },
      creationTimestamp: "2026-01-01T00:00:10Z",
    },
    spec: { containers: [{ name: "c1", image: "x" }] },
    status: { conditions: [{ type: "Ready", status: "True" }], restarts: 3 },
  } as unknown as KubeObject;
  const slice = {
    metadata: { name: "s", labels: { "kubernetes.io/service-name": "svc" } },
    endpoints: [
      { conditions: { ready: true }, targetRef: { name: "b" } },
      { conditions: { ready: true }, targetRef: { name: "a" } },
      { conditions: { ready: false }, targetRef: { name: "c" } },
    ],
  } as unknown as KubeObject;
  const world: CheckWorld = {
    get: (plural, name) => (plural === "pods" && name === "a" ? pod : undefined),
    list: (plural) => (plural === "pods" ? [pod] : plural === "endpointslices" ? [slice] : []),
    log: () => "Error: listen EADDRINUSE",
    deeds: [
      { type: "did", verb: "delete", resource: "deployments.apps", name: "web" },
      { type: "asked", from: "pod", url: "http://svc:80", status: 200, body: "ok" },
      { type: "refused", status: 405, resource: "pods", message: "not allowed here" },
      { type: "asked", from: "outside", url: "20.96.1.1", status: undefined, body: "" },
    ],
    since: Date.UTC(2026, 0, 1, 0, 0, 10),
  };

  it("LESSON-2 finds values by paths", () => {
    expect(valueAt(pod, "spec.containers[0].name")).toBe("c1");
    expect(valueAt(pod, "status.conditions[type=Ready].status")).toBe("True");
    expect(valueAt(pod, "metadata.labels[app.kubernetes.io/name]")).toBe("x");
    expect(valueAt(pod, "metadata.labels.constructor")).toBeUndefined();
    expect(valueAt(pod, "spec.nothing.deeper[3].x")).toBeUndefined();
  });

  it.each<[Check, boolean]>([
    [{ object: "pods/a" }, true],
    [{ object: "pods/b" }, false],
    [{ object: "pods/b", exists: false }, true],
    [{ object: "pods/a", path: "status.restarts", atLeast: 3 }, true],
    [{ object: "pods/a", path: "status.restarts", is: "3" }, true],
    [{ object: "pods/a", path: "status.restarts", atMost: 2 }, false],
    [{ object: "pods/a", path: "metadata.name", oneOf: ["a", "b"] }, true],
    [{ object: "pods/a", path: "metadata.name", isNot: "a" }, false],
    [{ object: "pods/a", path: "metadata.name", matches: "^[a-c]$" }, true],
    [{ object: "pods/a", isNew: true }, true],
    [{ objects: "pods", labels: "type=web" }, true],
    [{ objects: "pods", labels: "type=db" }, false],
    [{ objects: "pods", labels: "type", count: { is: 1 } }, true],
    [{ objects: "pods", where: [{ path: "status.restarts", atLeast: 4 }], count: { is: 0 } }, true],
    [{ endpoints: "svc", are: ["a", "b"] }, true],
    [{ endpoints: "svc", are: ["a"] }, false],
    [{ endpoints: "none", are: [] }, true],
    [{ log: "a/c1", contains: "EADDRINUSE" }, true],
    [{ did: { verb: ["delete", "update"], resource: "deployments" } }, true],
    [{ did: { verb: "delete", resource: "deployments", name: "other" } }, false],
    [{ refused: { status: 405, resource: "pods", contains: "allowed" } }, true],
    [{ refused: { status: 403 } }, false],
    [{ asked: { url: "svc", contains: "ok" } }, true],
    [{ asked: { from: "outside", fails: true } }, true],
    [{ asked: { from: "node" } }, false],
    [{ any: [{ object: "pods/b" }, { object: "pods/a" }] }, true],
    [{ all: [{ object: "pods/b" }, { object: "pods/a" }] }, false],
    [{ none: [{ object: "pods/b" }] }, true],
  ])("LESSON-2 %j is %s", (check, expected) => expect(holds(check, world)).toBe(expected));
});

describe("LESSON-3 steps", () => {
  it("LESSON-3 LESSON-4 LESSON-6 are checked as the cluster changes, once held stay held, and end with what came of the prediction", async () => {
    const { world, room, mina } = await openClass();
    await room.act({ type: "open-step", ...AT }, mina.id);
    await room.act({ type: "predict", ...AT, answer: "k8s-worker1" }, mina.id);
    await ask(room, mina, "POST", "/api/v1/namespaces/default/pods", podManifest("pod-1"));
    await pass(world, room, 30);
    expect(stepOf(room, mina)).toMatchObject({ checks: [true, false], tries: 1, mistakes: [] });
    await ask(room, mina, "GET", "/api/v1/namespaces/default/pods/pod-1/curl?url=localhost:8080/hostname");
    await pass(world, room, 1);
    const step = stepOf(room, mina);
    expect(step).toMatchObject({ checks: [true, true], prediction: "k8s-worker1" });
    expect(step?.outcome).toMatch(/^k8s-worker[12]$/);
    const { passed } = step as StepProgress;
    expect(passed).toBeGreaterThan(0);
    await ask(room, mina, "DELETE", "/api/v1/namespaces/default/pods/pod-1");
    await pass(world, room, 60);
    await room.act({ type: "predict", ...AT, answer: "k8s-worker2" }, mina.id);
    expect(stepOf(room, mina)).toMatchObject({ passed, checks: [true, true], prediction: "k8s-worker1" });
    const crashed = makeWorld({ factory, storage: world.storage, clock: world.clock });
    expect(stepOf(await crashed.directory.open(room.id), mina)).toEqual(stepOf(room, mina));
  });

  it("LESSON-5 a known mistake is told once", async () => {
    const { world, room, mina } = await openClass();
    await room.act({ type: "open-step", ...AT }, mina.id);
    await ask(
      room,
      mina,
      "POST",
      "/api/v1/namespaces/default/pods",
      podManifest("pod-1", { image: "kubetm/init:nope" }),
    );
    await pass(world, room, 60);
    await pass(world, room, 600);
    expect(stepOf(room, mina)).toMatchObject({ mistakes: [0], checks: [false, false] });
    let told = 0;
    room.attend({ onClass: ({ entry }) => void (entry.action.type === "checked" && told++) });
    await pass(world, room, 3600);
    expect(told).toBe(0);
  });

  it("LESSON-3 what happens in one student's namespace has nobody else's step looked at", async () => {
    const looked: string[] = [];
    const { check, ...rest } = parseLesson(LESSON).steps[0] as ParsedStep;
    const watched = (id: string): ParsedStep => ({
      ...rest,
      id,
      get check() {
        looked.push(id);
        return check;
      },
    });
    const steps = new Map(["of-mina", "of-juno"].map((id) => [id, watched(id)]));
    const { world, room, mina, juno } = await openClass("namespace-each", { step: (_, __, id) => steps.get(id) });
    await room.act({ type: "open-step", ...AT, step: "of-mina" }, mina.id);
    await room.act({ type: "open-step", ...AT, step: "of-juno" }, juno.id);
    const makePod = (who: PersonRecord, name: string): Promise<{ status: number }> =>
      ask(room, who, "POST", `/api/v1/namespaces/${ownNamespaceName(who)}/pods`, podManifest(name));
    await makePod(mina, "pod-0");
    await makePod(juno, "pod-0");
    await pass(world, room, 30);
    looked.length = 0;
    expect((await makePod(mina, "pod-1")).status).toBe(201);
    await pass(world, room, 30);
    expect(progressOf(room, mina)?.steps["c/one/of-mina"]?.checks[0]).toBe(true);
    expect(new Set(looked)).toEqual(new Set(["of-mina"]));
  });

  it("LESSON-7 in a namespace each one is checked in one's own, in a shared room together, in a cluster each in the fork", async () => {
    const own = await openClass("namespace-each");
    for (const person of [own.mina, own.juno]) await own.room.act({ type: "open-step", ...AT }, person.id);
    await ask(
      own.room,
      own.mina,
      "POST",
      `/api/v1/namespaces/${ownNamespaceName(own.mina)}/pods`,
      podManifest("pod-1"),
    );
    await pass(own.world, own.room, 30);
    expect(stepOf(own.room, own.mina)?.checks[0]).toBe(true);
    expect(stepOf(own.room, own.juno)?.checks).toEqual([]);

    const shared = await openClass("shared");
    for (const person of [shared.mina, shared.juno]) await shared.room.act({ type: "open-step", ...AT }, person.id);
    await ask(shared.room, shared.mina, "POST", "/api/v1/namespaces/default/pods", podManifest("pod-1"));
    await pass(shared.world, shared.room, 30);
    expect(stepOf(shared.room, shared.juno)).toMatchObject({ checks: [true, false], tries: 0 });

    const each = await openClass("cluster-each");
    for (const person of [each.mina, each.juno]) await each.room.act({ type: "open-step", ...AT }, person.id);
    const fork = await each.world.directory.open(await new Modes(each.world.directory).clusterOf(each.room, each.mina));
    await ask(fork, each.mina, "POST", "/api/v1/namespaces/default/pods", podManifest("pod-1"));
    await pass(each.world, fork, 30);
    await each.room.settled();
    expect(stepOf(each.room, each.mina)?.checks[0]).toBe(true);
    expect(stepOf(each.room, each.juno)?.checks).toEqual([]);
    expect([...own.world.problems, ...shared.world.problems, ...each.world.problems]).toEqual([]);
  });
});

describe("LESSON-8 the courses", () => {
  const library = Library.read("server/lessons/courses");

  it("LESSON-8 have the same lessons, steps, checks and questions in Korean and in English", () => {
    expect(library.courses.length).toBeGreaterThan(0);
    for (const { id } of library.courses) {
      const [ko, en] = (["ko", "en"] as const).map((language) => library.course(id, language));
      const shape = (course: typeof ko): unknown =>
        course?.lessons.map(({ id: lesson, objects, minutes, setup, steps }) => ({
          lesson,
          objects,
          minutes,
          setup: setup.length > 0,
          steps: steps.map((step) => ({
            id: step.id,
            checks: step.checks.length,
            hints: step.hints.length,
            mistakes: step.mistakes.length,
            predicts: step.predict?.answers,
            options: step.predict?.options.length,
          })),
        }));
      expect(en?.language).toBe("en");
      expect(shape(en)).toEqual(shape(ko));
    }
  });
});
