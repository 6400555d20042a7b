/** exec and attach over WebSockets, with a shell of the test's. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { echoShell } from "../../support/streams/echoShell.ts";
import { type Line, runningPod, startStreamServer, type StreamServer } from "../../support/streams/streamServer.ts";

const POD = "/api/v1/namespaces/default/pods/web";
const SUCCESS = '{"metadata":{},"status":"Success"}';
let server: StreamServer;

beforeAll(async () => {
  server = await startStreamServer(echoShell);
  await runningPod(server, "web");
  await runningPod(server, "reader", { stdin: true });
  await runningPod(
    server,
    "two",
    {},
    {
      containers: [
        { name: "a", image: "nginx" },
        { name: "b", image: "busybox", command: ["true"] },
      ],
      restartPolicy: "Never",
    },
  );
  // Until the second container's end shows.
  await server.pass(10);
});
afterAll(() => server.close());

const exec = (words: readonly string[], more = "stdout=true&stderr=true", pod = POD): string =>
  `${pod}/exec?${words.map((word) => `command=${encodeURIComponent(word)}`).join("&")}&${more}`;

async function run(path: string, protocol?: string): Promise<Line> {
  const line = await server.open(path, protocol ? [protocol] : []);
  expect(await line.closed()).toBe(1000);
  return line;
}

describe("STREAM-1 sub-protocols", () => {
  it("STREAM-1 v5 and v4 end with a Status, older ones with silence or text", async () => {
    for (const protocol of ["v5.channel.k8s.io", "v4.channel.k8s.io"]) {
      const line = await run(exec(["echo", "hello", "there"]), protocol);
      expect(line.socket.protocol).toBe(protocol);
      expect([line.text(1), line.text(3)]).toEqual(["hello there\n", SUCCESS]);
    }
    for (const protocol of ["channel.k8s.io", undefined]) {
      const line = await run(exec(["echo", "old"]), protocol);
      expect([line.text(1), line.text(3)]).toEqual(["old\n", ""]);
    }
  });

  it("STREAM-1 attach to a process that reads is the same without a command", async () => {
    const line = await run(`${POD.replace("web", "reader")}/attach?stdin=true&stdout=true`, "v5.channel.k8s.io");
    expect([line.text(1), line.text(3)]).toEqual(["attached\n", SUCCESS]);
  });

  it("STREAM-1 base64", async () => {
    for (const protocol of ["v4.base64.channel.k8s.io", "base64.channel.k8s.io"]) {
      const line = await run(exec(["echo", "hello"]), protocol);
      const texts = line.messages.map((message) => message.toString());
      expect(texts).toContain(`1${Buffer.from("hello\n").toString("base64")}`);
    }
  });

  it("STREAM-1 takes the first it knows, and refuses lists of strangers", async () => {
    const line = await server.open(exec(["echo", "x"]), [
      "v9.channel.k8s.io",
      "v4.channel.k8s.io",
      "v5.channel.k8s.io",
    ]);
    expect(line.socket.protocol).toBe("v5.channel.k8s.io");
    await expect(server.open(exec(["echo", "x"]), ["v9.channel.k8s.io"])).rejects.toThrow(/^403 /);
  });
});

describe("STREAM-2 the end of a command", () => {
  it("STREAM-2 begins with an empty message and tells exit codes", async () => {
    const line = await run(exec(["exit", "3"]), "v5.channel.k8s.io");
    expect(line.messages[0]).toEqual(Buffer.from([1]));
    expect(JSON.parse(line.text(3))).toEqual({
      metadata: {},
      status: "Failure",
      message: "command terminated with non-zero exit code: command terminated with exit code 3",
      reason: "NonZeroExitCode",
      details: { causes: [{ reason: "ExitCode", message: "3" }] },
    });
    expect((await run(exec(["exit", "7"]))).text(3)).toBe(
      "command terminated with non-zero exit code: error executing command [exit 7], exit code 7",
    );
  });

  it("STREAM-2 tells what the runtime could not run", async () => {
    const { text } = await run(exec(["missing"]), "v5.channel.k8s.io");
    expect(JSON.parse(text(3))).toMatchObject({
      reason: "InternalError",
      code: 500,
      message: expect.stringMatching(
        /^Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "missing": executable file not found in \$PATH$/,
      ),
    });
  });
});

describe("STREAM-3 input and size", () => {
  it("STREAM-3 carries input to its end, and errors apart", async () => {
    const line = await server.open(exec(["cat"], "stdin=true&stdout=true"), ["v5.channel.k8s.io"]);
    line.socket.send(Buffer.from([0, ...Buffer.from("one ")]));
    line.socket.send(Buffer.from([0, ...Buffer.from("two")]));
    line.socket.send(Buffer.from([255, 0]));
    expect(await line.closed()).toBe(1000);
    expect([line.text(1), line.text(3)]).toEqual(["one two", SUCCESS]);
    expect((await run(exec(["err", "oops"]), "v4.channel.k8s.io")).text(2)).toBe("oops");
  });

  it("STREAM-3 a terminal has one output and a size", async () => {
    const line = await server.open(exec(["size"], "stdout=true&stderr=true&tty=true"), ["v5.channel.k8s.io"]);
    line.socket.send(Buffer.from([4, ...Buffer.from('{"Width":80,"Height":24}\n')]));
    await line.closed();
    expect(line.text(1)).toBe("80x24");
    expect((await run(exec(["err", "oops"], "stdout=true&stderr=true&tty=true"), "v5.channel.k8s.io")).text(1)).toBe(
      "oops",
    );
  });
});

describe("STREAM-4 who may, and which container", () => {
  it("STREAM-4 needs create whatever the verb, and get for a WebSocket", async () => {
    const rules = (name: string, verbs: readonly string[]) =>
      [
        [
          "clusterroles",
          { kind: "ClusterRole", metadata: { name }, rules: [{ apiGroups: [""], resources: ["pods/exec"], verbs }] },
        ],
        [
          "clusterrolebindings",
          {
            kind: "ClusterRoleBinding",
            metadata: { name },
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
            subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "system:anonymous" }],
          },
        ],
      ] as const;
    const bare = server.url.replace(/\/t\/.*/, "");
    const path = exec(["echo", "x"]);
    await expect(server.open(path, [], bare)).rejects.toThrow(/^403 .*cannot get resource .*pods\/exec/);
    const base = "/apis/rbac.authorization.k8s.io/v1";
    for (const [kind, body] of rules("only-get", ["get"]))
      expect(
        (await server.api("POST", `${base}/${kind}`, { apiVersion: "rbac.authorization.k8s.io/v1", ...body })).status,
      ).toBe(201);
    await expect(server.open(path, [], bare)).rejects.toThrow(/^403 .*pods \\"web\\" is forbidden: /);
    for (const [kind, body] of rules("create-too", ["create"]))
      await server.api("POST", `${base}/${kind}`, { apiVersion: "rbac.authorization.k8s.io/v1", ...body });
    expect(await (await server.open(path, [], bare)).closed()).toBe(1000);
    for (const kind of ["clusterrolebindings", "clusterroles"])
      for (const name of ["only-get", "create-too"]) await server.api("DELETE", `${base}/${kind}/${name}`);
  });

  it("STREAM-4 chooses the container in the API server's words, and wants an upgrade", async () => {
    const two = "/api/v1/namespaces/default/pods/two";
    await expect(server.open(exec(["echo"], "stdout=true", two))).rejects.toThrow(
      /^400 .*a container name must be specified for pod two, choose one of: \[a b\]/,
    );
    await expect(server.open(exec(["echo"], "stdout=true&container=z", two))).rejects.toThrow(
      /container z is not valid for pod two/,
    );
    await expect(server.open(exec(["echo"], ""))).rejects.toThrow(
      /^400 you must specify at least 1 of stdin, stdout, stderr/,
    );
    await expect(server.open(exec([], "stdout=true"))).rejects.toThrow(/^400 you must specify at least 1 command/);
    await expect(server.open(exec(["echo"], "stdout=true", "/api/v1/namespaces/default/pods/nobody"))).rejects.toThrow(
      /^404 .*pods \\"nobody\\" not found/,
    );
    const plain = await server.api("POST", exec(["echo"], "stdout=true"));
    expect(plain).toMatchObject({ status: 400, body: { message: "Upgrade request required" } });
  });
});

describe("STREAM-5 a container that does not run", () => {
  it("STREAM-5 is told inside of v5 and before v4", async () => {
    const path = exec(["echo"], "stdout=true&container=b", "/api/v1/namespaces/default/pods/two");
    const line = await run(path, "v5.channel.k8s.io");
    expect(JSON.parse(line.text(3)).message).toBe(
      'Internal error occurred: unable to upgrade connection: container not found ("b")',
    );
    await expect(server.open(path, ["v4.channel.k8s.io"])).rejects.toThrow(/^500 container not found \("b"\)/);
  });
});

describe("STREAM-51 slow readers", () => {
  it("STREAM-51 a client that does not read is cut, and the server goes on", async () => {
    const line = await server.open(exec(["flood"]), ["v4.channel.k8s.io"]);
    line.socket.pause();
    line.socket.resume();
    expect(await line.closed()).toBe(1006);
    expect((await run(exec(["echo", "still"]), "v5.channel.k8s.io")).text(1)).toBe("still\n");
  });
});
