/**
 * Changes shown to many: 300 clients with equal rights, and 30 with rights of their own, each held against a bare
 * Socket.IO server that sends the very same messages to as many clients at the same pace.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { SERVER_EVENT } from "../server/protocol/messages.ts";
import type { Room } from "../server/rooms/Room.ts";
import { ownNamespaceRequests } from "../server/rooms/modes/ownNamespace.ts";
import { ask, BenchFolder, growTo, pause, PODS, startServer } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { Clients, newPeople } from "./Clients.ts";
import { SENT_MARK } from "./clientPart.ts";
import { cpuSeconds, microseconds } from "./measure.ts";

interface Figures {
  readonly cpu: number;
  readonly bytes: number;
  readonly messages: number;
  readonly p99: number;
}

export async function broadcastRows({
  clients = 300,
  distinct = 30,
  perSecond = 100,
  seconds = 6,
} = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const bench = await startServer(await folder.storage());
  const pace = { perSecond, seconds };
  try {
    const { room } = await bench.directory.create({ template: "20" });
    const pods = await growTo(room, 20);
    const equal = await throughRoom({
      url: bench.url,
      room,
      pods,
      cookies: await newPeople(room, "viewer", clients),
      pace,
    });
    const bare = await bareBroadcast({ clients, message: equal.sample, pace });

    const classes = await bench.directory.create({ template: "20", mode: "namespace-each" });
    const own = await peopleOfTheirOwn(classes.room, distinct);
    const different = await throughRoom({
      url: bench.url,
      room: classes.room,
      pods: await growTo(classes.room, 20),
      cookies: own,
      pace,
    });
    const alike = await throughRoom({
      url: bench.url,
      room,
      pods,
      cookies: await newPeople(room, "viewer", distinct),
      pace,
    });
    const ratio = { of: "ratio", atMost: 1.5 } as const;
    const perMegabyte = ({ cpu, bytes }: Figures): number => (cpu / bytes) * 1e9;
    return [
      benchRow(
        "broadcast-300-cpu",
        { value: cpuShare(equal, pace), unit: "% of a core", baseline: cpuShare(bare, pace) },
        ratio,
      ),
      benchRow("broadcast-300-p99", { value: equal.p99 / 1e3, unit: "ms", baseline: bare.p99 / 1e3 }, ratio),
      benchRow(
        "broadcast-30-rights",
        { value: perMegabyte(different), unit: "ms CPU/MB", baseline: perMegabyte(alike) },
        { of: "ratio", atMost: 2 },
      ),
    ];
  } finally {
    await bench.close();
    folder.remove();
  }
}

interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
}

const cpuShare = ({ cpu }: Figures, { seconds }: Pace): number => (cpu / seconds) * 100;

async function throughRoom(options: {
  readonly url: string;
  readonly room: Room;
  readonly pods: readonly string[];
  readonly cookies: readonly string[];
  readonly pace: Pace;
}): Promise<Figures & { readonly sample: string }> {
  const { url, room, pods, cookies, pace } = options;
  const clients = await Clients.start({ url, cookies, room: room.id });
  let sample = "";
  const forget = room.subscribe({
    onFrame: ({ from, to, time, changes }) => {
      if (!sample) sample = JSON.stringify({ type: "frame", from, to, time, changes });
    },
  });
  try {
    const change = async (index: number): Promise<void> => {
      const labels = { sent: `${SENT_MARK}${microseconds()}` };
      await ask(room, "PATCH", `${PODS}/${pods[index % pods.length]}`, { metadata: { labels } });
    };
    const figures = await paced(clients, pace, (index) => void change(index));
    if (!sample.includes(SENT_MARK)) sample = "";
    return { ...figures, sample };
  } finally {
    forget();
    await clients.end();
  }
}

/** A Socket.IO server that sends one message, with the time in it, to so many clients. */
export async function bareBroadcast(options: {
  readonly clients: number;
  readonly message: string;
  readonly pace: Pace;
}): Promise<Figures> {
  const http = createServer();
  const io = new Server(http, { serveClient: false, perMessageDeflate: false });
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));
  const { port } = http.address() as AddressInfo;
  const cookies = Array.from({ length: options.clients }, () => "");
  const clients = await Clients.start({ url: `http://127.0.0.1:${port}`, cookies, room: "" });
  const stamp = new RegExp(`${SENT_MARK}\\d+`, "g");
  try {
    return await paced(clients, options.pace, () => {
      io.emit(SERVER_EVENT, JSON.parse(options.message.replace(stamp, `${SENT_MARK}${microseconds()}`)));
    });
  } finally {
    await clients.end();
    await io.close();
  }
}

/** Does `act` so many times a second, after a short while of the same to warm up. */
async function paced(clients: Clients, pace: Pace, act: (index: number) => void): Promise<Figures> {
  await pause(500);
  await steadily({ ...pace, seconds: 2 }, act);
  await clients.count();
  const began = cpuSeconds();
  await steadily(pace, act);
  await pause(200);
  const cpu = cpuSeconds() - began;
  const { bytes, messages, p99 } = await clients.counted();
  return { cpu, bytes, messages, p99 };
}

function steadily({ perSecond, seconds }: Pace, act: (index: number) => void): Promise<void> {
  return new Promise((resolve) => {
    const began = performance.now();
    let done = 0;
    const timer = setInterval(() => {
      const due = Math.min(Math.floor(((performance.now() - began) / 1000) * perSecond), seconds * perSecond);
      while (done < due) act(done++);
      if (done < seconds * perSecond) return;
      clearInterval(timer);
      resolve();
    }, 1000 / perSecond);
  });
}

/** Students with a namespace each, whose Secrets only they see: no two have the same rights. */
async function peopleOfTheirOwn(room: Room, count: number): Promise<readonly string[]> {
  const cookies = await newPeople(room, "student", count);
  for (const person of room.people.list()) {
    for (const request of ownNamespaceRequests(person)) await room.request(request, "");
  }
  return cookies;
}
