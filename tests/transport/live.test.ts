/** What passes between the pages of a class at the moment, over real sockets. */
import { setTimeout as sleep } from "node:timers/promises";
import { io } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LiveState, sightOf } from "../../components/client/live/LiveState.ts";
import type { RoomConnection } from "../../components/client/RoomConnection.ts";
import type { PersonAction } from "../../server/protocol/classroom/actionSchema.ts";
import { type Sight, SIGHT_EVERY_MS } from "../../server/protocol/live.ts";
import { PROTOCOL_VERSION, type ServerMessage } from "../../server/protocol/messages.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { openPage } from "../support/rooms/pages.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";

const AWAY_MS = 150;

let server: LocalServer;
let room: CreatedRoom;
let open: RoomConnection[];

beforeEach(async () => {
  server = await startLocalServer(undefined, { awayMs: AWAY_MS });
  room = await createRoom(server.url);
  open = [];
});
afterEach(async () => {
  for (const connection of open) connection.close();
  await server.close();
  expect(server.world.problems).toEqual([]);
});

interface Person {
  readonly id: string;
  readonly cookie: string;
  readonly page: RoomConnection;
}

const enter = (cookie: string): Promise<RoomConnection> => openPage(server, room, { cookie, open });
async function person(role: "instructor" | "student" | "viewer", nickname: string): Promise<Person> {
  const { cookie, body } = await joinRoom(server.url, room.id, { token: room.token[role], nickname });
  return { id: body.you?.id ?? "", cookie, page: await enter(cookie) };
}
async function teacher(): Promise<Person> {
  const page = await enter(room.cookie);
  return { id: page.getSnapshot().you?.id ?? "", cookie: room.cookie, page };
}
const of = ({ page }: Person): LiveState => page.getSnapshot().live;
const classOf = ({ page }: Person): ReturnType<RoomConnection["getSnapshot"]>["classroom"] =>
  page.getSnapshot().classroom;
const seen = (who: Person, student: Person): Sight | undefined => sightOf(of(who).screens.get(student.id));
const refused = { code: "not-allowed" };

/** A page that shows a view, an editor and a terminal, as the room's screen does. */
function shows({ page }: Person, sight: Sight): { sight: Sight } {
  const held = { sight };
  for (const part of ["view", "editor", "terminal", "hidden"] as const)
    page.live.sight.add(part, () => held.sight[part] as never);
  return held;
}
const terminal = (text: string): Sight["terminal"] => ({ text, columns: 80, rows: 24, row: 0, column: 0 });

