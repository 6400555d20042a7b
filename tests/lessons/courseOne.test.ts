/** LESSON-9: each lesson of the first course from start to end, and its typical mistakes, as a student plays them. */
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { clusterFactory } from "../../server/clusterFactory.ts";
import { Lessons } from "../../server/lessons/Lessons.ts";
import { Library } from "../../server/lessons/Library.ts";
import type { Lesson } from "../../server/protocol/lessons.ts";
import type { StepProgress } from "../../server/protocol/classroom/ClassState.ts";
import { manifestRequests, readManifests } from "../../server/rooms/manifestRequests.ts";
import type { Room } from "../../server/rooms/Room.ts";
import { makeWorld, type World } from "../support/rooms/worlds.ts";

const COURSE = "pods-labels-nodes";
const factory = clusterFactory({ root: resolve("."), freeze: true });
const library = Library.read("server/lessons/courses");
const PODS = "/api/v1/namespaces/default/pods";

/** A student at a lesson. */
class Play {
  private constructor(
    private readonly world: World,
    private readonly room: Room,
    private readonly student: string,
    private readonly lesson: Lesson,
  ) {}

  static async begin(id: string): Promise<Play> {
    const lessons = new Lessons(library, (_room, problem, error) => expect.fail(`${problem}: ${String(error)}`));
    const world = makeWorld({ factory, onAwake: lessons.attend });
    const { room } = await world.directory.create({});
    const { person } = await room.people.add("student", "Mina");
    const lesson = library.course(COURSE, "en")?.lessons.find((one) => one.id === id) as Lesson;
    const play = new Play(world, room, person.id, lesson);
    if (lesson.setup) await play.apply(lesson.setup);
    await play.wait(60);
    return play;
  }

  async open(step: string): Promise<void> {
    await this.room.act({ type: "open-step", course: COURSE, lesson: this.lesson.id, step }, this.student);
  }

  /** A manifest; left out: the one in the step's text. */
  async apply(yaml: string): Promise<void> {
    for (const request of manifestRequests(await readManifests([yaml]), this.room.cluster.api.definitions))
      await this.room.request({ ...request, user: this.user }, this.student);
  }

