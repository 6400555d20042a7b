/** Servers that people start by hand: python's, busybox httpd, nc -l. */
import type { HttpResponse } from "../../controllerkit/Processes.ts";
import { fromBytes, toBytes } from "../machine/bytes.ts";
import type { Command, CommandContext, Server } from "../machine/Command.ts";
import { normalPath } from "../machine/FileTree.ts";
import { calendar } from "./dates.ts";
import { err, fail, out, parseOptions } from "./kit.ts";

const TYPES: { readonly [extension: string]: string } = {
  html: "text/html",
  htm: "text/html",
  txt: "text/plain",
  json: "application/json",
  css: "text/css",
  js: "text/javascript",
};

/** A file, or a listing of a directory, as a static server answers. */
function serveFiles(context: CommandContext, root: string, path: string): HttpResponse {
  const { files } = context.machine.around;
  const wanted = normalPath(decode(path.split("?")[0] ?? "/"));
  const at = normalPath(`${root}/${wanted}`);
  const found = files.stat(at);
  if (found?.type === "d") {
    const index = files.stat(`${at}/index.html`);
    if (index) return { status: 200, body: fromBytes(index.data ?? ""), contentType: "text/html" };
    const items = files.names(at).map((name) => `<li><a href="${name}">${name}</a></li>`);
    return {
      status: 200,
      contentType: "text/html; charset=utf-8",
      body: `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Directory listing for ${wanted}</title>\n</head>\n<body>\n<h1>Directory listing for ${wanted}</h1>\n<hr>\n<ul>\n${items.join("\n")}\n</ul>\n<hr>\n</body>\n</html>\n`,
    };
  }
  if (!found) return { status: 404, body: "<h1>404 Not Found</h1>\n", contentType: "text/html" };
  return {
    status: 200,
    body: fromBytes(found.data ?? ""),
    contentType: TYPES[at.slice(at.lastIndexOf(".") + 1)] ?? "application/octet-stream",
  };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function listen(context: CommandContext, port: number): boolean {
  const { machine, process } = context;
  if (machine.around.isTaken(port) || machine.listener(port)) return false;
  process.listens = [port];
  process.memory = 18 * 2 ** 20;
  return true;
}

const python: Command = (context) => {
  const { args, process } = context;
  if (args[0] === "--version" || args[0] === "-V") {
    out(context, "Python 3.12.7\n");
    return 0;
  }
  if (args[0] === "-m" && args[1] === "http.server") {
    if (process.state !== undefined) return {};
    const { flags, words } = parseOptions(args.slice(2), ["b", "bind", "d", "directory"]);
    const port = Number(words[0] ?? 8000);
    if (!listen(context, port)) {
      err(context, `OSError: [Errno 98] Address already in use\n`);
      return 1;
    }
    process.state = { root: normalPath(flags.get("d") ?? flags.get("directory") ?? ".", process.cwd), port };
    if (process.tty !== undefined) out(context, `Serving HTTP on 0.0.0.0 port ${port} (http://0.0.0.0:${port}/) ...\n`);
    return {};
  }
  if (args[0] === "-c" && /^\s*print\((['"])([^'"]*)\1\)\s*$/.test(args[1] ?? "")) {
    out(context, `${/^\s*print\((['"])([^'"]*)\1\)\s*$/.exec(args[1] ?? "")?.[2] ?? ""}\n`);
    return 0;
  }
  return fail(context, "Podroom runs no Python programs but -m http.server");
};

const pythonServer: Server = (context, request) => {
  const { process, machine } = context;
  const { root } = process.state as { root: string };
  const response =
    request.method === "GET" || request.method === "HEAD"
      ? serveFiles(context, root, request.path)
      : { status: 501, body: "Unsupported method\n", contentType: "text/html" };
  const [day, time] = calendar(machine.around.now).split(" ");
  err(
    context,
    `${request.from ?? "127.0.0.1"} - - [${day} ${time}] "${request.method} ${request.path} HTTP/1.1" ${response.status} -\n`,
  );
  return response;
};

/** busybox httpd: `-p port -h root`, in the background unless told otherwise. */
const httpd: Command = (context) => {
  const { flags } = parseOptions(context.args, ["p", "h", "c"]);
  const { process, machine } = context;
  if (process.state !== undefined) return {};
  const port = Number((flags.get("p") ?? "80").split(":").pop());
  const state = { root: normalPath(flags.get("h") ?? ".", process.cwd) };
  if (machine.around.isTaken(port) || machine.listener(port)) return fail(context, "bind: Address already in use");
  if (flags.has("f")) {
    listen(context, port);
    process.state = state;
    return {};
  }
  const child = machine.place(
    {
      argv: process.argv,
      program: "httpd",
      cwd: process.cwd,
      env: process.env,
      fds: { 0: { kind: "null" }, 1: { kind: "null" }, 2: { kind: "null" } },
      state,
    },
    1,
  );
  child.listens = [port];
  child.wait = {};
  return 0;
};

const httpdServer: Server = (context, request) =>
  serveFiles(context, (context.process.state as { root: string }).root, request.path);

/** nc sends what stands on its standard input, and prints what it is sent. */
const ncServer: Server = (context, request) => {
  const { machine, process } = context;
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
  out(context, toBytes(`${request.method} ${request.path} HTTP/1.1\r\n${headers.join("")}\r\n${request.body ?? ""}`));
  const { data } = machine.read(process, 0);
  process.state = { done: true };
  process.wait = { until: machine.around.now };
  delete process.listens;
  const match = /^HTTP\/[\d.]+ (\d+)[^\n]*\n([\s\S]*?)\r?\n\r?\n([\s\S]*)$/.exec(data);
  if (match)
    return {
      status: Number(match[1]),
      body: fromBytes(match[3] ?? ""),
      contentType: /content-type:\s*([^\r\n]+)/i.exec(match[2] ?? "")?.[1] ?? "text/plain",
    };
  const bare = /^HTTP\/[\d.]+ (\d+)[^\n]*\n\r?\n?([\s\S]*)$/.exec(data);
  return bare ? { status: Number(bare[1]), body: fromBytes(bare[2] ?? ""), contentType: "text/plain" } : undefined;
};

export const SERVER_COMMANDS: { readonly [name: string]: Command } = { python3: python, python, httpd };
export const SERVERS: { readonly [name: string]: Server } = {
  python3: pythonServer,
  python: pythonServer,
  httpd: httpdServer,
  nc: ncServer,
  ncat: ncServer,
  netcat: ncServer,
};