describe("CLASS-20 follow me", () => {
  it("CLASS-20 CLASS-21 pages of those it is for go along, late ones too, and the instructor sees who", async () => {
    const [kim, mina, juno] = [await teacher(), await person("student", "Mina"), await person("student", "Juno")];
    await kim.page.act({ type: "follow-me", on: true, to: [mina.id] });
    await until(() => classOf(mina).leads.length === 1, "the lead");
    expect(classOf(juno).leads).toEqual([]);
    kim.page.live.lead("?at=pods/default/pod-1");
    mina.page.live.goAlong(kim.id, true);
    juno.page.live.goAlong(kim.id, true);
    await until(() => of(mina).led.get(kim.id) === "?at=pods/default/pod-1", "where the instructor is");
    await until(() => of(kim).along.get(kim.id)?.length === 1, "who goes along");
    expect(of(kim).along.get(kim.id)).toEqual([mina.id]);
    expect(of(juno).led.size).toBe(0);

    juno.page.live.goAlong(kim.id, false);
    await kim.page.act({ type: "follow-me", on: true });
    await until(() => classOf(juno).leads.length === 1, "the lead is for all");
    juno.page.live.goAlong(kim.id, true);
    const late = await person("viewer", "Late");
    expect(classOf(late).leads).toMatchObject([{ by: kim.id, to: "all" }]);
    late.page.live.goAlong(kim.id, true);
    for (const one of [juno, late])
      await until(() => of(one).led.get(kim.id) === "?at=pods/default/pod-1", "where the instructor is");
    kim.page.live.lead("?view=tables");
    for (const one of [mina, juno, late])
      await until(() => of(one).led.get(kim.id) === "?view=tables", "the next place");
    mina.page.live.goAlong(kim.id, false);
    await until(() => of(kim).along.get(kim.id)?.length === 2, "one left");
    kim.page.live.lead("?view=map");
    await until(() => of(juno).led.get(kim.id) === "?view=map", "the next place");
    expect(of(mina).led.size).toBe(0);
    await kim.page.act({ type: "follow-me", on: false });
    await until(() => classOf(juno).leads.length === 0 && of(kim).along.get(kim.id)?.length === 0, "the end");
  });

  it("CLASS-22 a reload and a killed line go on; an instructor who stays away leads no more", async () => {
    const [kim, mina] = [await teacher(), await person("student", "Mina")];
    await kim.page.act({ type: "follow-me", on: true });
    kim.page.live.lead("?view=tables");
    mina.page.live.goAlong(kim.id, true);
    await until(() => of(mina).led.size === 1, "where the instructor is");
    kim.page.close();
    const again = await enter(kim.cookie);
    await sleep(2 * AWAY_MS);
    expect(classOf(mina).leads).toHaveLength(1);
    again.live.lead("?view=map");
    await until(() => of(mina).led.get(kim.id) === "?view=map", "the page that came back leads");
    again.close();
    await until(() => classOf(mina).leads.length === 0, "the lead ended");
    expect((await server.world.directory.open(room.id)).classroom.state.leads).toEqual([]);
  });

  it("CLASS-22 a lead whose instructor never comes back after a crash ends", async () => {
    const here = await server.world.directory.open(room.id);
    const gone = await here.people.add("instructor", "Gone");
    await here.act({ type: "follow-me", on: true }, gone.person.id);
    const mina = await person("student", "Mina");
    expect(classOf(mina).leads).toHaveLength(1);
    await until(() => classOf(mina).leads.length === 0, "the lead ended");
  });
});

