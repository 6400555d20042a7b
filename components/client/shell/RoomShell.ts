/**
 * The shell of the terminal, on k8s-master as far as one can tell: kubectl runs here in the browser, commands of the network
 * and of the machine run on the node, all else (pipes, redirection, files, grep) in a bash of TypeScript over a home that
 * is kept. Read `commandLine.ts` for what is plain enough to run without a shell, with its output as it comes.
 */
import { Bash, type CommandContext, defineCommand, type ExecResult } from "just-bash/browser";
import { browserIo, type TerminalLink } from "../kubectl/browserIo.ts";
import { runKubectl } from "../kubectl/runKubectl.ts";
import type { RoomConnection } from "../RoomConnection.ts";
import { asItComes } from "./asItComes.ts";
import { plainWords } from "./commandLine.ts";
import { complete } from "./completion.ts";
import { HOME, type HomeFiles } from "./HomeFiles.ts";
import { nodeCommand } from "./nodeCommand.ts";
import { servedKinds } from "./servedKinds.ts";
import { type StreamedPipe, streamedPipe } from "./streamedPipe.ts";

/** What runs on the node: it speaks over the network, or tells of the machine. */
const NODE_COMMANDS = [
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
const NODE = "k8s-master";
const EDITORS = new Set(["vi", "vim", "nano", "edit"]);
/** What Tab offers at the beginning of a command. */
const COMMAND_WORDS: readonly string[] = [
  ...NODE_COMMANDS,
  ...EDITORS,
  ..."kubectl watch clear history exit sudo cat ls cd pwd cp mv rm mkdir touch echo printf grep sed awk sort uniq wc head tail".split(
    " ",
  ),
  ..."cut tr tee xargs find diff base64 jq seq sleep date env export alias for while if".split(" "),
];
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
  private readonly kinds: ReturnType<typeof servedKinds>;
  private readonly screenFile: ReturnType<HomeFiles["screen"]>;
  private lost: ReadonlySet<string> = new Set();
  /** Whether the person has left it, by `exit` or Ctrl-D. */
  left = false;
  private running = new AbortController();
  /** The instructor who typed what runs; undefined: the person themselves. */
  private typist: string | undefined;

  constructor(private readonly options: RoomShellOptions) {
    const { files } = options;
    this.kinds = servedKinds(options.connection);
    this.screenFile = files.screen(options.screen.write);
    const kubectl = (name: string): ReturnType<typeof defineCommand> =>
      defineCommand(name, (args, context) => this.piped(["kubectl", ...args], context));
    this.bash = new Bash({
      fs: files.fs,
      cwd: HOME,
      env: { ...this.env },
      customCommands: [
        kubectl("kubectl"),
        kubectl("k"),
        defineCommand("history", async () => ({ stdout: numbered(await files.history()), stderr: "", exitCode: 0 })),
        defineCommand("whoami", async () => ({ stdout: "root\n", stderr: "", exitCode: 0 })),
        // One is root.
        defineCommand("sudo", async (args, { exec, cwd }) =>
          exec ? exec(args.map(quoted).join(" "), { cwd }) : { stdout: "", stderr: "", exitCode: 1 },
        ),
        ...[...EDITORS].map((name) =>
          defineCommand(name, (args, { cwd }) => this.captured((out) => this.editFile(name, args, out.stderr, cwd))),
        ),
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
    await this.options.files.remember(text);
    await this.keep();
    const words = plainWords(text.trim());
    const pipe = words ? undefined : streamedPipe(text.trim());
    try {
      const direct = words ? await this.direct(words) : pipe ? await this.stream(pipe) : undefined;
      this.status = direct ?? (await this.inShell(text));
    } catch (error) {
      this.options.screen.write(`${(error as Error).message}\n`);
      this.status = 1;
    }
    await this.keep();
  }

  /** Lets go of its screen. */
  close(): void {
    this.running.abort();
    this.screenFile.close();
  }

  /** Says which files a reload would lose, once each. */
  private async keep(): Promise<void> {
    const left = await this.options.files.keep();
    for (const path of left)
      if (!this.lost.has(path))
        this.options.screen.write(`bash: ${path}: there is no room to keep it in this browser, a reload loses it\n`);
    this.lost = new Set(left);
  }

  /** What runs without a shell, its output as it comes; undefined for what needs one. */
  private async direct(given: readonly string[]): Promise<number | undefined> {
    const words = given[0] === "sudo" ? given.slice(1) : given;
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
    if (EDITORS.has(name)) return this.editFile(name, args, screen.write, this.options.files.cwd);
    if (name === "exit" || name === "logout") {
      this.left = true;
      return Number(args[0]) || 0;
    }
    return (NODE_COMMANDS as readonly string[]).includes(name) ? this.onNode(words, out) : undefined;
  }

  /** `vi FILE`: the text in the editor of the page, saved into the file. */
  private async editFile(
    editor: string,
    args: readonly string[],
    err: (text: string) => void,
    cwd: string,
  ): Promise<number> {
    const { files, screen } = this.options;
    const name = args.find((word) => !/^[-+]/.test(word));
    if (name === undefined) {
      err(`${editor}: name the file, as in ${editor} pod.yaml\n`);
      return 1;
    }
    const path = files.fs.resolvePath(cwd, name.replace(/^~(?=\/|$)/, HOME));
    if ((await files.kind(path)) === "directory") {
      err(`${editor}: ${name}: Is a directory\n`);
      return 1;
    }
    const bytes = await files.read(path);
    const before = bytes ? new TextDecoder().decode(bytes) : "";
    const after = await screen.edit(before, name);
    if (after === before) return 0;
    await files.write(path, new TextEncoder().encode(after.endsWith("\n") ? after : `${after}\n`));
    return 0;
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
    const script = asItComes(text, this.screenFile.path) ?? text;
    const { stdout, stderr, exitCode, env } = await this.bash.exec(script, {
      cwd: files.cwd,
      env: { ...this.env, "?": String(this.status) },
      signal: this.running.signal,
    });
    screen.write(stdout);
    // Ctrl-C has said what there is to say.
    if (!this.running.signal.aborted) screen.write(stderr.replace(/^bash: line \d+: /gm, "bash: "));
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
  complete(typed: string): Promise<readonly string[]> {
    const { files, connection, namespace } = this.options;
    const list = async (folder: string): Promise<readonly string[]> => {
      const names = await files.list(folder.replace(/^~/, HOME)).catch(() => []);
      const place = folder.replace(/^~/, HOME).replace(/\/?$/, "/");
      return Promise.all(
        names.map(async (name) => ((await files.kind(place + name)) === "directory" ? `${name}/` : name)),
      );
    };
    return complete(typed, {
      commands: COMMAND_WORDS,
      namespace: namespace(),
      tables: connection.getSnapshot().cluster.tables,
      kinds: this.kinds,
      list,
    });
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

const numbered = (lines: readonly string[]): string =>
  lines.map((line, at) => `${String(at + 1).padStart(5)}  ${line}\n`).join("");

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
