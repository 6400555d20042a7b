/**
 * Texts made to cost: each is small enough to be let in, and took a server tens of seconds or its room for good. What is measured is
 * the time of this process, server included, of which a busy machine makes no more.
 */
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { LessonLines } from "../../server/protocol/lessonText/LessonLines.ts";
import { readYaml } from "../../server/protocol/lessonText/readYaml.ts";
import { realWorld } from "../support/rooms/realWorld.ts";
import { type LocalServer, startLocalServer } from "../support/rooms/localServer.ts";
import { createRoom } from "../support/rooms/serverProcess.ts";

let server: LocalServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Seconds of the processor that something takes. */
async function seconds(action: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await action();
  const { user } = process.cpuUsage(before);
  return user / 1e6;
}

interface Sent {
  readonly method?: string;
  readonly type?: string;
  readonly body: string;
}

interface Answered {
  readonly status: number;
  readonly body: {
    readonly message: string;
    readonly data: object;
    readonly metadata: { readonly finalizers: readonly string[]; readonly ownerReferences: readonly object[] };
  };
  readonly warning: string;
}

async function opened(): Promise<(path: string, sent: Sent) => Promise<Answered>> {
  server = await startLocalServer(realWorld());
  const { clusterUrl } = await createRoom(server.url);
  return async (path, { method = "POST", type = "application/json", body }) => {
    const answer = await fetch(`${clusterUrl}/api/v1/namespaces/default${path}`, {
      method,
      body,
      headers: { "content-type": type },
    });
    return {
      status: answer.status,
      body: (await answer.json()) as Answered["body"],
      warning: answer.headers.get("warning") ?? "",
    };
  };
}

describe("OPER-36 what a text costs to read is bounded before it is read", () => {
  it("OPER-36 YAML of too many keys, values and lines is refused at once, aliases counted each time", async () => {
    const ask = await opened();
    const yaml = { type: "application/yaml" };
    const bomb = many(
      7,
      (level) => `l${level}: &l${level} [${many(9, () => (level ? `*l${level - 1}` : "1")).join()}]`,
    );
    const took = await seconds(async () => {
      for (const body of [`a: [${"1,".repeat(500_000)}]`, "- \n".repeat(100_000), `[${"&a 1,".repeat(20_000)}]`]) {
        const { status, body: told } = await ask("/configmaps", { ...yaml, body });
        expect([status, told.message]).toEqual([
          400,
          expect.stringContaining("more than 30000 keys, values and lines"),
        ]);
        const applied = await ask("/configmaps/a?fieldManager=a", {
          method: "PATCH",
          type: "application/apply-patch+yaml",
          body,
        });
        expect(applied.status).toBe(400);
      }
      const { body } = await ask("/configmaps", { ...yaml, body: bomb.join("\n") });
      expect(body.message).toContain("document contains excessive aliasing");
    });
    expect(took).toBeLessThan(5);
  });

  it("OPER-36 thousands of aliases are looked up, each the last before it of its name", async () => {
    const ask = await opened();
    const head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n";
    const body = `${head}${many(2_000, (index) => ` a${index}: &a${index} v${index}\n b${index}: &same w${index}\n c${index}: *same\n`).join("")}${many(2_000, (index) => ` d${index}: *a${1_999 - index}\n`).join("")}`;
    let answer: Answered | undefined;
    const took = await seconds(async () => {
      answer = await ask("/configmaps", { type: "application/yaml", body });
    });
    expect(answer?.status).toBe(201);
    expect(answer?.body.data).toMatchObject({ b7: "w7", c7: "w7", c1999: "w1999", d0: "v1999", d1999: "v0" });
    expect(took).toBeLessThan(8);
  });

  it("OPER-36 ROOM-37 what strangers make rooms of is read in bounds, and nothing is made of what is no manifest", async () => {
    const { url, world } = (server = await startLocalServer());
    const make = (manifests: unknown): Promise<Response> =>
      fetch(`${url}/api/rooms`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ manifests }),
      });
    const before = await world.storage.countRooms();
    const took = await seconds(async () => {
      for (const [manifests, status] of [
        [many(25_000, (index) => `k${index}: 1`).join("\n"), 400],
        [many(14_000, (index) => `k${index}: 1`).join("\n"), 400],
        [["k: 1\n".repeat(14_000), "---\nk: 1\n".repeat(80_000)], 400],
        [[`{"a":${"[".repeat(90_000)}${"]".repeat(90_000)}}`], 400],
        [many(3, () => ({ kind: "List", items: many(700, () => ({ apiVersion: "v1", kind: "Nothing" })) })), 400],
        ["x".repeat(2 * 1024 * 1024), 413],
        ["apiVersion: v1\nkind: Nothing", 400],
      ] as const)
        expect((await make(manifests)).status).toBe(status);
    });
    expect(took).toBeLessThan(8);
    expect(await world.storage.countRooms()).toBe(before);
    // Brackets of the request itself, before anything goes down them.
    const deep = `{"manifests":[{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}]}`;
    const answer = await fetch(`${url}/api/rooms`, { method: "POST", body: deep });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("nested too deeply")]);
    expect(world.problems).toEqual([]);
  });

  it("OPER-36 a body that nobody asked for is not read: 64 KiB, and more where texts come, from whoever may send them", async () => {
    const { url } = (server = await startLocalServer());
    const { id } = await createRoom(url);
    const send = async (method: string, path: string, body: string): Promise<number> =>
      (await fetch(`${url}/api/rooms/${id}${path}`, { method, body })).status;
    const large = JSON.stringify({ texts: "x".repeat(70_000) });
    expect(await send("PATCH", "", large)).toBe(413);
    expect(await send("POST", "/join", large)).toBe(413);
    for (const [method, path] of [
      ["PUT", "/drafts/a"],
      ["POST", "/lessons"],
      ["PUT", "/lessons"],
      ["POST", "/trial"],
    ] as const)
      expect(await send(method, path, "{"), path).toBe(403);
  });

  it("OPER-36 a piece of YAML in a lesson has 3,000 keys, values and lines", async () => {
    const problems: string[] = [];
    const text = many(20_000, (index) => `k${index}: 1`).join("\n");
    const took = await seconds(async () => {
      const lines = new LessonLines(text);
      expect(readYaml(z.record(z.string(), z.number()), lines, { from: 0, to: 20_000 })).toBeUndefined();
      problems.push(...lines.problems.map(({ text: told }) => told.en));
    });
    expect(problems.join()).toContain("more than 3000 keys");
    expect(took).toBeLessThan(5);
  });
});