describe("MONITOR-10 over the shoulder", () => {
  it("MONITOR-10 MONITOR-11 an instructor sees what a student's page shows; the student sees who looks; others nothing", async () => {
    const [kim, mina, juno] = [await teacher(), await person("student", "Mina"), await person("student", "Juno")];
    const page = shows(mina, { view: "?at=pods/default/pod-1", editor: { text: "kind: Pod", from: 1, line: 1 } });
    const said: ServerMessage[] = [];
    const raw = io(server.url, { transports: ["websocket"], forceNew: true, extraHeaders: { cookie: juno.cookie } });
    raw.on("server", (message: ServerMessage) => void said.push(message));
    raw.on("connect", () => raw.emit("client", { type: "join", version: PROTOCOL_VERSION, room: room.id }));
    await until(() => said.some(({ type }) => type === "welcome"), "another page of Juno's");
    await sleep(2 * SIGHT_EVERY_MS);
    await kim.page.live.watch(mina.id, true);
    await until(() => of(mina).watchedBy[0] === kim.id, "who looks");
    await until(() => seen(kim, mina)?.editor?.text === "kind: Pod", "what the page shows");
    expect(seen(kim, mina)).toMatchObject({ view: "?at=pods/default/pod-1", terminal: null });
    page.sight = { ...page.sight, terminal: terminal("root@k8s-master:~# kubectl get po") };
    await until(() => seen(kim, mina)?.terminal?.text.includes("get po") === true, "the terminal");
    expect(seen(kim, mina)?.editor?.text).toBe("kind: Pod");
    await kim.page.live.watch(mina.id, false);
    await until(() => of(mina).watchedBy.length === 0, "nobody looks");
    page.sight = { ...page.sight, view: "?view=tables" };
    await sleep(3 * SIGHT_EVERY_MS);
    expect(of(kim).screens.size).toBe(0);
    expect(said.filter(({ type }) => /sight|watched|keyboard|keys/.test(type))).toEqual([]);
    raw.close();
  });

  it("MONITOR-12 costs nothing while nobody looks: a page says nothing by itself, and what it says goes nowhere", async () => {
    const [kim, mina, juno] = [await teacher(), await person("student", "Mina"), await person("student", "Juno")];
    const sent: Sight[] = [];
    const { sight } = mina.page.live;
    const send = (sight as unknown as { send: (said: Sight) => void }).send;
    Object.assign(sight, { send: (said: Sight) => (sent.push(said), send(said)) });
    shows(mina, { view: "?view=map" });
    await sleep(3 * SIGHT_EVERY_MS);
    expect(sent).toEqual([]);
    await kim.page.live.watch(mina.id, true);
    await until(() => sent.length === 1, "it begins");
    await sleep(3 * SIGHT_EVERY_MS);
    expect(sent).toHaveLength(1);
    send({ view: "?view=tables" });
    await until(() => seen(kim, mina)?.view === "?view=tables", "what it says");
    expect(of(juno).screens.size).toBe(0);
  });

  it("MONITOR-11 the newest page in front is shown; a reload goes on; whoever stays away or is taken out is seen no more", async () => {
    const [kim, mina] = [await teacher(), await person("student", "Mina")];
    const first = shows(mina, { view: "?view=map" });
    await kim.page.live.watch(mina.id, true);
    await until(() => seen(kim, mina)?.view === "?view=map", "the page");
    const second = await enter(mina.cookie);
    shows({ ...mina, page: second }, { view: "?view=tables" });
    await until(() => seen(kim, mina)?.view === "?view=tables", "the newer page");
    first.sight = { view: "?view=map", hidden: true };
    await sleep(2 * SIGHT_EVERY_MS);
    expect(seen(kim, mina)?.view).toBe("?view=tables");
    second.close();
    await until(() => of(kim).screens.get(mina.id)?.pages.size === 1, "one page less");
    mina.page.close();
    const back = await enter(mina.cookie);
    shows({ ...mina, page: back }, { view: "?view=feed" });
    await until(() => seen(kim, mina)?.view === "?view=feed", "after a reload");
    back.close();
    await until(() => of(kim).ended.has(mina.id), "away");

    const again = await enter(mina.cookie);
    await kim.page.live.watch(mina.id, true);
    await until(() => again.getSnapshot().live.watchedBy.length === 1, "who looks");
    const out = await fetch(`${server.url}/api/rooms/${room.id}/people/${mina.id}`, {
      method: "DELETE",
      headers: { cookie: room.cookie },
    });
    expect(out.status).toBeLessThan(300);
    await until(() => of(kim).ended.has(mina.id), "taken out");
    await expect(kim.page.live.watch(mina.id, true)).rejects.toMatchObject(refused);
  });

  it("MONITOR-13 students and viewers look at nobody; who teaches no more, sees no more; nobody looks at instructors", async () => {
    const [kim, lee, mina] = [await teacher(), await person("instructor", "Lee"), await person("student", "Mina")];
    const [juno, viewer] = [await person("student", "Juno"), await person("viewer", "Looker")];
    for (const one of [juno, viewer]) {
      await expect(one.page.live.watch(mina.id, true)).rejects.toMatchObject(refused);
      await expect(one.page.live.askKeyboard(mina.id, true)).rejects.toMatchObject(refused);
      await expect(one.page.act({ type: "follow-me", on: true })).rejects.toMatchObject(refused);
      await expect(one.page.act({ type: "show-screen", person: mina.id })).rejects.toMatchObject(refused);
      await expect(one.page.act({ type: "share-screen", on: true })).rejects.toMatchObject(refused);
      one.page.live.lead("?view=tables");
      one.page.live.goAlong(mina.id, true);
      one.page.live.type(mina.id, "rm -rf /\r");
    }
    await expect(kim.page.live.watch(lee.id, true)).rejects.toMatchObject(refused);
    await expect(kim.page.live.watch("nobody", true)).rejects.toMatchObject(refused);
    await lee.page.live.watch(mina.id, true);
    await until(() => of(mina).watchedBy[0] === lee.id, "who looks");
    const demoted = await fetch(`${server.url}/api/rooms/${room.id}/people/${lee.id}`, {
      method: "PATCH",
      headers: { cookie: room.cookie, "content-type": "application/json" },
      body: JSON.stringify({ role: "student" }),
    });
    expect(demoted.status).toBe(200);
    await until(() => of(mina).watchedBy.length === 0, "nobody looks");
    for (const one of [juno, viewer, lee]) expect(of(one).screens.size).toBe(0);
  });

  it("MONITOR-14 more than a page says is refused, and an instructor looks at so many at a time", async () => {
    const [kim, mina] = [await teacher(), await person("student", "Mina")];
    await kim.page.live.watch(mina.id, true);
    const errors: string[] = [];
    const raw = io(server.url, { transports: ["websocket"], forceNew: true, extraHeaders: { cookie: mina.cookie } });
    raw.on("server", (message: ServerMessage) => message.type === "error" && errors.push(message.code));
    let entered = false;
    raw.on("server", ({ type }: ServerMessage) => (entered ||= type === "watched"));
    raw.on("connect", () => raw.emit("client", { type: "join", version: PROTOCOL_VERSION, room: room.id }));
    await until(() => entered, "a page that is looked at");
    raw.emit("client", { type: "sight", sight: { view: "x".repeat(3_000) } });
    await until(() => errors.includes("bad-message"), "too large");
    for (let count = 0; count < 40; count++) raw.emit("client", { type: "sight", sight: { view: `?q=${count}` } });
    await until(() => errors.includes("too-fast"), "too much");
    raw.close();
    for (const name of ["A", "B", "C"]) await kim.page.live.watch((await person("student", name)).id, true);
    const fifth = await person("student", "D");
    await expect(kim.page.live.watch(fifth.id, true)).rejects.toMatchObject(refused);
  });
});

