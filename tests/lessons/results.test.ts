/** What is counted of a student's step, with the real cluster; and how it comes out as a table. */
import { resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { clusterFactory } from "../../server/clusterFactory.ts";
import { Lessons } from "../../server/lessons/Lessons.ts";
import { Library } from "../../server/lessons/Library.ts";
import type { StepProgress } from "../../server/protocol/classroom/ClassState.ts";
import type { Results } from "../../server/protocol/results.ts";
import type { Room } from "../../server/rooms/Room.ts";
import { csvOf } from "../../server/transport/roomsRest/csv.ts";
import { podManifest } from "../support/clusters.ts";
import { type LocalServer, startLocalServer } from "../support/rooms/localServer.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { makeWorld, type World } from "../support/rooms/worlds.ts";

const factory = clusterFactory({ root: resolve("."), freeze: true });
const library = Library.read(resolve("server/lessons/courses"));
const COURSE = "pods-labels-nodes";
const APPLY = { course: COURSE, lesson: "two-containers", step: "apply" };
const MINUTE = 60_000;

interface Class {
  readonly world: World;
  readonly server: LocalServer;
  readonly room: Room;
  readonly made: CreatedRoom;
}

let open: LocalServer[] = [];
afterEach(async () => {
  for (const server of open) await server.close();
  open = [];
});

async function serve(world: World): Promise<LocalServer> {
  const lessons = new Lessons(library, (_room, problem, error) => world.problems.push(`${problem}: ${String(error)}`));
  world.directory.whenAwake(lessons.attend);
  const server = await startLocalServer(world, { courses: library });
  open.push(server);
  return server;
}

async function openClass(): Promise<Class> {
  const world = makeWorld({ factory, rbac: true });
  const server = await serve(world);
  const made = await createRoom(server.url, { name: "=Monday", mode: "namespace-each" });
  return { world, server, made, room: await world.directory.open(made.id) };
}

async function join({ server, made }: Class, nickname: string): Promise<{ id: string; cookie: string }> {
  const { cookie, body } = await joinRoom(server.url, made.id, { token: made.token.student, nickname });
  return { id: body.you?.id as string, cookie };
}

const at = (room: Room, person: string): StepProgress =>
  room.classroom.state.progress[person]?.steps[`${COURSE}/two-containers/apply`] as StepProgress;

/** Lets wall and cluster time pass. */
async function pass({ world, room }: Pick<Class, "world" | "room">, ms: number): Promise<void> {
  world.clock.now += ms;
  for (let round = 0; round < 20; round++) {
    await room.observe(
      () => undefined,
      () => undefined,
    );
    await new Promise((done) => setTimeout(done, 2));
  }
}

async function change(
  { room }: Pick<Class, "room">,
  person: string,
  name: string,
  namespace = "default",
): Promise<number> {
  const known = room.people.find(person);
  if (!known) throw new Error("nobody");
  const request = {
    method: "POST" as const,
    path: `/api/v1/namespaces/${namespace}/configmaps`,
    contentType: "application/json",
    body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } }),
    user: room.people.userOf(known),
  };
  return (await room.request(request, person)).status;
}

const file = async ({ server, made }: Class, cookie: string, path: string): Promise<Response> =>
  fetch(`${server.url}/api/rooms/${made.id}${path}`, { headers: { cookie } });
const rows = (csv: string): string[] =>
  csv
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split("\r\n");

