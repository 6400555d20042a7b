import { beforeEach, describe, expect, it } from "vitest";
import { openShell, type ShellEnd, type ShellOptions, type ShellSession } from "../../server/shell/ShellSession.ts";
import type { Cluster } from "../../server/simulation/cluster.ts";
import { ADMIN, get, newCluster, PODS, pass, podManifest, send } from "../support/clusters.ts";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";

let cluster: Cluster;
beforeEach(() => {
  cluster = newCluster();
});

function run(name: string, spec: object): void {
  const { status, body } = send(cluster, "POST", PODS, { body: podManifest(name, { spec }) });
  expect(status, JSON.stringify(body)).toBe(201);
}

interface Terminal {
  readonly session: ShellSession;
  text(): string;
  errors(): string;
  readonly end: { value?: ShellEnd };
  type(text: string): Promise<void>;
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

/** Until the client has fetched again what is going on. */
const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));

async function shell(pod: string, command: readonly string[], more: Partial<ShellOptions> = {}): Promise<Terminal> {
  const decoder = new TextDecoder();
  let out = "";
  let err = "";
  const end: { value?: ShellEnd } = {};
  const session = openShell(
    {
      user: ADMIN,
      request: async (request) => cluster.apply({ type: "request", request }, 1),
    },
    {
      target: { kind: "container", namespace: "default", pod, container: "" },
      command,
      tty: false,
      stdin: false,
      onOutput: (channel, data) => {
        if (channel === "stdout") out += decoder.decode(data);
        else err += decoder.decode(data);
      },
      onExit: (value) => {
        end.value = value;
      },
      ...more,
    },
  );
  await settled();
  return {
    session,
    text: () => out,
    errors: () => err,
    end,
    type: async (text) => {
      session.write(new TextEncoder().encode(text));
      await settled();
    },
  };
}

/** What a command puts out, and its code. */
async function exec(
  pod: string,
  ...command: readonly string[]
): Promise<{ out: string; err: string; end: ShellEnd | undefined }> {
  const terminal = await shell(pod, command);
  terminal.session.close();
  return { out: terminal.text(), err: terminal.errors(), end: terminal.end.value };
}

const sh = (pod: string, script: string) => exec(pod, "sh", "-c", script);