describe("OPER-37 work grows with what is sent, not faster", () => {
  it("OPER-37 owners, lists of a strategic patch and their order", async () => {
    const ask = await opened();
    const count = 20_000;
    const type = "application/strategic-merge-patch+json";
    const patch = (metadata: object): Promise<Answered> =>
      ask("/configmaps/b", { method: "PATCH", type, body: JSON.stringify({ metadata }) });
    const took = await seconds(async () => {
      const owners = many(count, (index) => ({
        apiVersion: "v1",
        kind: "Pod",
        name: "p",
        uid: `u${index % (count - 1)}`,
      }));
      const metadata = { name: "a", ownerReferences: owners };
      const made = await ask("/configmaps", {
        body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata }),
      });
      expect([made.status, made.body.metadata.ownerReferences.length]).toEqual([201, count - 1]);
      // That one's owners are gone, and so is it soon.
      await ask("/configmaps", {
        body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "b" } }),
      });
      const added = await patch({ finalizers: many(count, (index) => `a/b${index}`) });
      expect([added.status, added.body.metadata.finalizers.length]).toEqual([200, count]);
      const order = many(count, (index) => `a/b${count - 1 - index}`);
      const turned = await patch({ "$setElementOrder/finalizers": order });
      expect(turned.body.metadata.finalizers.slice(0, 2)).toEqual(order.slice(0, 2));
      const gone = await patch({ "$deleteFromPrimitiveList/finalizers": order.slice(1) });
      expect(gone.body.metadata.finalizers).toEqual([order[0]]);
    });
    expect(took).toBeLessThan(12);
  });
});

describe("OPER-37 lessons", () => {
  it("OPER-37 fences of a lesson are found in one walk", async () => {
    const took = await seconds(async () => {
      const { fences, open } = new LessonLines("```\n".repeat(100_000)).fences(0);
      expect([fences.length, open]).toEqual([50_000, undefined]);
    });
    expect(took).toBeLessThan(2);
  });
});

describe("WIRE-42 warnings", () => {
  it("WIRE-42 are told once each, and no more of them than clients read of headers", async () => {
    const ask = await opened();
    const unknown = Object.fromEntries(many(5_000, (index) => [`unknown${index}`, 1]));
    const { status, warning } = await ask("/configmaps", {
      body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "b" }, ...unknown }),
    });
    expect(status).toBe(201);
    expect(warning).toContain('unknown field \\"unknown0\\"');
    expect(warning.length).toBeLessThan(8_000);
  });
});
