/** The real kubectl inside of containers: exec, cp, attach, run, debug, top; over https. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invocations } from "../support/clients/invocations.ts";
import { type ClusterProcess, startCluster } from "../support/clusterProcess.ts";
import { NO_KUBECTL } from "../support/realKubectl.ts";

const manifest = (name: string): string => join(import.meta.dirname, "manifests", name);

describe.skipIf(NO_KUBECTL)(`kubectl in containers${NO_KUBECTL ? ` (left out: ${NO_KUBECTL})` : ""}`, () => {
  let cluster: ClusterProcess;
  const kubectl = () => cluster.kubectl;

  beforeAll(async () => {
    cluster = await startCluster("--https", "--speed", "5");
    await kubectl().output(["apply", "-f", manifest("shop.yaml"), "-f", manifest("talkers.yaml")]);
    await kubectl().output(["run", "box", "--image=busybox", "--", "sleep", "36000"]);
    await kubectl().output(["wait", "--for=condition=Ready", "pod/box", "pod/talker", "--timeout=50s"]);
    await kubectl().output(["rollout", "status", "deployment/shop", "--timeout=50s"]);
    const folder = join(cluster.folder, "here/deep");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "text"), "한글 and more\n");
    writeFileSync(
      join(cluster.folder, "here/bytes"),
      Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) & 255)),
    );
  });
  afterAll(() => cluster?.stop());

  describe("KCTL-33 exec", () => {
    const spdy = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: "false" };
    invocations(kubectl, [
      { run: "exec box -- echo hello there", out: "hello there\n" },
      {
        run: "exec box -- sh -c 'echo out; echo err >&2; exit 3'",
        code: 3,
        out: "out\n",
        err: "err\ncommand terminated with exit code 3\n",
      },
      { run: "exec -i box -- cat", stdin: "one\ntwo\n", out: "one\ntwo\n" },
      { run: "exec -i box -- sh -c 'wc -c'", stdin: "x".repeat(200_000), out: /^\s*200000\n$/ },
      { run: "exec -i box -- sh", stdin: "cd /tmp\npwd\nexit 4\n", code: 4, out: "/tmp\n" },
      { run: "exec box -- sh -c 'echo spdy; exit 5'", env: spdy, code: 5, out: "spdy\n" },
      { run: "exec -i box -- cat", env: spdy, stdin: "over spdy\n", out: "over spdy\n" },
      {
        run: "exec box -- nonsense",
        code: 1,
        err: /OCI runtime exec failed: exec failed: unable to start container process: exec: "nonsense": executable file not found in \$PATH/,
      },
      { run: "exec talker -c second -- cat /etc/hostname", out: "talker\n" },
      { run: "exec talker -- hostname", out: "talker\n", err: /^Defaulted container "first" out of: first, second\n/ },
      { run: "exec deploy/shop -- sh -c 'echo $HOSTNAME'", out: /^shop-\w+-\w+\n$/ },
      {
        run: "exec box -- sh -c 'cat /etc/resolv.conf'",
        out: /^nameserver 10\.96\.0\.10$/m,
      },
      {
        run: "exec crasher -- true",
        code: 1,
        eventually: true,
        err: /container not found \("c"\)|unable to upgrade connection|OCI runtime/,
      },
      { run: "exec nobody -- true", code: 1, err: 'Error from server (NotFound): pods "nobody" not found\n' },
      { run: "exec talker -c nobody -- true", code: 1, err: /container nobody (is not valid for|not found in) pod/ },
    ]);
  });

  describe("KCTL-34 cp", () => {
    invocations(kubectl, [
      { run: "cp here box:/tmp/there", out: "" },
      { run: "exec box -- cat /tmp/there/deep/text", out: "한글 and more\n" },
      { run: "cp box:/tmp/there back", out: "" },
      { run: "cp here/deep/text default/talker:/tmp/text -c second", out: "" },
      { run: "exec talker -c second -- sh -c 'wc -c < /tmp/text'", out: /^\s*16\n$/ },
    ]);

    it("KCTL-34 bytes come back as they went", () => {
      expect(
        readFileSync(join(cluster.folder, "back/bytes")).equals(readFileSync(join(cluster.folder, "here/bytes"))),
      ).toBe(true);
      expect(readFileSync(join(cluster.folder, "back/deep/text"), "utf8")).toBe("한글 and more\n");
    });
  });

  describe("KCTL-35 run, attach, debug", () => {
    invocations(kubectl, [
      {
        run: "run once -i --rm --image=busybox --restart=Never -- sh -c 'read word; echo got $word'",
        stdin: "this\n",
        out: [/got this/, /pod "once" deleted/],
      },
      {
        run: "run failing -i --rm --image=busybox --restart=Never -- sh -c 'exit 6'",
        code: 6,
        err: /pod default\/failing terminated \(Error\)|terminated/,
      },
      {
        run: "debug box --image=busybox --container=look --target=box --profile=general -- sh -c 'echo looked; sleep 1'",
        out: /Targeting container "box"/,
      },
      { run: "logs box -c look", eventually: true, out: "looked\n" },
      {
        run: "get pod box -o jsonpath={.status.ephemeralContainerStatuses[0].state.terminated.exitCode}",
        eventually: true,
        out: "0",
      },
      {
        run: "debug box -i --image=busybox --container=typed --profile=general -- sh",
        stdin: "echo typed\nexit 0\n",
        out: /typed/,
      },
      {
        run: "debug box --copy-to=box-copy --image=busybox --container=extra --profile=general -- sleep 1000",
        out: "",
      },
      { run: "get pod box-copy -o jsonpath={.spec.containers[*].name}", out: "box extra" },
      {
        run: "debug node/k8s-worker1 --image=busybox --profile=general -- sleep 5",
        out: /Creating debugging pod node-debugger-k8s-worker1-\w+ with container debugger on node k8s-worker1\./,
      },
      { run: "debug nobody --image=busybox", code: 1, err: /pods "nobody" not found/ },
    ]);

    it("KCTL-35 attach shows what the container writes from now on", async () => {
      const writer = {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "writer" },
        spec: {
          restartPolicy: "Never",
          containers: [
            { name: "c", image: "busybox", command: ["sh", "-c", "echo early; sleep 15; echo late; sleep 5"] },
          ],
        },
      };
      await kubectl().output(["apply", "-f", "-"], JSON.stringify(writer));
      await kubectl().output(["wait", "--for=condition=Ready", "pod/writer", "--timeout=30s"]);
      const { stdout, code } = await kubectl().run(["attach", "writer"]);
      expect([stdout, code]).toEqual(["late\n", 0]);
    });
  });
});
