/**
 * The shell of the terminal, on k8s-master as far as one can tell: kubectl runs here in the browser, commands of the network
 * and of the machine run on the node, all else (pipes, redirection, files, grep) in a bash of TypeScript over a home that
 * is kept. Read `commandLine.ts` for what is plain enough to run without a shell, with its output as it comes.
 */
import { Bash, type CommandContext, defineCommand, type ExecResult } from "just-bash/browser";
import type { Command } from "../kubectl/cli/Command.ts";
import { COMMANDS } from "../kubectl/commands/index.ts";
import { browserIo, type TerminalLink } from "../kubectl/browserIo.ts";
import { runKubectl } from "../kubectl/runKubectl.ts";
import type { RoomConnection } from "../RoomConnection.ts";
import { plainWords } from "./commandLine.ts";
import { HOME, type HomeFiles } from "./HomeFiles.ts";
import { nodeCommand } from "./nodeCommand.ts";
import { type StreamedPipe, streamedPipe } from "./streamedPipe.ts";

/** What runs on the node: it speaks over the network, or tells of the machine. */
export const NODE_COMMANDS = [
  "curl",
  "wget",
  "ping",
  "nslookup",
  "dig",
  "host",
  "nc",
  "ss",
  "netstat",
  "ip",
  "ps",
  "top",
  "free",
  "df",
  "crictl",
  "uptime",
  "hostname",
] as const;
export const NODE = "k8s-master";
const WATCH_EVERY_S = 2;

export interface ShellScreen {
  write(text: string): void;
  readonly link: TerminalLink;
  edit(text: string, fileName: string): Promise<string>;
}

export interface RoomShellOptions {
  readonly connection: RoomConnection;
  readonly files: HomeFiles;
  readonly screen: ShellScreen;
  /** The namespace of commands that name none. */
  readonly namespace: () => string;
}

export class RoomShell {
  private readonly bash: Bash;
  private readonly env: { [name: string]: string } = {
    HOME,
    USER: "root",
    SHELL: "/bin/bash",
    HOSTNAME: NODE,
    TERM: "xterm-256color",
  };
  private status = 0;
  private running = new AbortController();
  /** The instructor who typed what runs; undefined: the person themselves. */
  private typist: string | undefined;

  constructor(private readonly options: RoomShellOptions) {
    const { files } = options;
    const kubectl = (name: string): ReturnType<typeof defineCommand> =>
      defineCommand(name, (args, context) => this.piped(["kubectl", ...args], context));
    this.bash = new Bash({
      fs: files.fs,
      cwd: HOME,
      env: { ...this.env },
      customCommands: [
        kubectl("kubectl"),
        kubectl("k"),
        ...NODE_COMMANDS.map((name) =>
          defineCommand(name, (args) => this.captured((out) => this.onNode([name, ...args], out))),
        ),
      ],
    });
  }

  get prompt(): string {
    const { cwd } = this.options.files;
    return `\x1b[1;32mroot@${NODE}\x1b[0m:\x1b[1;34m${cwd === HOME ? "~" : cwd.replace(`${HOME}/`, "~/")}\x1b[0m# `;
  }

  /** Ends what runs, as Ctrl-C does. */
  interrupt(): void {
    this.running.abort();
  }

  /** Runs a line, or several that belong together. Its output goes to the screen. `typist`: who typed it, if another. */
  async run(text: string, typist?: string): Promise<void> {
    this.running = new AbortController();
    this.typist = typist;
    const words = plainWords(text.trim());
    const pipe = words ? undefined : streamedPipe(text.trim());
    try {
      const direct = words ? await this.direct(words) : pipe ? await this.stream(pipe) : undefined;
      this.status = direct ?? (await this.inShell(text));
    } catch (error) {
      this.options.screen.write(`${(error as Error).message}\n`);
      this.status = 1;
    }
    void this.options.files.keep();
  }

  /** What runs without a shell, its output as it comes; undefined for what needs one. */
  private async direct(words: readonly string[]): Promise<number | undefined> {
    const [name = "", ...args] = words;
    const { screen } = this.options;
    const out = { stdout: screen.write, stderr: screen.write };
    if (name === "") return this.status;
    if (name === "kubectl" || name === "k") return this.kubectl(["kubectl", ...args], { ...out, live: true });
    if (name === "watch") return this.watch(args);
    if (name === "clear") {
      screen.write("\x1b[H\x1b[2J\x1b[3J");
      return 0;
    }
    return (NODE_COMMANDS as readonly string[]).includes(name) ? this.onNode(words, out) : undefined;
  }

