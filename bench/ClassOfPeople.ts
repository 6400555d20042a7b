/** The near end of classes of scripted people, see classPart.ts, and their rooms. */
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { Lessons } from "../server/lessons/Lessons.ts";
import { Library } from "../server/lessons/Library.ts";
import { Crossings } from "../server/monitor/crossings/Crossings.ts";
import { Drills } from "../server/monitor/Drills.ts";
import { ownNamespaceName } from "../server/protocol/ownNamespace.ts";
import { ownNamespaceRequests } from "../server/rooms/modes/ownNamespace.ts";
import { DEFAULT_QUOTAS } from "../server/rooms/quotas.ts";
import type { Room } from "../server/rooms/Room.ts";
import type { StoragePort } from "../server/rooms/StoragePort.ts";
import { DEFAULT_RATES, Visitors } from "../server/transport/visitors.ts";
import { type BenchServer, ROOT, startServer } from "./BenchServer.ts";
import type { ClassOptions, ClassOrder, ClassPeople, ClassReport, Played } from "./classPart.ts";
import { newPeople } from "./Clients.ts";
import { startPart } from "./isolation.ts";
import type { StepPlace } from "./lessonScript.ts";

const COURSE = "pods-labels-nodes";
const courses = (): Library => Library.read(join(ROOT, "server/lessons/courses"));

/** A server as in production: lessons are checked, limits hold. */
export async function startSchool(storage: StoragePort, wall?: () => number): Promise<BenchServer> {
  const library = courses();
  const settings = { quotas: DEFAULT_QUOTAS, snapshotEvery: 1_000, ...(wall ? { wall } : {}) };
  const bench = await startServer(storage, settings, {
    courses: library,
    visitors: new Visitors({ rates: DEFAULT_RATES, trustedProxies: 0 }),
  });
  const report = (room: string, problem: string, error: unknown): void =>
    console.error(`room ${room}: ${problem}:`, error);
  bench.directory.whenAwake(new Lessons(library, report).attend);
  bench.directory.whenAwake(new Drills(report).attend);
  bench.directory.whenAwake((room) => Crossings.attend(room, (problem, error) => report(room.id, problem, error)));
  return bench;
}

/** The steps of the first course, in order. */
export function stepsOfCourse(): readonly StepPlace[] {
  const lessons = courses().course(COURSE, "en")?.lessons ?? [];
  return lessons.flatMap(({ id, steps }) => steps.map((step) => ({ course: COURSE, lesson: id, step: step.id })));
}

export interface ClassSize {
  readonly students: number;
  readonly instructors: number;
}

/** A room in which each student has a namespace, and its people. */
export async function newClass(
  { directory }: BenchServer,
  { students, instructors }: ClassSize,
): Promise<{ readonly room: Room; readonly people: ClassPeople }> {
  const { room } = await directory.create({ template: "course", mode: "namespace-each" });
  const cookies = await newPeople(room, "student", students);
  const namespaces: string[] = [];
  for (const person of room.people.list()) {
    for (const request of ownNamespaceRequests(person)) await room.request(request, "");
    namespaces.push(ownNamespaceName(person));
  }
  const people = {
    room: room.id,
    students: cookies.map((cookie, index) => ({ cookie, namespace: namespaces[index] ?? "" })),
    instructors: await newPeople(room, "instructor", instructors),
  };
  return { room, people };
}

export class ClassOfPeople {
  private constructor(private readonly child: ChildProcess) {}

  /** Resolves when everybody holds the state of their room. */
  static async enter(url: string, classes: readonly ClassPeople[]): Promise<ClassOfPeople> {
    const options: ClassOptions = { url, classes, steps: stepsOfCourse() };
    const people = new ClassOfPeople(startPart("classes", options));
    await people.next("ready");
    return people;
  }

  async play(part: Omit<Extract<ClassOrder, { order: "play" }>, "order">): Promise<Played> {
    this.child.send({ order: "play", ...part } satisfies ClassOrder);
    return this.next("played");
  }

  async leave(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.send({ order: "end" } satisfies ClassOrder);
    await gone;
  }

  private next<R extends ClassReport["report"]>(report: R): Promise<Extract<ClassReport, { report: R }>> {
    return new Promise((resolve, reject) => {
      const gone = (code: number | null): void => reject(new Error(`the class ended with ${code}`));
      this.child.once("exit", gone);
      const listen = (message: ClassReport): void => {
        if (message.report !== report) return;
        this.child.off("message", listen);
        this.child.off("exit", gone);
        resolve(message as Extract<ClassReport, { report: R }>);
      };
      this.child.on("message", listen);
    });
  }
}
