/** Port-forward through the whole server: channels, SPDY in a WebSocket, SPDY over HTTP; and commands over SPDY. */
import { once } from "node:events";
import { request } from "node:http";
import type { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { echoShell } from "../../support/streams/echoShell.ts";
import { openRawWebSocket } from "../../support/streams/rawWebSocket.ts";
import { SpdyClient } from "../../support/streams/SpdyClient.ts";
import { runningPod, startStreamServer, type StreamServer, until } from "../../support/streams/streamServer.ts";

const PATH = "/api/v1/namespaces/default/pods/web/portforward";
const GET = "GET /index.html HTTP/1.1\r\nHost: x\r\n\r\n";
const REFUSED =
  /^error forwarding port 9999 to pod [0-9a-f]{64}, uid : failed to execute portforward in network namespace "\/var\/run\/netns\/cni-[0-9a-f-]{36}": failed to connect to localhost:9999 inside namespace "[0-9a-f]{64}", IPv4: dial tcp4 127\.0\.0\.1:9999: connect: connection refused IPv6 dial tcp6 \[::1\]:9999: connect: connection refused$/;
let server: StreamServer;

beforeAll(async () => {
  server = await startStreamServer(echoShell);
  await runningPod(server, "web");
});
afterAll(() => server.close());

async function tunnel(): Promise<SpdyClient & { hangUp(): void }> {
  const line = await openRawWebSocket(`${server.url}${PATH}`, "SPDY/3.1+portforward.k8s.io");
  expect(line.protocol).toBe("SPDY/3.1+portforward.k8s.io");
  const client = new SpdyClient((bytes) => line.send(bytes));
  line.onMessage((data) => client.receive(data));
  return Object.assign(client, { hangUp: () => line.socket.destroy() });
}

/** An upgrade to SPDY over plain HTTP. */
async function upgrade(path: string, protocols: readonly string[]): Promise<{ socket: Socket; protocol: unknown }> {
  const asking = request(`${server.url}${path}`, {
    method: "POST",
    headers: { Connection: "Upgrade", Upgrade: "SPDY/3.1", "X-Stream-Protocol-Version": protocols.join(", ") },
  }).end();
  const [response, socket] = (await Promise.race([
    once(asking, "upgrade"),
    once(asking, "response").then(([refused]) =>
      Promise.reject(new Error(String((refused as { statusCode: number }).statusCode))),
    ),
  ])) as [{ headers: Record<string, unknown> }, Socket];
  return { socket, protocol: response.headers["x-stream-protocol-version"] };
}

describe("STREAM-20 forwarded ports", () => {
  it("STREAM-20 over channels, two a port, each beginning with its number", async () => {
    const line = await server.open(`${PATH}?ports=80&ports=9999`, ["v5.channel.k8s.io", "v4.channel.k8s.io"]);
    expect(line.socket.protocol).toBe("v4.channel.k8s.io");
    line.socket.send(Buffer.from([0, ...Buffer.from(GET)]));
    await until(() => line.text(0).includes("</html>") && line.text(3).length > 2, "both answers");
    expect(line.text(0)).toMatch(/^P\0HTTP\/1\.1 200 OK\r\n/);
    expect(line.text(1)).toBe("P\0");
    expect(Buffer.from(line.messages.find(([channel]) => channel === 2) as Buffer).readUInt16LE(1)).toBe(9999);
    expect(line.text(3).slice(2)).toMatch(REFUSED);
    line.socket.close();
    const none = await server.open(PATH, ["v4.channel.k8s.io"]);
    expect(await none.closed()).toBe(1008);
  });

  it("STREAM-20 over SPDY in a WebSocket, several connections at once", async () => {
    const client = await tunnel();
    const connections = await Promise.all(
      [0, 1, 2].map(async (number) => {
        const headers = { port: "80", requestid: String(number) };
        const error = await client.open({ ...headers, streamtype: "error" }, true);
        const data = await client.open({ ...headers, streamtype: "data" });
        client.write(data, `${GET}${GET.replace("keep", "close")}`);
        client.write(data, GET.replace("Host", "Connection: close\r\nHost"), true);
        return { error, data };
      }),
    );
    await until(() => connections.every(({ data, error }) => data.ended && error.ended), "all answered");
    for (const { data, error } of connections) {
      expect(data.data.toString().match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
      expect(error.data.length).toBe(0);
    }
    client.hangUp();
  });

  it("STREAM-20 over SPDY and plain HTTP, without request ids as old clients have it", async () => {
    const { socket, protocol } = await upgrade(PATH, ["portforward.k8s.io"]);
    expect(protocol).toBe("portforward.k8s.io");
    const client = new SpdyClient((bytes) => socket.write(bytes));
    socket.on("data", (bytes) => client.receive(bytes));
    await client.open({ streamtype: "error", port: "80" }, true);
    const data = await client.open({ streamtype: "data", port: "80" });
    client.write(data, GET);
    await until(() => data.data.includes("</html>"), "the answer");
    const odd = await client.open({ streamtype: "data", port: "0", requestid: "1" });
    await until(() => odd.reset, "a port that is none is refused");
    socket.destroy();
    await expect(upgrade(PATH, ["nothing.k8s.io"])).rejects.toThrow("403");
    await expect(upgrade("/api/v1/namespaces/default/pods/none/portforward", ["portforward.k8s.io"])).rejects.toThrow(
      "404",
    );
  });
});

describe("STREAM-22 a port nobody listens on", () => {
  it("STREAM-22 is told on the error stream, and other connections go on", async () => {
    const client = await tunnel();
    const error = await client.open({ streamtype: "error", port: "9999", requestid: "0" }, true);
    const data = await client.open({ streamtype: "data", port: "9999", requestid: "0" });
    await until(() => error.ended && data.ended, "the refusal");
    expect(error.data.toString()).toMatch(REFUSED);
    await client.open({ streamtype: "error", port: "80", requestid: "1" }, true);
    const other = await client.open({ streamtype: "data", port: "80", requestid: "1" });
    client.write(other, GET);
    await until(() => other.data.includes("</html>"), "another connection");
    client.hangUp();
  });
});

describe("STREAM-23 a connection belongs to one pod", () => {
  it("STREAM-23 another pod of the name gets none of its bytes", async () => {
    await runningPod(server, "again");
    const line = await server.open(PATH.replace("web", "again").concat("?ports=80"), ["v4.channel.k8s.io"]);
    line.socket.send(Buffer.from([0, ...Buffer.from(GET)]));
    await until(() => line.text(0).includes("</html>"), "the first answer");
    await server.api("DELETE", "/api/v1/namespaces/default/pods/again?gracePeriodSeconds=0");
    await server.pass(2);
    await runningPod(server, "again");
    line.socket.send(Buffer.from([0, ...Buffer.from(GET)]));
    expect(await line.closed()).toBe(1000);
    expect(line.text(0).match(/HTTP\/1\.1 200/g)).toHaveLength(1);
  });
});

describe("STREAM-6 commands over SPDY", () => {
  it.each([
    ["v4.channel.k8s.io", '{"metadata":{},"status":"Success"}'],
    ["v2.channel.k8s.io", ""],
  ])("STREAM-6 %s", async (version, end) => {
    const path = "/api/v1/namespaces/default/pods/web/exec?command=cat&stdin=true&stdout=true&stderr=true";
    const { socket, protocol } = await upgrade(path, ["v5.channel.k8s.io", version]);
    expect(protocol).toBe(version);
    const client = new SpdyClient((bytes) => socket.write(bytes));
    socket.on("data", (bytes) => client.receive(bytes));
    const [error, stdin, stdout] = [
      await client.open({ streamtype: "error" }),
      await client.open({ streamtype: "stdin" }),
      await client.open({ streamtype: "stdout" }),
    ];
    await client.open({ streamtype: "stderr" });
    await until(() => stdout.replied, "the streams are there");
    client.write(stdin, "hello", true);
    await once(socket, "close");
    expect([stdout.data.toString(), error.data.toString(), client.goneAway]).toEqual(["hello", end, true]);
  });
});