  /** Whole lines of an endless command go through the filter as they come. */
  private async stream({ command, filter }: StreamedPipe): Promise<number> {
    const { files, screen } = this.options;
    const { signal } = this.running;
    let [waiting, status] = ["", 1];
    let turn = Promise.resolve();
    const pass = (lines: string): void => {
      turn = turn.then(async () => {
        if (signal.aborted) return;
        const passed = await this.bash.exec(filter, { cwd: files.cwd, env: this.env, stdin: lines, signal });
        screen.write(passed.stdout + passed.stderr);
        if (passed.exitCode === 0) status = 0;
      });
    };
    const stdout = (text: string): void => {
      waiting += text;
      const end = waiting.lastIndexOf("\n") + 1;
      if (end === 0) return;
      pass(waiting.slice(0, end));
      waiting = waiting.slice(end);
    };
    const out = { stdout, stderr: screen.write };
    const [name = "", ...args] = command;
    await (name === "kubectl" || name === "k" ? this.kubectl(["kubectl", ...args], out) : this.onNode(command, out));
    if (waiting !== "") pass(waiting);
    await turn;
    return signal.aborted ? 130 : status;
  }

  private async inShell(text: string): Promise<number> {
    const { files, screen } = this.options;
    const { stdout, stderr, exitCode, env } = await this.bash.exec(text, {
      cwd: files.cwd,
      env: { ...this.env, "?": String(this.status) },
      signal: this.running.signal,
    });
    screen.write(stdout);
    screen.write(stderr.replace(/^bash: line \d+: /gm, "bash: "));
    for (const [key, value] of Object.entries(env)) if (/^[A-Za-z_]\w*$/.test(key)) this.env[key] = value;
    if (env.PWD) files.cwd = env.PWD;
    return this.running.signal.aborted ? 130 : exitCode;
  }

