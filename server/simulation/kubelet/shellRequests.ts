/**
 * What clients ask of a machine's sessions, as plain data: start a program, type, signal, read what it put out, close.
 * One request form for exec, attach and the terminal; `server/shell/` is its client.
 */
import type { ShellAnswer } from "../../protocol/terminal/ShellAnswer.ts";
import { ApiError } from "../api/machinery/status.ts";
import { toBytes } from "./machine/bytes.ts";
import { normalPath } from "./machine/FileTree.ts";
import type { Machine } from "./machine/Machine.ts";
import { signalNumber } from "./machine/signals.ts";
import type { Process, Session } from "./machine/Process.ts";
import { BUILTINS } from "./shell/builtins/index.ts";
import { findProgram } from "./shell/paths.ts";
import { interruptOf } from "./shell/program.ts";

const WORDS = 200;
const WORD_LENGTH = 16_384;
const INPUT_LIMIT = 1 << 20;
const SESSION_LIMIT = 32;

interface Body {
  readonly op?: unknown;
  readonly command?: unknown;
  readonly stdin?: unknown;
  readonly tty?: unknown;
  readonly columns?: unknown;
  readonly rows?: unknown;
  readonly session?: unknown;
  readonly data?: unknown;
  readonly eof?: unknown;
  readonly from?: unknown;
  readonly signal?: unknown;
  readonly pid?: unknown;
}

