/** The door of a room over HTTP and the socket: the waiting room, links that end, going on on another device. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DoorWait } from "../../components/client/DoorWait.ts";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import { MemoryStorage } from "../../server/persistence/MemoryStorage.ts";
import { joinCodeOf, showJoinCode } from "../../server/protocol/joinCode.ts";
import { DEFAULT_RATES, Visitors } from "../../server/transport/visitors.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { openPage } from "../support/rooms/pages.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { makeWorld } from "../support/rooms/worlds.ts";

const HOUR = 3_600_000;

let server: LocalServer;
let clock: { now: number };
let storage: MemoryStorage;
let room: CreatedRoom;
let open: { close(): void }[];

beforeEach(async () => {
  clock = { now: 1_790_000_000_000 };
  storage = new MemoryStorage();
  open = [];
  server = await startLocalServer(makeWorld({ clock, storage }));
  room = await createRoom(server.url);
});
afterEach(async () => {
  for (const each of open) each.close();
  await server.close();
  expect(server.world.problems).toEqual([]);
});

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads what it expects
  readonly body: any;
}

async function ask(cookie: string, method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${server.url}/api/rooms/${room.id}${path}`, {
    method,
    headers: { cookie, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  const parsed = text.startsWith("{") ? (JSON.parse(text) as { error?: { code: string } }) : {};
  return { status: response.status, code: parsed.error?.code, body: parsed };
}

const teach = (method: string, path: string, body?: object): Promise<Answer> => ask(room.cookie, method, path, body);

const teacher = (cookie = room.cookie): Promise<RoomConnection> => openPage(server, room, { cookie, open });

/** A page that waits: what it was told, in order. */
function waitAt(cookie: string): readonly string[] {
  const told: string[] = [];
  open.push(
    new DoorWait({
      roomId: room.id,
      url: server.url,
      extraHeaders: { cookie },
      onWait: (nickname) => told.push(`waits as ${nickname}`),
      onLine: () => undefined,
      onLetIn: () => told.push("let in"),
      onEnd: (code) => told.push(code),
    }),
  );
  return told;
}

const join = (nickname: string, token = room.token.student, cookie?: string): ReturnType<typeof joinRoom> =>
  joinRoom(server.url, room.id, { token, nickname }, cookie);