describe("MONITOR-20 another's keyboard", () => {
  it("MONITOR-20 MONITOR-21 by consent, into that terminal alone, named in the log, ended by either side at once", async () => {
    const [kim, mina, juno] = [await teacher(), await person("student", "Mina"), await person("student", "Juno")];
    const got: string[] = [];
    mina.page.live.onKeys((data, by) => got.push(`${by}:${data}`));
    juno.page.live.onKeys((data) => got.push(`juno:${data}`));
    await expect(kim.page.live.askKeyboard(mina.id, true)).rejects.toMatchObject(refused);
    await kim.page.live.watch(mina.id, true);
    kim.page.live.type(mina.id, "before");
    await kim.page.live.askKeyboard(mina.id, true);
    await until(() => of(mina).keyboards.get(mina.id)?.state === "asked", "the question");
    kim.page.live.type(mina.id, "unanswered");
    await expect(juno.page.live.giveKeyboard(kim.id, true)).rejects.toMatchObject(refused);
    await mina.page.live.giveKeyboard(kim.id, false);
    await until(() => of(kim).keyboards.size === 0, "no");
    await kim.page.live.askKeyboard(mina.id, true);
    await mina.page.live.giveKeyboard(kim.id, true);
    await until(() => of(kim).keyboards.get(mina.id)?.state === "given", "yes");
    expect(of(mina).keyboards.get(mina.id)).toMatchObject({ by: kim.id, here: true });
    kim.page.live.type(mina.id, "kubectl get po\r");
    await until(() => got.length === 1, "the keys");
    expect(got).toEqual([`${kim.id}:kubectl get po\r`]);
    expect(of(juno).keyboards.size).toBe(0);

    const make = (name: string, typedBy: string): Promise<{ status: number }> =>
      mina.page.request("POST", "/api/v1/namespaces/default/configmaps", {
        contentType: "application/json",
        body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } }),
        typedBy,
      });
    await make("typed", kim.id);
    await make("claimed", juno.id);
    const kubeconfig = await (
      await fetch(`${server.url}/api/rooms/${room.id}/kubeconfig`, { method: "POST", headers: { cookie: mina.cookie } })
    ).text();
    const api = /server: "([^"]*)"/.exec(kubeconfig)?.[1] ?? "";
    const overHttp = (name: string, by: string): Promise<Response> =>
      fetch(`${api}/api/v1/namespaces/default/configmaps`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-podroom-typed-by": by },
        body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } }),
      });
    expect((await overHttp("over-http", kim.id)).status).toBe(201);
    expect((await overHttp("over-http-claimed", juno.id)).status).toBe(201);
    const deeds = (): (readonly [string, string | undefined])[] =>
      kim.page
        .getSnapshot()
        .activity.filter(({ person: who }) => who === mina.id)
        .map(({ name, typedBy }) => [name, typedBy]);
    await until(() => deeds().length === 4, "the activity");
    expect(deeds()).toEqual([
      ["typed", kim.id],
      ["claimed", undefined],
      ["over-http", kim.id],
      ["over-http-claimed", undefined],
    ]);
    const past = (await (
      await fetch(`${server.url}/api/rooms/${room.id}/history?limit=9`, { headers: { cookie: kim.cookie } })
    ).json()) as { commands: { name: string; typedBy?: string }[] };
    expect(past.commands.filter(({ typedBy }) => typedBy === kim.id).map(({ name }) => name)).toEqual([
      "over-http",
      "typed",
    ]);

    await mina.page.live.giveKeyboard(kim.id, false);
    kim.page.live.type(mina.id, "after");
    await until(() => of(kim).keyboards.size === 0, "taken back");
    await kim.page.live.askKeyboard(mina.id, true);
    await mina.page.live.giveKeyboard(kim.id, true);
    await kim.page.live.watch(mina.id, false);
    await until(() => of(mina).keyboards.size === 0, "who looks no more types no more");
    expect(got).toHaveLength(1);
  });

  it("MONITOR-22 one instructor at a time; it goes with either page, and with the room's trust", async () => {
    const [kim, lee, mina] = [await teacher(), await person("instructor", "Lee"), await person("student", "Mina")];
    await kim.page.live.watch(mina.id, true);
    await lee.page.live.watch(mina.id, true);
    await lee.page.live.askKeyboard(mina.id, true);
    await expect(kim.page.live.askKeyboard(mina.id, true)).rejects.toMatchObject(refused);
    await mina.page.live.giveKeyboard(lee.id, true);
    await expect(kim.page.live.askKeyboard(mina.id, true)).rejects.toMatchObject(refused);
    kim.page.live.type(mina.id, "x");
    lee.page.close();
    await until(() => of(mina).keyboards.size === 0, "the instructor's page is gone");
    await kim.page.live.askKeyboard(mina.id, true);
    const second = await enter(mina.cookie);
    await until(() => second.getSnapshot().live.keyboards.get(mina.id)?.state === "asked", "asked on every page");
    await mina.page.live.giveKeyboard(kim.id, true);
    await until(() => second.getSnapshot().live.keyboards.get(mina.id)?.state === "given", "given");
    expect(second.getSnapshot().live.keyboards.get(mina.id)?.here).toBe(false);
    mina.page.close();
    await until(() => of(kim).keyboards.size === 0, "the student's page is gone");
  });
});

