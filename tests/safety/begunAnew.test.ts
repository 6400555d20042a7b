import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import { until } from "../support/rooms/localServer.ts";
import { createRoom, freePort, startServer } from "../support/rooms/serverProcess.ts";

const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);

it.skipIf(process.platform !== "linux")(
  "OPER-50 a server that is killed is begun anew with all that was acknowledged, its pages come back, and told to end it stays ended (its process is looked up in Linux' /proc; skipped elsewhere)",
  { timeout: 90_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "podroom-anew-"));
    const port = await freePort();
    const server = await startServer(join(folder, "podroom.db"), port, { env: {}, kept: true });
    onTestFinished(async () => {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    });
    const room = await createRoom(server.url);
    const page = new RoomConnection({ roomId: room.id, url: server.url, extraHeaders: { cookie: room.cookie } });
    onTestFinished(() => page.close());
    page.connect();
    for (const round of [1, 2]) {
      await until(() => page.getSnapshot().phase === "live", "the page is in the room", 20_000);
      const made = await fetch(`${room.clusterUrl}/api/v1/namespaces/default/configmaps`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: `round-${round}` } }),
      });
      expect(made.status).toBe(201);
      for (const pid of childrenOf(server.process.pid as number)) process.kill(pid, "SIGKILL");
      await until(() => page.getSnapshot().phase !== "live", "the page lost its line", 10_000);
    }
    await until(() => page.getSnapshot().phase === "live", "the page is back", 20_000);
    expect([...(page.getSnapshot().cluster.tables.get("configmaps")?.keys() ?? [])].join(" ")).toMatch(
      /round-1.*round-2/,
    );
    expect(server.output().match(/The server failed \(SIGKILL\); it begins anew/g)).toHaveLength(2);
    expect(await server.stop()).toBe(0);
  },
);

it("OPER-50 a server that cannot begin says why and is not begun anew", { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "podroom-never-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const started = startServer(join(folder, "podroom.db"), await freePort(), { env: { ROOM_DAYS: "-1" }, kept: true });
  await expect(started).rejects.toThrow(/ROOM_DAYS/);
});