describe("exec", () => {
  beforeEach(() => {
    run("box", { containers: [{ name: "c", image: "busybox", command: ["sleep", "infinity"] }] });
    run("web", { containers: [{ name: "c", image: "kubetm/app" }] });
    pass(cluster, 30);
  });

  it("SHL-1 runs a program of the image and gives its output and code", async () => {
    expect(await exec("box", "echo", "hello")).toEqual({ out: "hello\n", err: "", end: { code: 0 } });
    expect((await sh("box", "exit 3")).end).toEqual({ code: 3 });
    expect((await sh("box", "nosuch")).end).toEqual({ code: 127 });
    expect((await sh("box", "nosuch")).err).toBe("sh: nosuch: not found\n");
  });

  it("SHL-2 a program the image lacks is refused in the runtime's words", async () => {
    expect((await exec("box", "bash")).end).toEqual({
      failure:
        'OCI runtime exec failed: exec failed: unable to start container process: exec: "bash": executable file not found in $PATH: unknown',
    });
    expect((await exec("box", "/bin/bash")).end).toEqual({
      failure:
        'OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/bash": stat /bin/bash: no such file or directory: unknown',
    });
  });

  it("SHL-3 the language: variables, pipes, loops, functions, substitutions, redirections", async () => {
    const script = `
      greet() { echo "hello $1"; }
      for name in a b c; do greet $name; done | grep -v b
      x=$(echo one two | wc -w)
      echo "words: $((x + 1))"
      if [ "$x" -eq 2 ]; then echo yes; else echo no; fi
      i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo "i=$i"; done
      case abc in a*) echo starts;; *) echo other;; esac
      echo to-file > /tmp/f; cat < /tmp/f; cat /tmp/f | tr a-z A-Z
      cat <<END
here $x
END
      echo \${UNSET:-default} \${x%2}end
      (cd /tmp && pwd); pwd
      false || echo fallback; ! true; echo "status $?"`;
    expect((await sh("box", script)).out).toBe(
      "hello a\nhello c\nwords: 3\nyes\ni=1\ni=3\nstarts\nto-file\nTO-FILE\nhere 2\ndefault end\n/tmp\n/\nfallback\nstatus 1\n",
    );
  });

  it("SHL-4 the container's own files, environment and processes are seen", async () => {
    const pod = get<Pod>(cluster, "pods", "box") as Pod;
    expect((await exec("box", "hostname")).out).toBe("box\n");
    expect((await exec("box", "cat", "/etc/hostname")).out).toBe("box\n");
    expect((await exec("box", "cat", "/etc/hosts")).out).toContain(`${pod.status?.podIP}\tbox`);
    expect((await exec("box", "cat", "/etc/resolv.conf")).out).toBe(
      "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n",
    );
    expect((await exec("box", "env")).out).toContain("HOSTNAME=box");
    const ps = (await exec("box", "ps")).out;
    expect(ps).toMatch(/^PID +USER +TIME +COMMAND\n +1 root +0:00 sleep infinity\n/);
    expect(ps).toContain(" ps\n");
  });

  it("SHL-5 curl and wget reach pods, and what they print is what they would", async () => {
    const ip = get<Pod>(cluster, "pods", "web")?.status?.podIP;
    const answer = await shell("web", ["curl", "-s", "localhost:8080/hostname"]);
    const wget = await shell("box", ["wget", "-qO-", `http://${ip}:8080/version`]);
    const refused = await shell("box", ["wget", "-qO-", `http://${ip}:81/`]);
    pass(cluster, 1);
    await later();
    expect(answer.text()).toBe("Hostname : web\n");
    expect(wget.text()).toBe("Version : v1\n");
    expect(refused.errors()).toContain("Connection refused");
    expect(refused.end.value).toEqual({ code: 1 });
  });

  it("SHL-6 killing process 1 ends the container where the program minds the signal, and it is started again", async () => {
    run("nginx", { containers: [{ name: "c", image: "nginx" }] });
    pass(cluster, 30);
    await sh("nginx", "kill 1");
    pass(cluster, 20);
    const status = get<Pod>(cluster, "pods", "nginx")?.status?.containerStatuses?.[0];
    expect(status).toMatchObject({
      restartCount: 1,
      ready: true,
      lastState: { terminated: { exitCode: 0, reason: "Completed" } },
    });
    await sh("web", "kill 1; kill -9 1");
    pass(cluster, 20);
    expect(get<Pod>(cluster, "pods", "web")?.status?.containerStatuses?.[0]?.restartCount).toBe(0);
  });

  it("SHL-27 what is not ASCII comes out as it went in: manifests, exec, hooks", async () => {
    const command = ["sh", "-c", "echo 안녕 🚀 $이름; echo 다음 > /tmp/파일; cat /tmp/파일; sleep 100"];
    const postStart = { exec: { command: ["sh", "-c", "echo 훅 > /tmp/훅"] } };
    run("korean", { containers: [{ name: "c", image: "busybox", command, lifecycle: { postStart } }] });
    pass(cluster, 5);
    expect(send(cluster, "GET", `${PODS}/korean/log`).body).toBe("안녕 🚀 $이름\n다음\n");
    const terminal = await shell("korean", ["sh", "-c", "printf '한글 %s' é | wc -c; cat /tmp/훅; echo 끝"]);
    expect(terminal.text()).toBe("9\n훅\n끝\n");
  });

  it("SHL-7 a terminal has a prompt, echo, history, Ctrl-C, Ctrl-D", async () => {
    const terminal = await shell("box", ["sh"], { tty: true, stdin: true });
    expect(terminal.text()).toBe("/ # ");
    await terminal.type("echo 안녕\r");
    expect(terminal.text()).toBe("/ # echo 안녕\r\n안녕\r\n/ # ");
    await terminal.type("\x1b[A\r");
    expect(terminal.text().endsWith("echo 안녕\r\n안녕\r\n/ # ")).toBe(true);
    await terminal.type("true\r");
    await terminal.type("\x12안");
    expect(terminal.text().endsWith("(reverse-i-search)`안': echo 안녕\r\x1b[29C")).toBe(true);
    await terminal.type("\r");
    expect(terminal.text().endsWith("/ # echo 안녕\r\n안녕\r\n/ # ")).toBe(true);
    await terminal.type("ab\x12nothing\x07c\r");
    expect(terminal.text()).toContain("abc: not found");
    await terminal.type("sleep 100\r");
    await terminal.type("\x03");
    expect(terminal.text().endsWith("sleep 100\r\n^C\r\n/ # ")).toBe(true);
    await terminal.type("cd /tm\t");
    await terminal.type("\r");
    expect(terminal.text().endsWith("/tmp # ")).toBe(true);
    await terminal.type("\x04");
    expect(terminal.end.value).toEqual({ code: 0 });
  });

  it("SHL-8 standard input is piped, binary and all", async () => {
    const terminal = await shell("box", ["sh", "-c", "cat > /tmp/x; wc -c < /tmp/x"], { stdin: true });
    terminal.session.write(Uint8Array.from({ length: 256 }, (_, index) => index));
    terminal.session.endInput();
    await settled();
    expect(terminal.text().trim()).toBe("256");
    expect((await exec("box", "tar", "cf", "-", "/tmp/x")).end).toEqual({ code: 0 });
  });

  it.each(["constructor", "__proto__", "99"])("SHL-9 a session that is none, %j, is refused with its name", (id) => {
    const path = `${PODS}/box/shell`;
    const asked = [
      send(cluster, "GET", `${path}?session=${id}&from=0`),
      send(cluster, "POST", path, { body: { op: "input", session: id, data: "x" } }),
    ];
    for (const { status, body } of asked)
      expect([status, (body as { message: string }).message]).toEqual([400, `no session "${id}"`]);
    expect(send(cluster, "GET", `${path}?session=${id}&complete=l`).body).toEqual({ words: [] });
  });
});
