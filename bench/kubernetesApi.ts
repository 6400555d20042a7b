/** The Kubernetes API over HTTP: reads against a bare server with the same bytes, durable writes, watches, an informer, large bodies. */
import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as k8s from "@kubernetes/client-node";
import type { Room } from "../server/rooms/Room.ts";
import { STREAM_LIMITS } from "../server/transport/streams/OpenStreams.ts";
import { longestHold } from "./longestHold.ts";
import { ask, BenchFolder, type BenchServer, growTo, pause, PODS, startServer } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import type { LoadOptions, WatchesOptions } from "./httpLoad.ts";
import { inProcess, startPart } from "./isolation.ts";
import { cpuSeconds, median } from "./measure.ts";

const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

interface Place {
  readonly bench: BenchServer;
  readonly room: Room;
  /** Of the cluster, with an instructor's token. */
  readonly url: string;
}

/** A room of so many pods on a server with a disk, for as long as `use` takes. */
async function inRoom<T>(pods: number, use: (place: Place) => Promise<T>): Promise<T> {
  const folder = new BenchFolder();
  // One client opens more watches than a person may.
  const limits = { streamLimits: { ...STREAM_LIMITS, watches: 1_000 } };
  const bench = await startServer(await folder.storage(), {}, limits);
  try {
    const { room } = await bench.directory.create({ template: "60" });
    const { person } = await room.people.add("instructor", "bench");
    const token = await room.people.issueCredential(person.id);
    if (pods > 0) await growTo(room, pods);
    return await use({ bench, room, url: `${bench.url}/clusters/${room.id}/t/${token}` });
  } finally {
    await bench.close();
    folder.remove();
  }
}

/** A server that answers everything with the same bytes. */
async function bareServer(
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => response.writeHead(200, { ...headers, "Content-Length": body.length }).end(body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** A request's answer as it is on the wire. */
function answerOf(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly headers: Record<string, string>; readonly body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const {
          connection: _c,
          "keep-alive": _k,
          "content-length": _l,
          "transfer-encoding": _t,
          ...kept
        } = response.headers;
        resolve({ headers: kept as Record<string, string>, body: Buffer.concat(chunks) });
      });
    }).on("error", reject);
  });
}

const load = (options: LoadOptions): Promise<number> => inProcess<number>("http-load", options);

/** Requests a second of a GET, ours and the bare server's, one after the other, twice. */
async function against(
  url: string,
  headers: Readonly<Record<string, string>>,
  connections: number,
): Promise<{ readonly own: number; readonly bare: number }> {
  const answer = await answerOf(url, headers);
  const bare = await bareServer(answer.headers, answer.body);
  const ours: number[] = [];
  const theirs: number[] = [];
  try {
    for (let turn = 0; turn < 2; turn++) {
      ours.push(await load({ url, headers, connections, ms: 3_000, method: "GET" }));
      theirs.push(await load({ url: `${bare.url}/`, headers, connections, ms: 3_000, method: "GET" }));
    }
  } finally {
    bare.server.close();
  }
  return { own: Math.max(...ours), bare: Math.max(...theirs) };
}

export async function apiReadRows(): Promise<readonly BenchRow[]> {
  return inRoom(1_000, async ({ room, url }) => {
    const [name = ""] = Array.from(room.cluster.store.list("pods", "default"), ({ metadata }) => metadata.name);
    const one = await against(`${url}${PODS}/${name}`, { Accept: "application/json" }, 8);
    const list = `${url}${PODS}`;
    const headers = { Accept: TABLE, "Accept-Encoding": "gzip" };
    const first: number[] = [];
    const answer = await answerOf(list, headers);
    const bare = await bareServer(answer.headers, answer.body);
    const plain: number[] = [];
    for (let turn = 0; turn < 15; turn++) {
      // A change before each: nothing of an earlier answer may serve.
      await ask(room, "PATCH", `${PODS}/${name}`, { metadata: { labels: { turn: String(turn) } } });
      const began = performance.now();
      await answerOf(list, headers);
      first.push(performance.now() - began);
      const then = performance.now();
      await answerOf(`${bare.url}/`, headers);
      plain.push(performance.now() - then);
    }
    bare.server.close();
    const again = await against(list, headers, 4);
    return [
      benchRow("api-get-pod", { value: one.own, unit: "/s", baseline: one.bare }, { of: "ratio", atLeast: 0.5 }),
      benchRow(
        "api-list-1000-changed",
        { value: 1000 / median(first), unit: "/s", baseline: 1000 / median(plain) },
        { of: "ratio", atLeast: 0.3 },
      ),
      benchRow(
        "api-list-1000-unchanged",
        { value: again.own, unit: "/s", baseline: again.bare },
        { of: "ratio", atLeast: 0.7 },
      ),
    ];
  });
}

