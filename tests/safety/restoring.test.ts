import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@libsql/client";
import { expect, it, onTestFinished } from "vitest";
import { Random } from "../../server/simulation/runtime/Random.ts";
import { backup, command } from "../support/rooms/operatorCommands.ts";
import { createRoom, freePort, startServer } from "../support/rooms/serverProcess.ts";

const seconds = Number(process.env.SOAK_SECONDS ?? 20);
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

it(`OPER-49 kill -9 of server, command or both while a backup is restored leaves one of the two databases whole (SEED=${seed})`, {
  timeout: (seconds + 120) * 1000,
}, async () => {
  console.log(`kill -9 while restoring with SEED=${seed} for ${seconds} s`);
  const random = Random.fromSeed(seed);
  const chance = (below: number): number => random.uint32() % below;
  const folder = mkdtempSync(join(tmpdir(), "podroom-restoring-"));
  const database = join(folder, "podroom.db");
  const file = join(folder, "backup.db");
  const port = await freePort();
  const start = () => startServer(database, port, { env: {}, kept: true });
  let server = await start();
  onTestFinished(() => server.kill());
  const room = await createRoom(server.url);
  expect(await backup(database, file)).toMatchObject({ code: 0 });
  const maps = `${room.clusterUrl}/api/v1/namespaces/default/configmaps`;
  const tally = { old: 0, new: 0 };
  const end = Date.now() + seconds * 1000;
  for (let round = 0; Date.now() < end || round < 3; round++) {
    const mark = `mark-${round}`;
    const made = await fetch(maps, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: mark } }),
    });
    expect(made.status).toBe(201);
    const restoring = command(database, "restore", file);
    const victim = ["server", "command", "both"][chance(3)] as string;
    // Most of what there is to cut comes after the command has its copy; sometimes before.
    const isEarly = chance(4) === 0;
    for (let tries = 0; !isEarly && tries < 400 && !existsSync(`${database}.restoring`); tries++) await sleep(10);
    await sleep(chance(2_500));
    if (victim !== "server") restoring.process.kill("SIGKILL");
    if (victim !== "command") {
      await server.kill();
      server = await start();
    }
    const { code, text } = await restoring.ended;
    // A server that was on its way down for it begins anew.
    for (let tries = 0; tries < 400 && existsSync(`${database}.restoring`); tries++) await sleep(50);
    for (let tries = 0; tries < 400 && !(await isThere(`${server.url}/readyz`)); tries++) await sleep(50);
    const isOld = (await fetch(`${maps}/${mark}`)).status === 200;
    tally[isOld ? "old" : "new"]++;
    const what = `round ${round}, ${victim} killed: ${code} ${text}`;
    if (code !== null) expect(isOld, what).toBe(code !== 0);
    const left = readdirSync(folder);
    expect(left.filter((name) => /\.restoring$|\.before-.*-(wal|shm|journal)$/.test(name), what)).toEqual([]);
    for (const name of left.filter((one) => /^podroom\.db(\.before-[\dTZ-]+)?$/.test(one))) {
      const client = createClient({ url: `file:${join(folder, name)}` });
      const { rows } = await client.execute("PRAGMA integrity_check");
      expect([name, rows[0]?.["integrity_check"]], what).toEqual([name, "ok"]);
      client.close();
      if (name !== "podroom.db") rmSync(join(folder, name));
    }
  }
  expect(await server.stop()).toBe(0);
  console.log(`${tally.old} times the old one, ${tally.new} times the backup`);
  rmSync(folder, { recursive: true });
});

async function isThere(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}
