/** What is asked of a room over `/api/rooms`. */
import { verdict } from "../doors.ts";
import { always, MAY, type Part, type Row } from "../Row.ts";
import type { Actor, Scene } from "../Scene.ts";

type Try = (
  actor: Actor,
  scene: Scene,
) => Promise<readonly [method: string, path: string, body?: unknown]> | readonly [string, string, unknown?];

/** A route of a room; `also`: statuses that say the door was open. */
function route(action: string, door: string, may: Row["may"], ask: Try, also: readonly number[] = []): Row {
  return {
    action,
    door: `\`${door.replace("room", "/api/rooms/<id>")}\``,
    covers: [`rest ${door.replace(/<\w+>/, "x")}`],
    may,
    async ask(actor, scene) {
      const [method, path, body] = await ask(actor, scene);
      const { status } = await scene.rest(actor)(method, path, body);
      return verdict(status, door, (code) => code < 300 || also.includes(code));
    },
  };
}

/** Who is put out, forgotten or lowered is somebody made for it. */
const victim = async (scene: Scene): Promise<Actor> => scene.standIn({ ...scene.juno, kind: "student" });

export const ROOMS: Part = {
  title: "The room",
  rows: [
    {
      action: "makes a room of their own",
      door: "`POST /api/rooms`",
      covers: ["rest POST "],
      may: MAY.everybody,
      ask: async (actor, scene) => verdict((await scene.rest(actor, "")("POST", "", {})).status, "create"),
    },
    {
      action: "sees the room's name among the recent ones of their browser",
      door: "`GET /api/rooms`",
      covers: ["rest GET "],
      may: MAY.members,
      ask: async (actor, scene) => (await scene.rest(actor, "")("GET", "")).text.includes(scene.room.id),
    },
    {
      action: "finds a room by a code",
      door: "`POST /api/rooms/find`",
      covers: ["rest POST find"],
      may: MAY.everybody,
      // A code that is none: the door is open, and says what is wrong.
      ask: async (actor, scene) =>
        verdict(
          (await scene.rest(actor, "find")("POST", "", { code: "22222222" })).status,
          "find",
          (status) => status === 403,
        ),
    },
    {
      action: "makes a room of a file",
      door: "`POST /api/rooms/import`",
      covers: ["rest POST import"],
      may: MAY.everybody,
      // A file that is none: the door is open, and says what is wrong.
      ask: async (actor, scene) =>
        verdict(
          (await scene.rest(actor, "import")("POST", "", "nothing")).status,
          "import",
          (status) => status === 400,
        ),
    },
    {
      ...route("comes back without a link", "POST room/join", MAY.members, () => ["POST", "/join", {}]),
      // 202: at the door, and stays there.
      async ask(actor, scene) {
        const { status } = await scene.rest(actor)("POST", "/join", {});
        return status === 202 ? false : verdict(status, "join");
      },
    },
    route("asks what a link they hold makes of them", "POST room/knock", MAY.everybody, (_, { room }) => [
      "POST",
      "/knock",
      { token: room.token.instructor },
    ]),
    route("goes on on another device", "POST room/device", MAY.members, () => ["POST", "/device", {}]),
    route("sees who waits at the door", "GET room/waiting", MAY.teachers, () => ["GET", "/waiting"]),
    route("lets in who waits", "POST room/waiting", MAY.teachers, () => [
      "POST",
      "/waiting",
      { people: ["nobody"], letIn: true },
    ]),
    route("turns away who waits", "POST room/waiting", MAY.teachers, () => [
      "POST",
      "/waiting",
      { people: ["nobody"], letIn: false },
    ]),
    route("reads name and mode", "GET room", MAY.members, () => ["GET", ""]),
    route("gets the whole state, of what they may see", "GET room/state", MAY.members, () => ["GET", "/state"]),
    route("gives it another name", "PATCH room", MAY.teachers, () => ["PATCH", "", { name: "Week 3" }]),
    route("gets a kubeconfig", "POST room/kubeconfig", MAY.members, () => ["POST", "/kubeconfig"]),
    route("reads what was done in it", "GET room/history", MAY.members, () => ["GET", "/history?limit=5"]),
    route("takes it out as a file", "GET room/export", MAY.teachers, () => ["GET", "/export"]),
    route("copies it to a room of their own", "POST room/fork", MAY.teachers, () => ["POST", "/fork", {}]),
    route("changes its mode", "PUT room/mode", MAY.teachers, (_, { mode }) => ["PUT", "/mode", { mode }]),
    route("asks for the cluster they work in", "POST room/cluster", MAY.members, () => ["POST", "/cluster", {}]),
    route("lists students' clusters", "GET room/clusters", MAY.teachers, () => ["GET", "/clusters"]),
    route(
      "resets what students have of their own",
      "POST room/reset",
      MAY.teachers,
      () => ["POST", "/reset", { to: ["nobody"] }],
      // In a shared room there is nothing of anybody's own.
      [400],
    ),
    route("sees what is left of links", "GET room/links", MAY.teachers, () => ["GET", "/links"]),
    route("gives a link an end and a number", "PATCH room/links/<role>", MAY.teachers, () => [
      "PATCH",
      "/links/instructor",
      { most: 1000 },
    ]),
    route("renews a link", "POST room/links/<role>", MAY.teachers, () => ["POST", "/links/viewer", { keep: true }]),
    route("sees whether pages may show the room", "GET room/embed", MAY.teachers, () => ["GET", "/embed"]),
    route("ends a link", "DELETE room/links/<role>", MAY.teachers, () => ["DELETE", "/links/viewer"]),
    {
      ...route("changes their own name", "PATCH room/people/<id>", MAY.members, async (actor, scene) => [
        "PATCH",
        `/people/${actor.id || "nobody"}`,
        { nickname: scene.name("renamed") },
      ]),
    },
    route("changes another's name", "PATCH room/people/<id>", MAY.teachers, (_, scene) => [
      "PATCH",
      `/people/${scene.juno.id}`,
      { nickname: scene.name("juno") },
    ]),
    route("gives roles, to themselves too", "PATCH room/people/<id>", MAY.teachers, (actor) => [
      "PATCH",
      `/people/${actor.id || "nobody"}`,
      { role: "instructor" },
    ]),
    route("puts somebody out", "DELETE room/people/<id>", MAY.teachers, async (_, scene) => [
      "DELETE",
      `/people/${(await victim(scene)).id}`,
    ]),
    route("gets what is stored of them", "GET room/mine", MAY.members, () => ["GET", "/mine"]),
    route("reads what came of lessons for all", "GET room/results", MAY.teachers, () => ["GET", "/results"]),
    {
      ...route("takes that as a file", "GET room/results/<csv>", MAY.teachers, () => ["GET", "/results/csv"]),
      door: "`GET /api/rooms/<id>/results/csv`, `…/json`",
    },
    {
      ...route("takes their own results as a file", "GET room/mine/<results>", MAY.members, () => [
        "GET",
        "/mine/results.csv",
      ]),
      door: "`GET /api/rooms/<id>/mine/results.csv`, `….json`",
    },
    {
      action: "is forgotten",
      door: "`DELETE /api/rooms/<id>/mine`",
      covers: ["rest DELETE room/mine"],
      may: MAY.members,
      async ask(actor, scene) {
        // Who waits may stop waiting (ROOM-33); of the room they have nothing to be forgotten.
        const method = scene.isAtDoor(actor) ? "GET" : "DELETE";
        return verdict((await scene.rest(await scene.standIn(actor))(method, "/mine")).status, "mine");
      },
    },
  ],
};