describe("CLASS-30 a shown screen", () => {
  it("CLASS-30 CLASS-31 with the student's consent alone; everybody who goes along sees it; it ends with either", async () => {
    const [kim, mina, juno] = [await teacher(), await person("student", "Mina"), await person("student", "Juno")];
    const viewer = await person("viewer", "Looker");
    const page = shows(mina, { view: "?view=map", terminal: terminal("hello") });
    await kim.page.act({ type: "show-screen", person: mina.id });
    await until(() => classOf(mina).shown?.agreed === false, "the question");
    expect(classOf(juno).shown).toBeUndefined();
    await expect(juno.page.act({ type: "share-screen", on: true })).rejects.toMatchObject(refused);
    await expect(kim.page.act({ type: "show-screen", person: kim.id })).rejects.toMatchObject(refused);
    await mina.page.act({ type: "share-screen", on: false });
    await until(() => classOf(kim).shown === undefined, "no");
    juno.page.live.goAlong(mina.id, true);
    juno.page.live.goAlong(mina.id, false);

    await kim.page.act({ type: "show-screen", person: mina.id });
    await mina.page.act({ type: "share-screen", on: true });
    for (const one of [juno, viewer]) {
      await until(() => classOf(one).shown?.agreed === true, "it is shown");
      one.page.live.goAlong(mina.id, true);
      await until(() => seen(one, mina)?.terminal?.text === "hello", "the screen");
    }
    expect(of(mina).watchedBy).toEqual([]);
    await until(() => of(kim).along.get(mina.id)?.length === 2, "who looks");
    juno.page.live.goAlong(mina.id, false);
    page.sight = { ...page.sight, view: "?view=tables" };
    await until(() => seen(viewer, mina)?.view === "?view=tables", "what comes next");
    expect(of(juno).screens.size).toBe(0);
    await mina.page.act({ type: "share-screen", on: false });
    await until(() => classOf(viewer).shown === undefined && of(kim).along.get(mina.id)?.length === 0, "the end");
    page.sight = { ...page.sight, view: "?view=feed" };
    await sleep(3 * SIGHT_EVERY_MS);
    expect(seen(viewer, mina)?.view).toBe("?view=tables");

    await kim.page.act({ type: "show-screen", person: mina.id });
    await mina.page.act({ type: "share-screen", on: true });
    mina.page.close();
    await until(() => classOf(viewer).shown === undefined, "the student went away");
  });
});

