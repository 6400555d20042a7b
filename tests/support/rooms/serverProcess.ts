/** The real server as a process of its own, to be killed. Bundled when that is there, as `npm test` sees to. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface ServerProcess {
  readonly url: string;
  readonly process: ChildProcess;
  readonly output: () => string;
  /** kill -9. */
  kill(): Promise<void>;
  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number | null>;
}

export interface ServerSettings {
  readonly env: Readonly<Record<string, string>>;
  /** As operators run it: by a process that begins it anew. It must have been bundled. */
  readonly kept?: boolean;
}

/** `pages`: with the web pages too, which must have been built. */
export async function startServer(
  database: string,
  port: number,
  pages: "on" | "off" | ServerSettings = "off",
): Promise<ServerProcess> {
  const bundled = existsSync(".build/main.mjs");
  const kept = typeof pages === "object" && pages.kept === true;
  const [command, args] = kept
    ? [process.execPath, ["server/start/serve.mjs"]]
    : bundled
      ? [process.execPath, [".build/main.mjs"]]
      : ["node_modules/.bin/tsx", ["server/main.ts"]];
  const child = spawn(command, args as string[], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      PAGES: typeof pages === "string" ? pages : "off",
      PORT: String(port),
      HOST: "127.0.0.1",
      DATABASE_URL: `file:${database}`,
      LOG_LEVEL: "error",
      // Tests do in seconds what a person does in an hour.
      CHANGE_RATE: "100",
      ...(typeof pages === "string" ? {} : pages.env),
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  child.stdout?.on("data", (chunk) => (output += String(chunk)));
  child.stderr?.on("data", (chunk) => (output += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.on("exit", (code) => resolve(code)));
  const end = (signal: NodeJS.Signals): void => {
    try {
      // The group: tsx runs the server as a child of its own.
      process.kill(-(child.pid as number), signal);
    } catch {
      // Gone already.
    }
  };
  for (let tries = 0; !output.includes("Podroom is ready"); tries++) {
    if (tries > 2_400 || child.exitCode !== null) {
      end("SIGKILL");
      throw new Error(`the server did not start:\n${output}`);
    }
    await sleep(25);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    process: child,
    output: () => output,
    async kill() {
      end("SIGKILL");
      await ended;
      for (let tries = 0; tries < 200 && isThere(child.pid as number); tries++) await sleep(10);
    },
    async stop() {
      end("SIGTERM");
      return ended;
    },
  };
}

/** Whether a process of the group is there still: what it began ends a moment after it. */
function isThere(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const { createServer } = await import("node:net");
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

export interface CreatedRoom {
  readonly id: string;
  readonly cookie: string;
  readonly token: { readonly instructor: string; readonly student: string; readonly viewer: string };
  readonly clusterUrl: string;
  /** As handed out. */
  readonly kubeconfig: string;
}

export async function createRoom(url: string, body: object = {}): Promise<CreatedRoom> {
  const response = await fetch(`${url}/api/rooms`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) throw new Error(`no room: ${response.status} ${await response.text()}`);
  const answer = (await response.json()) as { room: { id: string }; links: Record<string, string>; kubeconfig: string };
  const token = Object.fromEntries(Object.entries(answer.links).map(([role, link]) => [role, link.split("#k=")[1]]));
  const clusterUrl = /server: "([^"]*)"/.exec(answer.kubeconfig)?.[1] as string;
  return {
    id: answer.room.id,
    cookie: cookieOf(response),
    token: token as unknown as CreatedRoom["token"],
    clusterUrl,
    kubeconfig: answer.kubeconfig,
  };
}

export async function joinRoom(
  url: string,
  id: string,
  body: object,
  cookie?: string,
): Promise<{
  readonly status: number;
  readonly cookie: string;
  readonly body: { readonly you?: { readonly id: string; readonly role: string } };
}> {
  const headers = { "content-type": "application/json", ...(cookie ? { cookie } : {}) };
  const response = await fetch(`${url}/api/rooms/${id}/join`, { method: "POST", headers, body: JSON.stringify(body) });
  return {
    status: response.status,
    cookie: cookieOf(response),
    body: (await response.json()) as { you?: { id: string; role: string } },
  };
}

function cookieOf(response: Response): string {
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}