describe("ROOM-33 the waiting room", () => {
  it("ROOM-33 who follows a link waits, is seen by instructors alone, and comes in as soon as one lets them", async () => {
    const instructor = await teacher();
    const before = await join("Before");
    const student = await teacher(before.cookie);
    await instructor.act({ type: "waiting-room", on: true });
    const mina = await join("Mina");
    expect(mina).toMatchObject({ status: 202, body: { waiting: { nickname: "Mina" } } });
    const page = waitAt(mina.cookie);
    await until(() => page.length === 1, "the page knows that it waits");
    expect(page).toEqual(["waits as Mina"]);
    await until(() => instructor.getSnapshot().waiting[0]?.online === true, "the instructor sees who waits");
    expect(instructor.getSnapshot().waiting).toMatchObject([{ nickname: "Mina", role: "student", online: true }]);
    expect(student.getSnapshot().waiting).toEqual([]);
    expect([...student.getSnapshot().people.values()].map(({ nickname }) => nickname)).not.toContain("Mina");
    const { id } = instructor.getSnapshot().waiting[0] ?? { id: "" };
    expect((await teach("POST", "/waiting", { people: [id], letIn: true })).status).toBe(200);
    await until(() => page.length === 2, "the page is told");
    expect(page[1]).toBe("let in");
    expect((await joinRoom(server.url, room.id, {}, mina.cookie)).body.you).toMatchObject({ id, role: "student" });
    await until(() => instructor.getSnapshot().waiting.length === 0, "nobody waits");
    await until(() => student.getSnapshot().people.has(id), "others see who came");
  });

  it("ROOM-33 nothing of the room is served to who waits, at any door", async () => {
    const instructor = await teacher();
    await instructor.act({ type: "waiting-room", on: true });
    const { cookie } = await join("Mina");
    for (const [method, path] of [
      ["GET", ""],
      ["POST", "/kubeconfig"],
      ["POST", "/cluster"],
      ["POST", "/device"],
      ["GET", "/history"],
      ["GET", "/mine"],
      ["GET", "/waiting"],
      ["GET", "/links"],
      ["POST", "/fork"],
    ] as const)
      expect([path, await ask(cookie, method, path, method === "POST" ? {} : undefined)]).toMatchObject([
        path,
        { status: 403, code: "waiting" },
      ]);
    expect(await (await fetch(`${server.url}/api/rooms`, { headers: { cookie } })).json()).toEqual({ rooms: [] });
    const { id } = instructor.getSnapshot().waiting[0] ?? { id: "" };
    const guessed = await fetch(`${server.url}/clusters/${room.id}/t/${cookie.split(".")[1]}/api/v1/pods`);
    expect(guessed.status).toBe(401);
    expect((await ask(cookie, "POST", "/waiting", { people: [id], letIn: true })).status).toBe(403);
    // Over the socket nothing comes but that one waits, whatever is asked.
    const page = new RoomConnection({ roomId: room.id, url: server.url, extraHeaders: { cookie } });
    open.push(page);
    page.connect();
    await until(() => page.getSnapshot().phase === "joining", "joining");
    const asked = Promise.allSettled([
      page.request("GET", "/api/v1/pods"),
      page.act({ type: "raise-hand", question: "" }),
    ]);
    // A round on the same line: whatever was to come would have come.
    await instructor.request("GET", "/api/v1/nodes");
    expect(page.getSnapshot()).toMatchObject({ room: undefined, you: undefined, activity: [] });
    expect(page.getSnapshot().people.size).toBe(0);
    page.close();
    expect((await asked).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("ROOM-33 instructors let in some or all, or turn away: of who is turned away nothing stays", async () => {
    const instructor = await teacher();
    await instructor.act({ type: "waiting-room", on: true });
    const [a, b, c] = [await join("A"), await join("B"), await join("C")];
    const [pageA, pageC] = [waitAt(a.cookie), waitAt(c.cookie)];
    await until(() => pageA.length === 1 && pageC.length === 1, "they wait");
    const idOf = (name: string): string =>
      instructor.getSnapshot().waiting.find(({ nickname }) => nickname === name)?.id ?? "";
    await until(() => idOf("C") !== "", "the instructor sees them");
    await teach("POST", "/waiting", { people: [idOf("C"), "nobody"], letIn: false });
    await until(() => pageC.length === 2, "turned away");
    expect(pageC[1]).toBe("turned-away");
    expect((await storage.loadPeople(room.id)).map(({ nickname }) => nickname)).not.toContain("C");
    expect((await ask(c.cookie, "GET", "")).code).toBe("not-allowed");
    // A page whose line was broken meanwhile hears the same.
    const late = waitAt(c.cookie);
    await until(() => late.length > 0, "told late");
    expect(late).toEqual(["turned-away"]);
    await teach("POST", "/waiting", { people: "all", letIn: true });
    for (const { cookie } of [a, b]) expect((await ask(cookie, "GET", "")).status).toBe(200);
    // The name is free again, and the link lets them ask again.
    expect((await join("C")).status).toBe(202);
  });

  it("ROOM-33 who was let in comes back without waiting, who was removed waits again", async () => {
    const instructor = await teacher();
    const known = await join("Mina");
    await instructor.act({ type: "waiting-room", on: true });
    expect((await joinRoom(server.url, room.id, {}, known.cookie)).status).toBe(200);
    expect((await join("other name", room.token.student, known.cookie)).status).toBe(200);
    // Put out as the link was renewed, they follow the new one: they were in before.
    const renewed = await teach("POST", "/links/student", {});
    const token = (renewed.body as { link: string }).link.split("#k=")[1] as string;
    expect((await join("Mina", token, known.cookie)).status).toBe(200);
    const { you } = (await ask(known.cookie, "GET", "")).body as { you: { id: string } };
    await teach("DELETE", `/people/${you.id}`);
    expect((await join("Mina", token, known.cookie)).status).toBe(202);
  });

  it("ROOM-33 instructors' links do not wait; one lets in who waits; turned off, all come in, unless it is locked", async () => {
    const instructor = await teacher();
    await instructor.act({ type: "waiting-room", on: true });
    expect((await join("Co", room.token.instructor)).status).toBe(201);
    const mina = await join("Mina");
    expect((await join("Mina", room.token.instructor, mina.cookie)).body.you?.role).toBe("instructor");
    const [juno, kim] = [await join("Juno"), await join("Kim")];
    const page = waitAt(juno.cookie);
    await until(() => page.length === 1, "waits");
    await instructor.act({ type: "lock", locked: true });
    await instructor.act({ type: "waiting-room", on: false });
    expect((await joinRoom(server.url, room.id, {}, juno.cookie)).status).toBe(202);
    expect(page).toHaveLength(1);
    await instructor.act({ type: "lock", locked: false });
    await until(() => page.length === 2, "the door is open");
    expect(page[1]).toBe("let in");
    // Whose page was closed comes in when they next come.
    for (const { cookie } of [juno, kim])
      expect((await joinRoom(server.url, room.id, {}, cookie)).body.you?.role).toBe("student");
  });

  it("ROOM-33 who waits survives a broken line and a new server, and may leave with all that is stored of them", async () => {
    await (await teacher()).act({ type: "waiting-room", on: true });
    const [mina, juno] = [await join("Mina"), await join("Juno")];
    for (const each of open.splice(0)) each.close();
    await server.close();
    server = await startLocalServer(makeWorld({ clock, storage }));
    const page = waitAt(mina.cookie);
    await until(() => page.length === 1, "waits again");
    expect(page).toEqual(["waits as Mina"]);
    const instructor = await teacher();
    await until(() => instructor.getSnapshot().waiting.length === 2, "both are seen");
    expect(instructor.getSnapshot().waiting).toMatchObject([
      { nickname: "Mina", online: true },
      { nickname: "Juno", online: false },
    ]);
    expect((await ask(juno.cookie, "DELETE", "/mine")).status).toBe(200);
    expect((await storage.loadPeople(room.id)).map(({ nickname }) => nickname)).not.toContain("Juno");
    await until(() => instructor.getSnapshot().waiting.length === 1, "one is gone");
    // A renewed link puts out who came by the old one, from the door too.
    await teach("POST", "/links/student", {});
    await until(() => page.length === 2, "told");
    expect(page[1]).toBe("bad-link");
  });

  it("ROOM-33 who waits at the door of a room that is deleted is told so", async () => {
    await (await teacher()).act({ type: "waiting-room", on: true });
    const mina = await join("Mina");
    const page = waitAt(mina.cookie);
    await until(() => page.length === 1, "waits");
    await teach("DELETE", "");
    await until(() => page.length === 2, "told");
    expect(page[1]).toBe("unknown-room");
  });

  it("ROOM-33 ROOM-22 who waits has their name to themselves, and takes a place of the room", async () => {
    await (await teacher()).act({ type: "waiting-room", on: true });
    expect((await join("Mina")).status).toBe(202);
    expect((await join("MINA")).status).toBe(409);
    expect((await join("Mіna")).status).toBe(409);
  });
});

describe("ROOM-34 links that end", () => {
  it("ROOM-34 a link's end is by the server's clock: after it nobody comes in, and who is in stays", async () => {
    expect((await teach("PATCH", "/links/student", { lasts: HOUR })).status).toBe(200);
    const mina = await join("Mina");
    expect(mina.status).toBe(201);
    clock.now += HOUR - 1;
    expect(await ask("", "POST", "/knock", { token: room.token.student })).toMatchObject({
      status: 200,
      body: { role: "student", waits: false },
    });
    clock.now += 1;
    expect(await ask("", "POST", "/knock", { token: room.token.student })).toMatchObject({ code: "link-expired" });
    expect(await ask("", "POST", "/join", { token: room.token.student, nickname: "Late" })).toMatchObject({
      status: 403,
      code: "link-expired",
    });
    expect((await ask(mina.cookie, "GET", "")).status).toBe(200);
    expect((await join("Mina", room.token.student, mina.cookie)).status).toBe(200);
    // A later end, and it works again; the other links go on as they were.
    expect((await join("Viewer", room.token.viewer)).status).toBe(201);
    await teach("PATCH", "/links/student", { expiresAt: clock.now + HOUR });
    expect((await join("Late")).status).toBe(201);
  });

  it("ROOM-34 a link for so many people lets in as many, however they hurry, and tells instructors what is left", async () => {
    await teach("PATCH", "/links/student", { most: 3 });
    const all = await Promise.all(Array.from({ length: 8 }, (_, index) => join(`student ${index}`)));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(all.filter(({ status }) => status === 403)).toHaveLength(5);
    const left = (await teach("GET", "/links")).body as { links: object[]; now: number };
    expect(left.now).toBe(clock.now);
    expect(left.links).toContainEqual({ kind: "student", createdAt: clock.now, came: 3, most: 3 });
    expect(await ask("", "POST", "/knock", { token: room.token.student })).toMatchObject({ code: "link-used-up" });
    // Coming back uses up nothing, more places let more in.
    const back = all.find(({ status }) => status === 201)?.cookie;
    expect((await join("again", room.token.student, back)).status).toBe(200);
    await teach("PATCH", "/links/student", { most: 4 });
    expect((await join("Four")).status).toBe(201);
    expect((await join("Five")).status).toBe(403);
    await teach("PATCH", "/links/student", {});
    expect((await join("Five")).status).toBe(201);
  });

  it("ROOM-34 a new link has an end of its own; who has a role comes to a greater one only by a link that lasts", async () => {
    const made = await teach("POST", "/links/instructor", { lasts: HOUR, most: 1, keep: true });
    const token = (made.body as { link: string }).link.split("#k=")[1] as string;
    const [mina, juno] = [await join("Mina"), await join("Juno")];
    expect((await join("", token, mina.cookie)).body.you?.role).toBe("instructor");
    expect(await ask(juno.cookie, "POST", "/join", { token })).toMatchObject({ code: "link-used-up" });
    clock.now += HOUR;
    expect(await ask(juno.cookie, "POST", "/join", { token })).toMatchObject({ code: "link-expired" });
    expect((await ask(juno.cookie, "GET", "")).body).toMatchObject({ you: { role: "student" } });
  });

  it("ROOM-34 who waits counts, and who is turned away gives the place back", async () => {
    const instructor = await teacher();
    await instructor.act({ type: "waiting-room", on: true });
    await teach("PATCH", "/links/student", { most: 1 });
    expect((await join("Mina")).status).toBe(202);
    expect((await join("Juno")).status).toBe(403);
    await teach("POST", "/waiting", { people: "all", letIn: false });
    expect((await join("Juno")).status).toBe(202);
  });

  it("ROOM-34 ends and numbers survive a new server", async () => {
    await teach("PATCH", "/links/student", { lasts: HOUR, most: 1 });
    await join("Mina");
    await server.close();
    server = await startLocalServer(makeWorld({ clock, storage }));
    expect(await ask("", "POST", "/knock", { token: room.token.student })).toMatchObject({ code: "link-used-up" });
  });

  it("ROOM-34 what is no end is refused with what is wrong", async () => {
    for (const end of [{ expiresAt: clock.now }, { most: 0 }, { most: 1.5 }, { lasts: -1 }, { lasts: 1, expiresAt: 9 }])
      expect([end, (await teach("PATCH", "/links/student", end)).status]).toEqual([end, 400]);
    expect((await teach("POST", "/links/embed", { most: 3 })).status).toBe(400);
    await teach("DELETE", "/links/viewer");
    expect((await teach("PATCH", "/links/viewer", { most: 3 })).status).toBe(400);
    expect(await ask("", "POST", "/knock", { token: room.token.viewer })).toMatchObject({ code: "bad-link" });
  });
});

describe("ROOM-35 another device", () => {
  it("ROOM-35 a personal link opens the room as the same person, once and within ten minutes; both stay in", async () => {
    const mina = await join("Mina");
    const made = await ask(mina.cookie, "POST", "/device", {});
    const { link, expiresAt } = made.body as { link: string; expiresAt: number };
    expect(expiresAt - clock.now).toBe(600_000);
    const device = link.split("#m=")[1] as string;
    const moved = await joinRoom(server.url, room.id, { device });
    expect(moved).toMatchObject({ status: 200, body: { you: { id: mina.body.you?.id } } });
    for (const { cookie } of [mina, moved]) expect((await ask(cookie, "GET", "")).status).toBe(200);
    expect((await joinRoom(server.url, room.id, { device })).status).toBe(403);
  });

  it("ROOM-35 it ends after ten minutes, with a newer one, and with its maker's removal; elsewhere it opens nothing", async () => {
    const mina = await join("Mina");
    const make = async (): Promise<string> =>
      ((await ask(mina.cookie, "POST", "/device", {})).body as { link: string }).link.split("#m=")[1] as string;
    const [first, second] = [await make(), await make()];
    expect((await joinRoom(server.url, room.id, { device: first })).status).toBe(403);
    const other = await createRoom(server.url);
    expect((await joinRoom(server.url, other.id, { device: second })).status).toBe(403);
    clock.now += 600_000;
    expect((await joinRoom(server.url, room.id, { device: second })).status).toBe(403);
    const third = await make();
    await teach("DELETE", `/people/${mina.body.you?.id}`);
    expect((await joinRoom(server.url, room.id, { device: third })).status).toBe(403);
  });
});

describe("ROOM-36 codes", () => {
  const find = async (code: string, at = server.url): Promise<Answer> => {
    const response = await fetch(`${at}/api/rooms/find`, { method: "POST", body: JSON.stringify({ code }) });
    const body = (await response.json()) as { error?: { code: string } };
    return { status: response.status, code: body.error?.code, body };
  };
  const codeOf = (token: string): string => joinCodeOf(token) as string;

  it("ROOM-36 who types the code of a link comes in as who follows it, however it is written", async () => {
    const code = codeOf(room.token.student);
    for (const typed of [code, showJoinCode(code), ` ${code.slice(0, 3)} ${code.slice(3)} `, fullWidth(code)])
      expect([typed, (await find(typed)).body]).toEqual([typed, { room: room.id }]);
    expect((await ask("", "POST", "/knock", { token: code })).body).toEqual({
      name: "Podroom",
      role: "student",
      waits: false,
    });
    const mina = await join("Mina", code);
    expect(mina).toMatchObject({ status: 201, body: { you: { role: "student" } } });
    const looker = codeOf(room.token.viewer);
    expect((await ask("", "POST", "/knock", { token: looker })).body).toMatchObject({ role: "viewer" });
    expect(codeOf(room.token.instructor)).toBeUndefined();
  });

  it("ROOM-36 a code ends with its link, has its limits and survives a new server", async () => {
    const code = codeOf(room.token.student);
    await teach("PATCH", "/links/student", { most: 1 });
    await server.close();
    server = await startLocalServer(makeWorld({ clock, storage }));
    expect(await join("Mina", code)).toMatchObject({ status: 201 });
    expect(await ask("", "POST", "/knock", { token: code })).toMatchObject({ code: "link-used-up" });
    const { link } = (await teach("POST", "/links/student")).body as { link: string };
    expect(await find(code)).toMatchObject({ status: 403, code: "bad-link" });
    expect(await ask("", "POST", "/knock", { token: code })).toMatchObject({ code: "bad-link" });
    expect((await find(codeOf(link))).body).toEqual({ room: room.id });
    await teach("DELETE", "");
    expect(await find(codeOf(link))).toMatchObject({ status: 403 });
  });

  it("ROOM-36 what is no code is told how one looks; whoever tries many is refused, at the first page and at the door", async () => {
    for (const typed of ["", "abc", "abcd-efgh-jkmn", "한글코드입니다요", "abcdefg0"])
      expect([typed, await find(typed)]).toMatchObject([typed, { status: 400, code: "bad-request" }]);
    const strict = await startLocalServer(makeWorld({ clock, storage }), {
      visitors: new Visitors({ rates: DEFAULT_RATES, trustedProxies: 0 }),
    });
    open.push({ close: () => void strict.close() });
    const tried = await Promise.all(Array.from({ length: 70 }, () => find("22222222", strict.url)));
    expect(tried.filter(({ status }) => status === 429).length).toBeGreaterThan(5);
    const right = codeOf(room.token.student);
    expect(await find(right, strict.url)).toMatchObject({ status: 429, code: "too-busy" });
    expect(await joinRoom(strict.url, room.id, { token: right, nickname: "Mina" })).toMatchObject({ status: 429 });
    // A link cannot be guessed, so it is not held back by who tried.
    const linked = await joinRoom(strict.url, room.id, { token: room.token.student, nickname: "Mina" });
    expect(linked).toMatchObject({ status: 201 });
  });

  const fullWidth = (text: string): string =>
    [...text].map((letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)).join("");
});