describe("CLASS-14 all have answered", () => {
  const ask: PersonAction = { type: "ask", id: "q", text: "Where?", answers: "choice", options: ["a", "b"] };
  const asked = (who: Person): ReturnType<typeof classOf>["questions"][number] | undefined => classOf(who).questions[0];

  it("CLASS-14 the last answer shows the spread to all, and none is taken any more; the outcome comes later", async () => {
    const [kim, mina, juno] = [await teacher(), await person("student", "Mina"), await person("student", "Juno")];
    const viewer = await person("viewer", "Looking on");
    await sleep(2 * AWAY_MS);
    await kim.page.act(ask);
    await mina.page.act({ type: "vote", id: "q", answer: "a" });
    await mina.page.act({ type: "vote", id: "q", answer: "b" });
    await until(() => asked(viewer)?.voted === 1, "the first answer");
    expect(asked(viewer)?.counted).toBeUndefined();
    await juno.page.act({ type: "vote", id: "q", answer: "b" });
    for (const one of [kim, mina, juno, viewer]) {
      await until(() => asked(one)?.counted !== undefined, "the spread");
      expect(asked(one)?.counted?.spread).toEqual({ b: 2 });
    }
    expect(asked(viewer)?.votes).toEqual({});
    await expect(mina.page.act({ type: "vote", id: "q", answer: "a" })).rejects.toMatchObject(refused);
    await kim.page.act({ type: "reveal", id: "q", outcome: "b" });
    await until(() => asked(mina)?.revealed !== undefined, "the outcome");
    expect(asked(mina)?.revealed).toMatchObject({ outcome: "b", spread: { b: 2 } });
  });

  it("CLASS-14 who is away for long, or out, is not waited for; who comes back at once is", async () => {
    const [kim, mina, juno] = [await teacher(), await person("student", "Mina"), await person("student", "Juno")];
    await sleep(2 * AWAY_MS);
    await kim.page.act(ask);
    juno.page.close();
    await mina.page.act({ type: "vote", id: "q", answer: "a" });
    expect(asked(kim)?.counted).toBeUndefined();
    await until(() => asked(kim)?.counted !== undefined, "an end without who is away");
    expect(asked(kim)?.counted?.spread).toEqual({ a: 1 });
  });
});