/** Pods created a second by 20 clients, each on disk before its answer; the bare server only reads the body and answers. */
export async function apiWriteRows(): Promise<readonly BenchRow[]> {
  return inRoom(0, async ({ url, room }) => {
    await room.setClock({ type: "clock", speed: 0 }, "");
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "pod-MARK" },
      spec: { containers: [{ name: "c", image: "nginx" }] },
    };
    const options = {
      connections: 20,
      ms: 4_000,
      method: "POST",
      body: JSON.stringify(pod),
      headers: { Accept: "application/json" },
    };
    await load({ ...options, url: `${url}${PODS}`, ms: 1_500 });
    const own = await load({ ...options, url: `${url}${PODS}` });
    const answer = await answerOf(`${url}${PODS}?limit=1`, {});
    const bare = await bareServer(answer.headers, answer.body);
    const plain = await load({ ...options, url: `${bare.url}/` });
    bare.server.close();
    return [
      benchRow("api-create-durable", { value: own, unit: "/s", baseline: plain }, { of: "value", atLeast: 1_000 }),
    ];
  });
}

/** 500 watches, each on the pods of one label, in a room of 1,000 pods. */
export async function apiWatchRows({ watches = 500, changes = 40 } = {}): Promise<readonly BenchRow[]> {
  return inRoom(1_000, async ({ url, room }) => {
    const cost = async (work: () => Promise<void>): Promise<number> => {
      const began = cpuSeconds();
      await work();
      return cpuSeconds() - began;
    };
    const idle = await cost(() => pause(3_000));
    const [name = ""] = Array.from(room.cluster.store.list("pods", "default"), ({ metadata }) => metadata.name);
    const change = async (): Promise<void> => {
      for (let turn = 0; turn < changes; turn++) {
        await ask(room, "PATCH", `${PODS}/${name}`, { metadata: { labels: { turn: String(turn) } } });
        await pause(20);
      }
      await pause(300);
    };
    const alone = await cost(change);
    const part = startPart("http-watches", {
      url: `${url}${PODS}?watch=1&resourceVersion=${room.cluster.store.revision}`,
      watches,
    } satisfies WatchesOptions);
    await new Promise((resolve) => part.once("message", resolve));
    const quiet = await cost(() => pause(3_000));
    const watched = await cost(change);
    part.kill();
    const each = ((watched - alone) / changes / watches) * 1e6;
    return [
      benchRow(
        "api-watches-500-quiet",
        { value: (quiet / 3) * 100, unit: "% CPU", baseline: (idle / 3) * 100 },
        { of: "value", atMost: 1 },
      ),
      benchRow("api-watches-500-change", { value: each, unit: "µs CPU", baseline: 30 }, { of: "value", atMost: 30 }),
    ];
  });
}

/** client-node's informer on 5,000 pods, from start to its cache being whole. */
export async function apiInformerRows(): Promise<readonly BenchRow[]> {
  return inRoom(5_000, async ({ url }) => {
    const sync = async (server: string): Promise<number> => {
      const config = new k8s.KubeConfig();
      config.loadFromClusterAndUser({ name: "bench", server, skipTLSVerify: true }, { name: "bench" });
      const core = config.makeApiClient(k8s.CoreV1Api);
      const informer = k8s.makeInformer(config, PODS, () => core.listNamespacedPod({ namespace: "default" }));
      informer.on("error", () => undefined);
      const began = performance.now();
      await informer.start();
      const took = performance.now() - began;
      if (informer.list().length < 5_000) throw new Error("the informer has not all pods");
      await informer.stop();
      return took / 1000;
    };
    await sync(url);
    const answer = await answerOf(`${url}${PODS}`, { "Accept-Encoding": "gzip" });
    const bare = await bareServer(answer.headers, answer.body);
    const own = median([await sync(url), await sync(url), await sync(url)]);
    const plain = median([await sync(bare.url), await sync(bare.url), await sync(bare.url)]);
    bare.server.closeAllConnections();
    bare.server.close();
    return [benchRow("api-informer-5000", { value: own, unit: "s", baseline: plain }, { of: "value", atMost: 1 })];
  });
}

/** How long the event loop is held at a time by objects and bodies that are too large. */
export async function apiLargeRows(): Promise<readonly BenchRow[]> {
  return inRoom(0, async ({ url }) => {
    const object = JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "large" },
      data: { a: "x".repeat(1_400_000) },
    });
    const body = JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "larger" },
      data: { a: "x".repeat(3_200_000) },
    });
    const post = async (text: string, expected: number): Promise<void> => {
      const response = await fetch(`${url}/api/v1/namespaces/default/configmaps`, {
        method: "POST",
        body: text,
        headers: { "content-type": "application/json" },
      }).catch(() => undefined);
      if (response && response.status !== expected) throw new Error(`${response.status} instead of ${expected}`);
    };
    const holdsOf = async (work: () => Promise<void>): Promise<number> => {
      const holds: number[] = [];
      for (let turn = 0; turn < 9; turn++) holds.push(await longestHold(work()));
      return median(holds);
    };
    const idle = await holdsOf(() => pause(50));
    const large = await holdsOf(() => post(object, 422));
    const larger = await holdsOf(() => post(body, 413));
    return [
      benchRow("api-large-object-hold", { value: large, unit: "ms", baseline: idle }, { of: "value", atMost: 30 }),
      benchRow("api-large-body-hold", { value: larger, unit: "ms", baseline: idle }, { of: "value", atMost: 30 }),
    ];
  });
}
