/** What an instructor's monitor of 200 students costs: bytes a second to it, and the server's CPU, however busy they are. */
import type { Room } from "../server/rooms/Room.ts";
import { DEFAULT_QUOTAS } from "../server/rooms/quotas.ts";
import { ownNamespaceRequests } from "../server/rooms/modes/ownNamespace.ts";
import { ownNamespaceName } from "../server/protocol/ownNamespace.ts";
import type { TileChange } from "../server/protocol/monitor.ts";
import { Monitors } from "../server/monitor/Monitors.ts";
import { BenchFolder, openDirectory, pause } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { newPeople } from "./Clients.ts";
import { cpuSeconds } from "./measure.ts";

/** Changes a second of all students together: each does something every four seconds. */
const PER_SECOND = 50;

export async function monitorRows({ students = 200, seconds = 15 } = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const storage = await folder.storage();
  const directory = openDirectory(storage, { quotas: DEFAULT_QUOTAS });
  const monitors = new Monitors(directory, (_, problem, error) => console.error(problem, error));
  try {
    const { room } = await directory.create({ template: "40", mode: "namespace-each" });
    await newPeople(room, "student", students);
    const people = room.people.list();
    for (const person of people) {
      for (const request of ownNamespaceRequests(person)) await room.request(request, "");
      for (let index = 0; index < 3; index++) await make(room, person, index);
    }
    await pause(10_000);
    const alone = await busy(room, seconds);
    const told: (readonly TileChange[])[] = [];
    const stop = monitors.of(room).watch((tiles) => told.push(tiles));
    await pause(2_000);
    told.length = 0;
    const watched = await busy(room, seconds);
    stop();
    const sizes = told.map((tiles) => JSON.stringify({ type: "tiles", tiles }).length);
    if (told.length > seconds + 2) throw new Error(`${told.length} frames in ${seconds} s`);
    return [
      benchRow(
        "monitor-200-frame",
        { value: Math.max(...sizes) / 1e3, unit: "KB a second", baseline: 64 },
        { of: "value", atMost: 64 },
      ),
      benchRow(
        "monitor-200-cpu",
        { value: ((watched - alone) / seconds) * 100, unit: "% of a core", baseline: (alone / seconds) * 100 },
        { of: "value", atMost: 10 },
      ),
    ];
  } finally {
    await directory.closeAll();
    await storage.close();
    folder.remove();
  }
}

type Student = ReturnType<Room["people"]["list"]>[number];

/** The third of them has trouble. */
async function make(room: Room, person: Student, index: number): Promise<void> {
  const namespace = ownNamespaceName(person);
  const image = index === 2 ? "nginx:no-such-tag" : "nginx";
  const body = JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `pod-${index}`, namespace },
    spec: { containers: [{ name: "c", image }] },
  });
  const response = await room.request(
    {
      method: "POST",
      path: `/api/v1/namespaces/${namespace}/pods`,
      user: room.people.userOf(person),
      contentType: "application/json",
      body,
    },
    person.id,
  );
  if (response.status >= 400) throw new Error(JSON.stringify(response.body));
}

/** Seconds of CPU while students change labels. */
async function busy(room: Room, seconds: number): Promise<number> {
  const people = room.people.list();
  const began = cpuSeconds();
  const start = performance.now();
  for (let index = 0; index < seconds * PER_SECOND; index++) {
    const person = people[(index * 7) % people.length] as Student;
    void room.request(
      {
        method: "PATCH",
        path: `/api/v1/namespaces/${ownNamespaceName(person)}/pods/pod-0`,
        user: room.people.userOf(person),
        contentType: "application/merge-patch+json",
        body: JSON.stringify({ metadata: { labels: { turn: `${index}` } } }),
      },
      person.id,
    );
    await pause(start + ((index + 1) / PER_SECOND) * 1000 - performance.now());
  }
  await room.settled();
  return cpuSeconds() - began;
}
