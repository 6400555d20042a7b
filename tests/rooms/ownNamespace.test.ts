import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clusterFactory } from "../../server/clusterFactory.ts";
import { type LocalServer, startLocalServer } from "../support/rooms/localServer.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { makeWorld } from "../support/rooms/worlds.ts";

const factory = clusterFactory({ root: ".", freeze: true });
let server: LocalServer;
let room: CreatedRoom;
beforeEach(async () => {
  server = await startLocalServer(makeWorld({ factory }));
  room = await createRoom(server.url, { mode: "namespace-each" });
});
afterEach(() => server.close());

/** The kubeconfig of somebody who joins by the students' link. */
async function kubeconfigOf(nickname: string): Promise<string> {
  const { cookie } = await joinRoom(server.url, room.id, { token: room.token.student, nickname });
  const answer = await fetch(`${server.url}/api/rooms/${room.id}/kubeconfig`, { method: "POST", headers: { cookie } });
  return answer.text();
}

/** The cluster's address with the rights of somebody who joins by the students' link. */
async function join(nickname: string): Promise<string> {
  return /server: "?([^"\s]*)"?/.exec(await kubeconfigOf(nickname))?.[1] as string;
}

async function createMap(url: string, namespace: string): Promise<number> {
  const { status } = await fetch(`${url}/api/v1/namespaces/${namespace}/configmaps`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "mine" } }),
  });
  return status;
}

describe("a room with a namespace for each", () => {
  it("ROOM-24 a student writes in their own namespace and looks at the others", async () => {
    const [mina, juno] = [await join("mina"), await join("juno")];
    const list = await (await fetch(`${room.clusterUrl}/api/v1/namespaces`)).json();
    const names = (list as { items: { metadata: { name: string } }[] }).items.map(({ metadata }) => metadata.name);
    const [minas, junos] = ["mina", "juno"].map((who) => names.find((name) => name.startsWith(`${who}-`)) ?? "");
    expect([minas, junos]).not.toContain("");
    expect(await createMap(mina, minas as string)).toBe(201);
    expect(await createMap(mina, junos as string)).toBe(403);
    expect(await createMap(mina, "default")).toBe(403);
    expect(await createMap(juno, junos as string)).toBe(201);
    expect((await fetch(`${mina}/api/v1/namespaces/${junos}/configmaps/mine`)).status).toBe(200);
  });

  it("ROOM-24 a student's kubectl begins in their own namespace, an instructor's in default", async () => {
    const namespaceIn = (text: string): string => /namespace: "?([^"\s]*)"?/.exec(text)?.[1] ?? "";
    const own = namespaceIn(await kubeconfigOf("하늘"));
    expect((await fetch(`${room.clusterUrl}/api/v1/namespaces/${own}`)).status).toBe(200);
    expect(own).not.toBe("default");
    expect(namespaceIn(room.kubeconfig)).toBe("default");
  });
});