  private async watch(args: readonly string[]): Promise<number> {
    const { screen } = this.options;
    let [every, command] = [WATCH_EVERY_S, args];
    if (args[0] === "-n") [every, command] = [Number(args[1]) || WATCH_EVERY_S, args.slice(2)];
    const { signal } = this.running;
    while (!signal.aborted) {
      const text = command.join(" ");
      const { stdout, stderr } = await this.bash.exec(text, { cwd: this.options.files.cwd, env: this.env, signal });
      if (signal.aborted) break;
      screen.write(`\x1b[H\x1b[2JEvery ${every.toFixed(1)}s: ${text}\n\n${stdout}${stderr}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, every * 1000);
        signal.addEventListener("abort", () => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return 130;
  }

  private async kubectl(
    argv: readonly string[],
    out: { stdout(text: string): void; stderr(text: string): void; readonly live?: boolean; readonly piped?: string },
  ): Promise<number> {
    const { connection, files, screen } = this.options;
    // It has a line of its own, as broken as the page's.
    await connection.whenUp(this.running.signal);
    const io = browserIo({
      stdout: out.stdout,
      stderr: out.stderr,
      ...(out.piped === undefined ? {} : { piped: out.piped }),
      env: this.env,
      home: HOME,
      cwd: files.cwd,
      files,
      signal: this.running.signal,
      ...(out.live ? { terminal: screen.link } : {}),
      edit: screen.edit,
      ...(this.typist === undefined ? {} : { typedBy: this.typist }),
    });
    return runKubectl(withNamespace(argv, this.options.namespace()), io);
  }

  private onNode(
    words: readonly string[],
    out: { stdout(text: string): void; stderr(text: string): void },
  ): Promise<number> {
    return nodeCommand(
      this.options.connection,
      { node: NODE, command: words, ...(this.typist === undefined ? {} : { typedBy: this.typist }) },
      { ...out, signal: this.running.signal },
    );
  }

  private piped(argv: readonly string[], { stdin }: Pick<CommandContext, "stdin">): Promise<ExecResult> {
    const text = stdin
      ? new TextDecoder().decode(Uint8Array.from(String(stdin), (char) => char.charCodeAt(0)))
      : undefined;
    return this.captured((out) => this.kubectl(argv, { ...out, ...(text === undefined ? {} : { piped: text }) }));
  }

  private async captured(
    run: (out: { stdout(text: string): void; stderr(text: string): void }) => Promise<number>,
  ): Promise<ExecResult> {
    let [stdout, stderr] = ["", ""];
    const exitCode = await run({
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
    });
    return { stdout, stderr, exitCode };
  }

  /** Words that may stand at the end of what is typed, whole. */
  async complete(typed: string): Promise<readonly string[]> {
    const words = typed.split(/\s+/);
    const last = words.at(-1) ?? "";
    const { files, connection } = this.options;
    const begins = (list: Iterable<string>): readonly string[] =>
      [...new Set(list)].filter((word) => word.startsWith(last)).sort();
    if (words.length === 1)
      return begins(["kubectl", "watch", "clear", "cat", "ls", "cd", "grep", "echo", ...NODE_COMMANDS]).map(
        (word) => `${word} `,
      );
    if (words[0] === "kubectl" || words[0] === "k")
      return completeKubectl(words, connection, this.options.namespace()).map((word) => `${word} `);
    const folder = last.includes("/") ? last.slice(0, last.lastIndexOf("/") + 1) : "";
    const names = await files.list(folder || ".").catch(() => []);
    return begins(names.map((name) => folder + name));
  }
}

/** The namespace chosen on the screen is the kubeconfig's: said for commands that name none themselves. */
function withNamespace(argv: readonly string[], namespace: string): readonly string[] {
  const end = argv.indexOf("--");
  const own = end < 0 ? argv : argv.slice(0, end);
  const names = own.some((word) => /^(-n|--namespace|-A|--all-namespaces)(=|$)/.test(word) || /^-n[^-]/.test(word));
  if (names || namespace === "" || namespace === "default" || argv[1] === "config") return argv;
  return [argv[0] ?? "kubectl", `--namespace=${namespace}`, ...argv.slice(1)];
}

const PLURALS: { readonly [word: string]: string } = {
  po: "pods",
  pod: "pods",
  pods: "pods",
  svc: "services",
  service: "services",
  services: "services",
  no: "nodes",
  node: "nodes",
  nodes: "nodes",
  deploy: "deployments.apps",
  deployment: "deployments.apps",
  deployments: "deployments.apps",
  rs: "replicasets.apps",
  replicasets: "replicasets.apps",
  ns: "namespaces",
  namespace: "namespaces",
  namespaces: "namespaces",
  cm: "configmaps",
  configmap: "configmaps",
  configmaps: "configmaps",
  secret: "secrets",
  secrets: "secrets",
  sts: "statefulsets.apps",
  statefulsets: "statefulsets.apps",
  ds: "daemonsets.apps",
  daemonsets: "daemonsets.apps",
  job: "jobs.batch",
  jobs: "jobs.batch",
  cronjobs: "cronjobs.batch",
  ing: "ingresses.networking.k8s.io",
  ingress: "ingresses.networking.k8s.io",
  pvc: "persistentvolumeclaims",
  pv: "persistentvolumes",
  ep: "endpoints",
  endpoints: "endpoints",
  events: "events",
  hpa: "horizontalpodautoscalers.autoscaling",
};
const POD_VERBS = new Set(["logs", "exec", "attach", "port-forward", "debug"]);

/** Verbs, kinds and names, from what the screen holds anyway. */
function completeKubectl(words: readonly string[], connection: RoomConnection, namespace: string): readonly string[] {
  const last = words.at(-1) ?? "";
  const begins = (list: Iterable<string>): readonly string[] =>
    [...new Set(list)].filter((word) => word.startsWith(last)).sort();
  const plain = words.slice(1, -1).filter((word) => !word.startsWith("-"));
  const offered = (commands: readonly Command[]): readonly string[] =>
    begins(commands.filter(({ hidden }) => !hidden).map(({ name }) => name));
  if (plain.length === 0) return offered(COMMANDS);
  const { tables } = connection.getSnapshot().cluster;
  const names = (resource: string): string[] =>
    [...(tables.get(resource)?.values() ?? [])]
      .filter(
        ({ metadata }) => metadata.namespace === undefined || namespace === "" || metadata.namespace === namespace,
      )
      .map(({ metadata }) => metadata.name);
  if (words.at(-2) === "-n" || words.at(-2) === "--namespace") return begins(names("namespaces"));
  const [verb = "", kind = ""] = plain;
  const children = COMMANDS.find(({ name }) => name === verb)?.commands;
  if (children && plain.length === 1) return offered(children);
  if (verb === "cordon" || verb === "uncordon" || verb === "drain") return begins(names("nodes"));
  if (POD_VERBS.has(verb)) return begins(names("pods"));
  const slash = /^([\w.]+)\//.exec(last);
  if (slash) return begins(names(PLURALS[slash[1] ?? ""] ?? "").map((name) => `${slash[1]}/${name}`));
  if (plain.length === 1) return begins(Object.keys(PLURALS).filter((word) => word.length > 3 || word === "svc"));
  return begins(names(PLURALS[kind] ?? ""));
}