/** Tried when all else is done. */
export const LAST: Part = {
  title: "The room's end",
  rows: [
    route("puts the cluster back to a moment", "POST room/restore", MAY.teachers, () => [
      "POST",
      "/restore",
      { time: Date.now() },
    ]),
    {
      ...route("deletes it", "DELETE room", MAY.teachers, () => ["DELETE", ""]),
      async ask(actor, scene) {
        const { status } = await scene.rest(actor)("DELETE", "");
        // The other instructor finds it gone.
        const done = verdict(status, "delete", (code) => code === 200 || (code === 404 && actor.kind === "instructor"));
        return done;
      },
    },
  ],
};

export const FORKS: Part = {
  title: "Other students' clusters",
  rows: [
    {
      action: "enters another student's cluster, page and API",
      door: "`POST /api/rooms/<id>/kubeconfig`, socket `join`, `/clusters/<id>/version`",
      may: {
        instructor: true,
        student: { ...always, "cluster-each": false },
        viewer: { ...always, "cluster-each": false },
        nobody: false,
      },
      async ask(actor, scene) {
        const { cluster } = scene.others;
        const page = verdict((await scene.rest(actor, cluster)("POST", "/kubeconfig")).status, "kubeconfig");
        const wire = await actor.wire.join(cluster);
        await actor.wire.join(scene.room.id);
        if (actor.token === undefined) return page || wire;
        const { status } = await fetch(scene.cluster(actor, scene.others, "/version"));
        const doors = new Set([page, wire, verdict(status, "version")]);
        if (doors.size !== 1) throw new Error("the doors do not agree");
        return page;
      },
    },
  ],
};