/** A request's body as an order; throws BadRequest for what is none. */
export function parseShellBody(text: string | undefined): Body {
  let body: unknown;
  try {
    body = JSON.parse(text ?? "");
  } catch {
    throw ApiError.badRequest("the body is not JSON");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw ApiError.badRequest("the body is no object");
  return body as Body;
}

export function runShellOrder(
  machine: Machine,
  body: Body,
  start: { readonly env: Process["env"]; readonly cwd: string },
): ShellAnswer {
  switch (body.op) {
    case "start":
      return begin(machine, body, start);
    case "attach": {
      const session = machine.state.sessions["main"];
      if (!session) return { failure: "the container reads no standard input" };
      return told(machine, session, session.told);
    }
    case "input":
      return type(machine, body);
    case "signal":
      return signal(machine, body);
    case "resize": {
      const session = sessionOf(machine, body);
      session.columns = size(body.columns, 80);
      session.rows = size(body.rows, 24);
      return {};
    }
    case "close":
      return close(machine, sessionOf(machine, body));
    default:
      throw ApiError.badRequest(`unknown op ${JSON.stringify(body.op)}`);
  }
}

/** A GET: a session's output from a place on, or what a line may be completed to. Changes nothing. */
export function readShell(machine: Machine, query: URLSearchParams): ShellAnswer {
  const session = query.get("session") ?? "";
  const line = query.get("complete");
  if (line !== null) return { words: completions(machine, session, line.slice(0, 4096)) };
  return readSession(machine, session, Number(query.get("from") ?? 0));
}

function readSession(machine: Machine, id: string, from: number): ShellAnswer {
  return told(machine, sessionOf(machine, { session: id }), from);
}

function findSession({ state }: Machine, id: unknown): Session | undefined {
  return typeof id === "string" && Object.hasOwn(state.sessions, id) ? state.sessions[id] : undefined;
}

function sessionOf(machine: Machine, { session: id }: Body): Session {
  const session = findSession(machine, id);
  if (!session) throw ApiError.badRequest(`no session ${JSON.stringify(id)}`);
  return session;
}

const size = (value: unknown, usual: number): number =>
  typeof value === "number" && value >= 1 && value <= 1000 ? Math.floor(value) : usual;

function begin(
  machine: Machine,
  body: Body,
  { env, cwd }: { readonly env: Process["env"]; readonly cwd: string },
): ShellAnswer {
  const command = body.command;
  if (
    !Array.isArray(command) ||
    command.length === 0 ||
    command.length > WORDS ||
    !command.every((word): word is string => typeof word === "string" && word.length <= WORD_LENGTH)
  )
    throw ApiError.badRequest("command is a list of words");
  const { sessions } = machine.state;
  for (const id of Object.keys(sessions))
    if (sessions[id]?.exit !== undefined && Object.keys(sessions).length >= SESSION_LIMIT) delete sessions[id];
  if (Object.keys(sessions).length >= SESSION_LIMIT || !machine.hasRoomForProcesses)
    return { failure: execFailed(command[0] as string, "resource temporarily unavailable") };
  const found = findProgram(machine.around.files, command.map(toBytes), { env, cwd });
  if ("problem" in found) {
    const name = command[0] as string;
    const why =
      found.problem !== "missing"
        ? "permission denied"
        : name.includes("/")
          ? `stat ${name}: no such file or directory`
          : "executable file not found in $PATH";
    return { failure: execFailed(name, why) };
  }
  const tty = body.tty === true;
  const id = String(machine.state.nextPid);
  const stream = { kind: "session", id } as const;
  sessions[id] = {
    id,
    root: machine.state.nextPid,
    tty,
    columns: size(body.columns, 80),
    rows: size(body.rows, 24),
    input: "",
    inputEnded: body.stdin !== true,
    output: [],
    told: 0,
  };
  const process = machine.place(
    {
      argv: found.argv,
      program: found.program,
      cwd,
      env: tty ? { TERM: "xterm", ...env } : env,
      fds: { 0: body.stdin === true ? stream : { kind: "null" }, 1: stream, 2: { ...stream, error: true } },
      ...(tty ? { tty: id } : {}),
    },
    0,
  );
  machine.run(process);
  machine.settle();
  const session = sessions[id];
  return session ? told(machine, session, 0) : { session: id, exit: 137 };
}

const execFailed = (name: string, why: string): string =>
  `OCI runtime exec failed: exec failed: unable to start container process: exec: ${JSON.stringify(name)}: ${why}: unknown`;

function told(machine: Machine, session: Session, from: number): ShellAnswer {
  let at = session.told;
  const output: [1 | 2, string][] = [];
  for (const [channel, data] of session.output) {
    const end = at + data.length;
    if (end > from) output.push([channel, from > at ? data.slice(from - at) : data]);
    at = end;
  }
  return {
    session: session.id,
    output,
    next: at,
    tty: session.tty,
    ...(session.exit === undefined ? {} : { exit: session.exit }),
    busy: session.exit === undefined && isBusy(machine, session),
  };
}

/** Whether something of the session's will go on by itself. */
function isBusy(machine: Machine, session: Session): boolean {
  const root = machine.process(session.root);
  // A shell at its prompt has nothing under way but jobs.
  return machine.processes.some(
    (process) =>
      process.exit === undefined &&
      (process.pid === session.root || isBelow(machine, process, session.root)) &&
      process.wait?.input === undefined &&
      process !== (root?.wait?.children ? root : undefined),
  );
}

function isBelow(machine: Machine, process: Process, root: number): boolean {
  let at: Process | undefined = process;
  for (let depth = 0; at && depth < 64; depth++) {
    if (at.ppid === root) return true;
    at = machine.process(at.ppid);
  }
  return false;
}

/** What was told is forgotten, unless others read it too. */
function acknowledge(session: Session, from: unknown): void {
  if (typeof from !== "number" || session.logs) return;
  while (session.output[0] && session.told + session.output[0][1].length <= from)
    session.told += session.output.shift()?.[1].length ?? 0;
}

function type(machine: Machine, body: Body): ShellAnswer {
  const session = sessionOf(machine, body);
  const data = typeof body.data === "string" ? body.data : "";
  if (session.input.length + data.length > INPUT_LIMIT)
    throw ApiError.tooLarge(`more than ${INPUT_LIMIT} bytes wait to be read`);
  acknowledge(session, body.from);
  session.input += data;
  if (body.eof === true) session.inputEnded = true;
  machine.settle();
  return told(machine, session, typeof body.from === "number" ? body.from : session.told);
}

function signal(machine: Machine, body: Body): ShellAnswer {
  const number = signalNumber(String(body.signal ?? "TERM"));
  if (number === undefined) throw ApiError.badRequest(`unknown signal ${JSON.stringify(body.signal)}`);
  if (typeof body.pid === "number") {
    if (!machine.signal(body.pid, number)) throw ApiError.badRequest(`no process ${body.pid}`);
    machine.settle();
    return {};
  }
  const session = sessionOf(machine, body);
  acknowledge(session, body.from);
  session.input = "";
  if (number === 2) interruptOf(machine, session.root);
  else machine.signal(session.root, number);
  machine.settle();
  return told(machine, session, typeof body.from === "number" ? body.from : session.told);
}

function close(machine: Machine, session: Session): ShellAnswer {
  // Who attached leaves; the container's own session stays.
  if (session.logs) return {};
  for (const process of machine.processes)
    if (
      process.pid === session.root ||
      (process.exit === undefined &&
        isBelow(machine, process, session.root) &&
        (session.tty ? process.tty === session.id : true))
    )
      machine.finish(process, 129);
  delete machine.state.sessions[session.id];
  machine.settle();
  return {};
}

/** What the last word of a line may become, as a shell's Tab does. Changes nothing. */
function completions(machine: Machine, id: string, line: string): readonly string[] {
  const session = findSession(machine, id);
  const shell = session && frontShell(machine, session.root);
  if (!shell) return [];
  const word = /[^\s;|&<>()]*$/.exec(line)?.[0] ?? "";
  const before = line.slice(0, line.length - word.length).trimEnd();
  const { files } = machine.around;
  if ((before === "" || /[;|&(]$/.test(before)) && !word.includes("/")) {
    const names = new Set<string>([...BUILTINS.keys()].filter((name) => /^[a-z]/.test(name)));
    for (const directory of (shell.env["PATH"] ?? "").split(":"))
      if (files.isDirectory(directory)) for (const name of files.names(directory)) names.add(name);
    return [...names]
      .filter((name) => name.startsWith(word))
      .sort()
      .slice(0, 200)
      .map((name) => `${name} `);
  }
  const cut = word.lastIndexOf("/") + 1;
  const directory = normalPath(word.slice(0, cut) || ".", shell.cwd);
  if (!files.isDirectory(directory)) return [];
  const prefix = word.slice(cut);
  return files
    .names(directory)
    .filter((name) => name.startsWith(prefix) && (prefix.startsWith(".") || !name.startsWith(".")))
    .slice(0, 200)
    .map((name) => `${word.slice(0, cut)}${name}${files.isDirectory(`${directory}/${name}`) ? "/" : " "}`);
}

/** The shell that reads what is typed: the session's, or one started in it. */
function frontShell(machine: Machine, root: number): Process | undefined {
  let at = machine.process(root);
  for (let depth = 0; at && depth < 32; depth++) {
    const child: number | undefined = at.wait?.children?.[0];
    if (child === undefined) return at;
    at = machine.process(child);
  }
  return at;
}