describe("RESULT-1 what is counted", () => {
  it("RESULT-2 an attempt is a change, refused or not, and those that come together are one; it is counted on after a restart", async () => {
    const one = await openClass();
    const { world, room } = one;
    const mina = await join(one, "Mina");
    await room.act({ type: "open-step", ...APPLY }, mina.id);
    // In a namespace that is not theirs: refused, and tried all the same.
    expect(await change(one, mina.id, "a")).toBe(403);
    expect(await change(one, mina.id, "b")).toBe(403);
    await pass(one, 10_000);
    expect(at(room, mina.id).tries).toBe(1);
    await change(one, mina.id, "c");
    await pass(one, 10_000);
    expect(at(room, mina.id).tries).toBe(2);
    const known = room.people.find(mina.id);
    await room.request(
      {
        method: "POST",
        path: "/outside/curl",
        user: room.people.userOf(known as never),
        contentType: "application/json",
        body: '{"url":"http://x/"}',
      },
      mina.id,
    );
    await pass(one, 10_000);
    expect(at(room, mina.id).tries).toBe(2);

    const again = makeWorld({ factory, storage: world.storage, clock: world.clock, rbac: true });
    const server = await serve(again);
    const woken = await again.directory.open(room.id);
    expect(at(woken, mina.id)).toEqual(at(room, mina.id));
    await change({ room: woken }, mina.id, "d");
    await pass({ world: again, room: woken }, 5_000);
    expect(at(woken, mina.id).tries).toBe(3);
    expect([...world.problems, ...server.world.problems]).toEqual([]);
  });

  it("RESULT-3 time is spent on the step one is at, until it is done; a long pause counts as five minutes", async () => {
    const one = await openClass();
    const { room } = one;
    const mina = await join(one, "Mina");
    const act = (action: Parameters<Room["act"]>[0]): Promise<void> => room.act(action, mina.id);
    await act({ type: "open-step", ...APPLY });
    await pass(one, 2 * MINUTE);
    await act({ type: "take-hint", ...APPLY, hint: 1 });
    expect(at(room, mina.id).spent).toBe(2 * MINUTE);
    await pass(one, 60 * MINUTE);
    await act({ type: "take-hint", ...APPLY, hint: 2 });
    expect(at(room, mina.id).spent).toBe(7 * MINUTE);
    // Elsewhere, and back.
    await pass(one, MINUTE);
    await act({ type: "open-step", ...APPLY, step: "localhost" });
    await pass(one, 3 * MINUTE);
    await act({ type: "open-step", ...APPLY });
    expect(at(room, mina.id).spent).toBe(8 * MINUTE);
    await pass(one, MINUTE);
    const namespace = [...room.cluster.store.list("namespaces")].find(
      ({ metadata }) => metadata.labels?.["podroom.io/owner"],
    )?.metadata.name as string;
    const pod = {
      ...podManifest("pod-1"),
      metadata: { name: "pod-1", namespace },
      spec: {
        containers: [
          { name: "container1", image: "kubetm/p8000" },
          { name: "container2", image: "kubetm/p8080" },
        ],
      },
    };
    const user = room.people.userOf(room.people.find(mina.id) as never);
    const path = `/api/v1/namespaces/${namespace}/pods`;
    const made = await room.request(
      { method: "POST", path, user, contentType: "application/json", body: JSON.stringify(pod) },
      mina.id,
    );
    expect(made.status).toBe(201);
    await pass(one, 30_000);
    await pass(one, 1_000);
    const done = at(room, mina.id);
    expect(done.passed).toBeDefined();
    expect(done.spent).toBeGreaterThan(9 * MINUTE);
    await pass(one, 4 * MINUTE);
    await act({ type: "open-step", ...APPLY });
    expect(at(room, mina.id)).toMatchObject({ spent: done.spent, tries: 1 });
  });
});