  async applyFrom(step: string, change = (yaml: string): string => yaml): Promise<void> {
    const text = this.lesson.steps.find(({ id }) => id === step)?.text ?? "";
    await this.apply(change(/```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? ""));
  }

  async ask(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, body?: object): Promise<number> {
    const contentType = method === "PATCH" ? "application/strategic-merge-patch+json" : "application/json";
    const { status } = await this.room.request(
      { method, path, user: this.user, ...(body ? { contentType, body: JSON.stringify(body) } : {}) },
      this.student,
    );
    return status;
  }

  label(path: string, labels: object): Promise<number> {
    return this.ask("PATCH", path, { metadata: { labels } });
  }

  curl(from: string, url: string): Promise<number> {
    return this.ask("GET", `${from}/curl?url=${encodeURIComponent(url)}`);
  }

  ip(pod: string): string {
    const object = this.room.cluster.store.get("pods", "default", pod) as { status?: { podIP?: string } } | undefined;
    return object?.status?.podIP ?? "";
  }

  pods(): string[] {
    return [...this.room.cluster.store.list("pods", "default")].map(({ metadata }) => metadata.name);
  }

  async wait(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.world.clock.now += 1000;
      await this.room.capture();
    }
    await this.room.settled();
  }

  progress(step: string): StepProgress {
    const all = this.room.classroom.state.progress[this.student];
    return all?.steps[`${COURSE}/${this.lesson.id}/${step}`] as StepProgress;
  }

  /** The step is passed by now. */
  passed(step: string): void {
    const { passed, checks } = this.progress(step);
    expect(passed, `${this.lesson.id}/${step}: ${JSON.stringify(checks)}`).toBeGreaterThan(0);
  }

  private get user(): ReturnType<Room["people"]["userOf"]> {
    const person = this.room.people.find(this.student);
    if (!person) throw new Error("nobody");
    return this.room.people.userOf(person);
  }
}

interface Part {
  readonly step: string;
  readonly act: (play: Play) => Promise<unknown>;
  readonly wait?: number;
}
const REMEMBERED: { before: string } = { before: "" };

const WELL: { readonly [lesson: string]: readonly Part[] } = {
  "two-containers": [
    { step: "apply", act: (play) => play.applyFrom("apply") },
    { step: "localhost", act: (play) => play.curl(`${PODS}/pod-1`, "localhost:8080") },
  ],
  "same-port": [
    { step: "collide", act: (play) => play.applyFrom("collide") },
    {
      step: "log",
      act: (play) =>
        play.ask("PATCH", `${PODS}/pod-2`, {
          spec: { containers: [{ name: "container2", image: "kubetm/p8080" }] },
        }),
      wait: 400,
    },
  ],
  "pod-ips": [
    {
      step: "inside",
      act: (play) => play.curl("/api/v1/nodes/k8s-master", `http://${play.ip("pod-1")}:8080/hostname`),
    },
    { step: "outside", act: (play) => play.curl("/outside", `http://${play.ip("pod-1")}:8080`) },
    {
      step: "volatile",
      act: async (play) => {
        await play.ask("DELETE", `${PODS}/pod-1`);
        await play.wait(40);
        await play.applyFrom("volatile");
      },
    },
  ],
  recreated: [
    { step: "deploy", act: (play) => play.applyFrom("deploy") },
    {
      step: "delete",
      act: (play) => {
        REMEMBERED.before = play.pods()[0] ?? "";
        return play.ask("DELETE", `${PODS}/${REMEMBERED.before}`);
      },
    },
    {
      step: "scale",
      act: (play) =>
        play.ask("PATCH", "/apis/apps/v1/namespaces/default/deployments/deployment-1/scale", { spec: { replicas: 3 } }),
    },
  ],
  labels: [
    { step: "six", act: (play) => play.applyFrom("six") },
    { step: "select", act: (play) => play.label(`${PODS}/pod-2`, { type: "web" }) },
  ],
  services: [
    { step: "make", act: (play) => play.applyFrom("make") },
    { step: "move", act: (play) => play.label(`${PODS}/pod-1`, { type: "db" }) },
    { step: "call", act: (play) => play.curl(`${PODS}/pod-2`, "svc-for-web:8080/hostname") },
  ],
  "all-namespaces": [
    {
      step: "fail",
      act: (play) => play.ask("POST", "/api/v1/pods", { apiVersion: "v1", kind: "Pod", metadata: { name: "pod-7" } }),
    },
    { step: "choose", act: (play) => play.applyFrom("fail") },
  ],
  "node-selector": [
    { step: "nobody", act: (play) => play.applyFrom("nobody") },
    { step: "label", act: (play) => play.label("/api/v1/nodes/k8s-worker1", { hostname: "node1" }) },
  ],
  "what-is-left": [
    { step: "two-gi", act: (play) => play.applyFrom("two-gi") },
    { step: "half-gi", act: (play) => play.applyFrom("half-gi") },
    {
      step: "too-much",
      act: async (play) => {
        await play.ask("DELETE", `${PODS}/pod-4?gracePeriodSeconds=0`);
        await play.applyFrom("two-gi", (yaml) => yaml.replace(/[23]Gi/g, "20Gi"));
      },
    },
  ],
  limits: [
    { step: "memory", act: (play) => play.applyFrom("memory") },
    { step: "cpu", act: (play) => play.applyFrom("cpu") },
  ],
};

describe("LESSON-9 the first course", () => {
  const lessons = library.course(COURSE, "ko")?.lessons ?? [];

  it("LESSON-9 covers the note in ten lessons", () => {
    expect(lessons.map(({ id }) => id)).toEqual(Object.keys(WELL));
  });

  it.each(Object.keys(WELL))("LESSON-9 %s, from start to end", async (id) => {
    const play = await Play.begin(id);
    const parts = WELL[id] as readonly Part[];
    expect(parts.map(({ step }) => step)).toEqual(lessons.find((one) => one.id === id)?.steps.map((step) => step.id));
    for (const { step, act, wait = 90 } of parts) {
      await play.open(step);
      await play.wait(1);
      expect(play.progress(step).passed, `${step} before it is done`).toBeUndefined();
      await act(play);
      await play.wait(wait);
      play.passed(step);
    }
  });

  it("LESSON-6 tells where pods went beside what was predicted", async () => {
    const play = await Play.begin("what-is-left");
    await play.open("two-gi");
    await play.applyFrom("two-gi");
    await play.wait(60);
    expect(play.progress("two-gi").outcome).toBe("k8s-worker2");
  });
});

const MISTAKES: readonly (readonly [string, string, (play: Play) => Promise<unknown>])[] = [
  ["two-containers", "apply", (play) => play.applyFrom("apply", (yaml) => yaml.replace("p8080", "p8080:none"))],
  ["two-containers", "apply", (play) => play.applyFrom("apply", (yaml) => yaml.replace("p8080", "p8000"))],
  [
    "two-containers",
    "localhost",
    async (play) => {
      await play.applyFrom("apply");
      await play.wait(60);
      await play.curl(`${PODS}/pod-1`, "localhost:9090");
    },
  ],
  [
    "same-port",
    "log",
    async (play) => {
      await play.applyFrom("collide");
      await play.wait(20);
      await play.ask("PATCH", `${PODS}/pod-2`, {
        spec: { containers: [{ name: "container2", ports: [{ containerPort: 8080 }] }] },
      });
    },
  ],
  ["pod-ips", "inside", (play) => play.curl("/outside", `${play.ip("pod-1")}:8080`)],
  [
    "recreated",
    "deploy",
    (play) => play.applyFrom("deploy", (yaml) => yaml.replace("app: deploy\n  template", "app: other\n  template")),
  ],
  [
    "recreated",
    "delete",
    async (play) => {
      await play.applyFrom("deploy");
      await play.wait(30);
      await play.ask("DELETE", "/apis/apps/v1/namespaces/default/deployments/deployment-1");
    },
  ],
  ["services", "make", (play) => play.applyFrom("make", (yaml) => yaml.replace("type: web", "app: web"))],
  [
    "node-selector",
    "label",
    async (play) => {
      await play.applyFrom("nobody");
      await play.wait(5);
      await play.ask("PATCH", `${PODS}/pod-3`, { spec: { nodeSelector: { hostname: "node2" } } });
    },
  ],
  [
    "what-is-left",
    "too-much",
    (play) =>
      play.applyFrom("two-gi", (yaml) => yaml.replace("memory: 2Gi", "memory: 20Gi").replace("pod-4", "pod-44")),
  ],
  [
    "limits",
    "memory",
    (play) => play.applyFrom("memory", (yaml) => yaml.replace("polinux/stress", "polinux/stress:no-such")),
  ],
];

describe("LESSON-10 typical mistakes", () => {
  it.each(MISTAKES)("LESSON-10 are told in %s / %s", async (lesson, step, err) => {
    const play = await Play.begin(lesson);
    await play.open(step);
    await err(play);
    await play.wait(90);
    const { mistakes, passed } = play.progress(step);
    expect(passed).toBeUndefined();
    expect(mistakes.length).toBeGreaterThan(0);
  });
});
