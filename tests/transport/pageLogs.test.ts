/** Logs as a page follows them: a real cluster, the page's own end of the line. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogEnd } from "../../components/client/LogFollowers.ts";
import type { RoomConnection } from "../../components/client/RoomConnection.ts";
import type { LogPart } from "../../server/protocol/logPath.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { openPage } from "../support/rooms/pages.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { realWorld } from "../support/rooms/realWorld.ts";

const open: RoomConnection[] = [];
let server: LocalServer;
let room: CreatedRoom;

beforeAll(async () => {
  server = await startLocalServer(realWorld());
  room = await createRoom(server.url);
});
afterAll(async () => {
  for (const connection of open) connection.close();
  await server.close();
  expect(server.world.problems).toEqual([]);
});

const connect = (cookie: string): Promise<RoomConnection> => openPage(server, room, { cookie, open });

describe("STREAM-43 logs on the page's socket", () => {
  it("STREAM-43 follows logs: their last lines, times, from a time on; in the API's words when there is none; so many", async () => {
    const teacher = await connect(room.cookie);
    const joined = await joinRoom(server.url, room.id, { token: room.token.viewer, nickname: "보기" });
    const viewer = await connect(joined.cookie);
    const command = ["sh", "-c", "echo 하나; echo 둘; echo 셋; sleep 1000"];
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p" },
      spec: { containers: [{ name: "c", image: "busybox", command }] },
    };
    const options = { contentType: "application/json", body: JSON.stringify(pod) };
    expect((await teacher.request("POST", "/api/v1/namespaces/default/pods", options)).status).toBe(201);
    const told = { text: "", ends: [] as LogEnd[] };
    const follow = (of: Partial<LogPart>, by = teacher): (() => void) =>
      by.followLog(
        { namespace: "default", pod: "p", ...of },
        { onText: (text) => (told.text += text), onEnd: (end) => told.ends.push(end) },
      );
    const said = async (): Promise<string> => {
      await until(() => told.ends.length > 0, "the end");
      const end = told.ends.shift() as LogEnd;
      return end.why === "answer" ? (end.answer.body as { message: string }).message : end.why;
    };
    follow({ pod: "nobody" });
    expect(await said()).toBe('pods "nobody" not found');
    await until(
      () =>
        (teacher.getSnapshot().cluster.tables.get("pods")?.get("default/p")?.status as { phase?: string })?.phase ===
        "Running",
      "it runs",
      20_000,
    );
    follow({ container: "c", previous: true });
    expect(await said()).toBe('previous terminated container "c" in pod "p" not found');
    const stop = follow({ timestamps: true, tailLines: 2 }, viewer);
    await until(() => told.text.includes("셋"), "two lines");
    expect(told.text).toMatch(/^\S+Z 둘\n\S+Z 셋\n$/);
    stop();
    const sinceTime = told.text.split(" ")[0] as string;
    told.text = "";
    const stops = [follow({ sinceTime })];
    await until(() => told.text.includes("셋"), "from a time on");
    for (let count = 1; count < 24; count++) stops.push(follow({ tailLines: 0 }));
    follow({});
    await until(() => told.ends.length > 0, "one too many");
    expect(told.ends.splice(0)).toMatchObject([{ why: "refused", code: "not-allowed" }]);
    for (const each of stops) each();
    told.text = "";
    follow({ tailLines: 1 });
    await until(() => told.text === "셋\n", "room again");
    teacher.close();
    expect(told.ends).toEqual([{ why: "lost" }]);
  }, 40_000);
});