describe("RESULT-4 RESULT-5 who gets them, and how", () => {
  it("RESULT-4 instructors get all, students their own; who is forgotten has no name", async () => {
    const one = await openClass();
    const { room, made } = one;
    const [mina, juno, sohee] = [await join(one, "=Mina"), await join(one, '주노, "J"'), await join(one, "Sohee")];
    for (const { id } of [mina, juno]) await room.act({ type: "open-step", ...APPLY }, id);
    await room.act({ type: "take-hint", ...APPLY, hint: 2 }, mina.id);
    await room.act({ type: "open-step", ...APPLY, step: "localhost" }, juno.id);
    await room.act({ type: "predict", ...APPLY, step: "localhost", answer: '-1, "or" 2' }, juno.id);

    const answer = await file(one, made.cookie, "/results?language=en");
    const { results } = (await answer.json()) as { results: Results };
    const [course] = results.courses;
    expect(course?.students.map(({ name, steps }) => [name, steps.length])).toEqual([
      ["=Mina", 1],
      ['주노, "J"', 2],
      ["Sohee", 0],
    ]);
    expect(course?.students[0]?.steps[0]).toMatchObject({
      step: "apply",
      held: 0,
      hints: 2,
      attempts: 0,
      mistakes: [],
    });

    const download = await file(one, made.cookie, "/results/csv?language=ko");
    expect(download.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(download.headers.get("content-disposition")).toBe(`attachment; filename="podroom-${made.id}-results.csv"`);
    const bytes = new Uint8Array(await download.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [head, ...lines] = rows(new TextDecoder().decode(bytes));
    expect(head?.split(",").slice(0, 3)).toEqual(["이름", "방에 있음", "수업"]);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^'=Mina,예,/);
    expect(lines[2]).toMatch(/^"주노, ""J""",예,.*,"'-1, ""or"" 2",,$/);
    expect(lines[3]).toMatch(/^Sohee,예,.*,시작 전,/);
    expect((await file(one, made.cookie, "/results/xlsx")).status).toBe(404);
    expect((await file(one, made.cookie, "/results?language=fr")).status).toBe(400);

    expect((await file(one, mina.cookie, "/results")).status).toBe(403);
    expect((await file(one, mina.cookie, "/results/csv")).status).toBe(403);
    const own = rows(await (await file(one, mina.cookie, "/mine/results.csv?language=en")).text());
    expect(own).toHaveLength(2);
    expect(own[1]).toMatch(/^'=Mina,yes,/);
    const ownJson = (await (await file(one, juno.cookie, "/mine/results.json")).json()) as Results;
    expect(ownJson.courses[0]?.students.map(({ person }) => person)).toEqual([juno.id]);
    expect((await file(one, "", "/mine/results.csv")).status).toBe(403);

    const remove = (path: string, cookie: string): Promise<Response> =>
      fetch(`${one.server.url}/api/rooms/${made.id}${path}`, { method: "DELETE", headers: { cookie } });
    await remove("/mine", juno.cookie);
    await remove(`/people/${mina.id}`, made.cookie);
    await remove("/mine", sohee.cookie);
    const after = await (await file(one, made.cookie, "/results/csv?language=en")).text();
    expect(after).not.toMatch(/주노|Sohee/);
    expect(
      rows(after)
        .slice(1)
        .map((line) => line.split(",").slice(0, 2).join()),
    ).toEqual(["'=Mina,no", "forgotten 1,no", "forgotten 1,no"]);
  });

  it("RESULT-7 what the class was asked is a file with a row for each answer; only instructors get it", async () => {
    const one = await openClass();
    const [mina, juno] = [await join(one, "=Mina"), await join(one, "주노")];
    const teacher = one.made.cookie.split("=")[1]?.split(".")[0] as string;
    const { room } = one;
    await room.act({ type: "ask", id: "q1", text: "어느 노드?", answers: "choice", options: ["a", "b"] }, teacher);
    await room.act({ type: "vote", id: "q1", answer: "a" }, mina.id);
    await room.act({ type: "vote", id: "q1", answer: "b" }, juno.id);
    await room.act({ type: "reveal", id: "q1", outcome: "a" }, teacher);
    await room.act({ type: "ask", id: "q2", text: "몇 개?", answers: "number", options: [] }, teacher);
    const get = (cookie: string, language: string): Promise<Response> =>
      file(one, cookie, `/results/questions.csv?language=${language}`);
    const [head, ...lines] = rows(await (await get(one.made.cookie, "ko")).text());
    expect(head).toMatch(/^질문,/);
    expect(lines).toEqual([
      expect.stringMatching(/^어느 노드\?,.*,'=Mina,a,a,예$/),
      expect.stringMatching(/^어느 노드\?,.*,주노,b,a,아니요$/),
      expect.stringMatching(/^몇 개\?,[\d :-]+,,,,,$/),
    ]);
    expect((await get(mina.cookie, "ko")).status).toBe(403);
    await fetch(`${one.server.url}/api/rooms/${one.made.id}/mine`, {
      method: "DELETE",
      headers: { cookie: juno.cookie },
    });
    expect(await (await get(one.made.cookie, "en")).text()).toMatch(/,forgotten,b,a,no/);
  });

  it("RESULT-5 cells are quoted as RFC 4180 has it, and none is a formula", () => {
    expect(
      csvOf([
        ["a", 1, -2],
        ["b,c", 'd"e', "f\ng"],
      ]),
    ).toBe('\uFEFFa,1,-2\r\n"b,c","d""e","f\ng"\r\n');
    for (const begin of ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
      expect(csvOf([[`${begin}cmd|' /C calc'!A0`]]).replace(/^\uFEFF"?/, "")).toMatch(/^'/);
    expect(csvOf([[" =1"]])).toBe("\uFEFF' =1\r\n");
    expect(csvOf([["plain", "한국어", "it's"]])).toBe("\uFEFFplain,한국어,it's\r\n");
  });
});
