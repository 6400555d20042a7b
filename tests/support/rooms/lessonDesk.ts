/** A server with the courses there are and rooms' own lessons, in this process. */
import { resolve } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { clusterFactory } from "../../../server/clusterFactory.ts";
import { Lessons } from "../../../server/lessons/Lessons.ts";
import { Library } from "../../../server/lessons/Library.ts";
import { OwnLessons } from "../../../server/lessons/own/OwnLessons.ts";
import { MemoryStorage } from "../../../server/persistence/MemoryStorage.ts";
import { type LocalServer, startLocalServer, wallClock } from "./localServer.ts";
import { makeWorld, type World } from "./worlds.ts";

async function startSchool(): Promise<LocalServer> {
  const storage = new MemoryStorage();
  const courses = Library.read("server/lessons/courses");
  const own = new OwnLessons(
    storage,
    (course, lesson) => courses.has(course, lesson),
    () => wallClock.now,
  );
  const lessons = new Lessons(
    courses,
    (_room, problem, error) =>
      world.problems.push(`${problem}: ${error instanceof Error ? error.stack : String(error)}`),
    own,
  );
  const factory = clusterFactory({ root: resolve(import.meta.dirname, "../../.."), freeze: true });
  const world: World = makeWorld({ clock: wallClock, storage, factory, rbac: true, onAwake: lessons.attend });
  const { shelf, drafts, plans, shares, copies } = own;
  return startLocalServer(world, {
    courses,
    desk: { shelf, drafts, plans, shares, copies, explain: (room, person) => lessons.explain(room, person) },
  });
}

/** A school for the tests of a file, to be called once at its top: it is there before them, and at their end reported no problem. */
export function openSchool(): LocalServer {
  const school = {} as LocalServer;
  beforeAll(async () => void Object.assign(school, await startSchool()), 60_000);
  afterAll(async () => {
    expect(school.world.problems).toEqual([]);
    await school.close();
  });
  return school;
}
