import { get, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runningPod, startStreamServer, type StreamServer, until } from "../../support/streams/streamServer.ts";

const PODS = "/api/v1/namespaces/default/pods";
let server: StreamServer;
let count = 0;

beforeAll(async () => {
  server = await startStreamServer();
});
afterAll(() => server.close());

/** A pod that says 1, 2, 3, … a second apart, then ends. */
async function counting(lines: number, spec: object = { restartPolicy: "Never" }): Promise<string> {
  const name = `counting-${++count}`;
  const script = Array.from({ length: lines }, (_, index) => `echo ${index + 1}`).join("; sleep 1; ");
  await runningPod(
    server,
    name,
    { image: "busybox", command: ["sh", "-c", `${script}; sleep 1; exit 3`], ports: [] },
    spec,
  );
  return name;
}

interface Following {
  text: string;
  ended: boolean;
  readonly response: IncomingMessage;
}

async function follow(name: string, query = ""): Promise<Following> {
  const response = await new Promise<IncomingMessage>((resolve) =>
    get(`${server.url}${PODS}/${name}/log?follow=true${query}`, resolve),
  );
  const following: Following = { text: "", ended: false, response };
  response.on("data", (chunk) => {
    following.text += String(chunk);
  });
  response.on("end", () => {
    following.ended = true;
  });
  return following;
}

const ended = (following: Following): Promise<void> => until(() => following.ended, "the log ends");

describe("STREAM-40 following a log", () => {
  it("STREAM-40 gives each line once, to all who follow, until the container ends", async () => {
    const name = await counting(6);
    const all = await Promise.all([
      follow(name),
      follow(name),
      follow(name, "&tailLines=1"),
      follow(name, "&timestamps=true"),
    ]);
    for (let step = 0; step < 8; step++) {
      await server.pass(1);
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    await Promise.all(all.map(ended));
    expect(all[0]?.text).toBe("1\n2\n3\n4\n5\n6\n");
    expect(all[1]?.text).toBe(all[0]?.text);
    expect("1\n2\n3\n4\n5\n6\n".endsWith(all[2]?.text ?? "?")).toBe(true);
    expect(all[3]?.text.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /gm, "")).toBe(all[0]?.text);
  }, 20_000);

  it("STREAM-40 a log that is over ends at once, with tail, bytes and times", async () => {
    const name = await counting(5);
    await server.pass(20);
    const texts = await Promise.all(
      ["", "&tailLines=2", "&tailLines=0", "&limitBytes=3", "&tailLines=2&limitBytes=3", "&sinceSeconds=1"].map(
        async (query) => {
          const following = await follow(name, query);
          await ended(following);
          return following.text;
        },
      ),
    );
    expect(texts).toEqual(["1\n2\n3\n4\n5\n", "4\n5\n", "", "1\n2", "4\n5", ""]);
    const bad = await follow(name, "&tailLines=-1");
    expect(bad.response.statusCode).toBe(422);
    expect((await follow(name, "&container=nobody")).response.statusCode).toBe(400);
  }, 20_000);

  it("STREAM-40 a restarted container's follower gets the end of what it followed, and previous tells it again", async () => {
    const name = await counting(3, { restartPolicy: "Always" });
    const following = await follow(name);
    await server.pass(9);
    await ended(following);
    expect(following.text).toBe("1\n2\n3\n");
    await server.pass(30);
    const previous = await follow(name, "&previous=true");
    await ended(previous);
    expect(previous.text).toBe("1\n2\n3\n");
  }, 20_000);
});

describe("STREAM-41 over a WebSocket", () => {
  it("STREAM-41 a watch", async () => {
    const line = await server.open("/api/v1/namespaces/default/configmaps?watch=1", ["base64.binary.k8s.io"]);
    await server.api("POST", "/api/v1/namespaces/default/configmaps", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "seen" },
    });
    await until(() => line.messages.some((message) => message.includes('"seen"')), "the event");
    line.socket.close();
    const refused = await server.open("/api/v1/nonsense?watch=1");
    expect(await refused.closed()).toBe(1000);
    expect(JSON.parse(String(refused.messages[0]))).toMatchObject({ type: "ERROR", object: { code: 404 } });
  });

  it("STREAM-41 a log, whole or followed", async () => {
    const name = await counting(2);
    await server.pass(10);
    const lines = await Promise.all([
      server.open(`${PODS}/${name}/log`, ["binary.k8s.io"]),
      server.open(`${PODS}/${name}/log?follow=true`, ["base64.binary.k8s.io"]),
    ]);
    expect(await Promise.all(lines.map((line) => line.closed()))).toEqual([1000, 1000]);
    expect(Buffer.concat(lines[0].messages).toString()).toBe("1\n2\n");
    expect(lines[1].messages.map((message) => Buffer.from(message.toString(), "base64").toString()).join("")).toBe(
      "1\n2\n",
    );
  });
});

describe("STREAM-50 how many, and for whom", () => {
  it("STREAM-50 a person has 64; more are refused until some end", async () => {
    await runningPod(server, "web");
    const path = `${PODS}/web/portforward?ports=80`;
    const lines = await Promise.all(Array.from({ length: 64 }, () => server.open(path)));
    await expect(server.open(path)).rejects.toThrow(/^429 .*TooManyRequests/);
    for (const line of lines) line.socket.terminate();
    await until(() => lines.every(({ socket }) => socket.readyState === socket.CLOSED), "closed");
    await expect.poll(() => server.open(path).then((line) => line.socket.terminate(), String)).toBeUndefined();
  });

  it("STREAM-50 who was removed loses streams and watches", async () => {
    const room = await server.world.directory.open(server.roomId);
    const { person } = await room.people.add("student", "mina");
    const token = await room.people.issueCredential(person.id);
    const base = server.url.replace(/\/t\/.*/, `/t/${token}`);
    const name = await counting(3);
    const line = await server.open(`${PODS}/${name}/portforward?ports=80`, [], base);
    const watch = await new Promise<IncomingMessage>((resolve) => get(`${base}${PODS}?watch=1`, resolve));
    watch.resume();
    watch.on("error", () => undefined);
    const gone = new Promise((resolve) => watch.on("close", resolve));
    await room.people.remove(person.id);
    await Promise.all([line.closed(), gone]);
  }, 15_000);
});
