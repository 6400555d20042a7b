/** Commands that ask others over the network. */
import type { Json } from "../../../protocol/kubernetes/index.ts";
import type { Exchange } from "../../controllerkit/Connections.ts";
import { fromBytes, toBytes } from "../machine/bytes.ts";
import type { Command, CommandContext, Outcome } from "../machine/Command.ts";
import { FileError } from "../machine/Files.ts";
import { baseName } from "../machine/FileTree.ts";
import { addressesOf } from "./dns.ts";
import { err, fail, out, parseOptions, pathOf, readInput, table } from "./kit.ts";

/** What starting a client and a handshake take, ms. */
const STARTUP = 15;

const STATUS: { readonly [status: number]: string } = {
  200: "OK",
  201: "Created",
  204: "No Content",
  301: "Moved Permanently",
  302: "Found",
  304: "Not Modified",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** An exchange whose answer is seen when it has taken its time; what to wait for until then. */
function exchange(
  context: CommandContext,
  url: string,
  options: {
    readonly message?: Parameters<CommandContext["machine"]["around"]["request"]>[1];
    readonly connectTimeout?: number | undefined;
    readonly maxTime?: number | undefined;
  },
): { readonly wait: Outcome } | Exchange {
  const { machine, process } = context;
  const state = (process.state ?? {}) as { asked?: { due: number; answer: Exchange } };
  if (!state.asked) {
    const answer = machine.around.request(url, options.message);
    const silent = answer.exitCode === 28;
    let duration = STARTUP + (answer.duration ?? (silent ? 130_000 : 0));
    let result: Exchange = answer;
    const limit = Math.min(
      options.maxTime ?? Number.POSITIVE_INFINITY,
      silent ? (options.connectTimeout ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
    );
    if (duration > limit) {
      duration = limit;
      result = {
        exitCode: 28,
        reason: "timeout",
        error: silent
          ? `curl: (28) Connection timed out after ${limit} milliseconds`
          : `curl: (28) Operation timed out after ${limit} milliseconds with 0 bytes received`,
      };
    }
    state.asked = { due: machine.around.now + duration, answer: result };
    process.state = { ...(process.state as object | undefined), asked: state.asked } as unknown as Json;
  }
  if (machine.around.now < state.asked.due) return { wait: { until: state.asked.due } };
  return state.asked.answer;
}

const curl: Command = (context) => {
  const { flags, all, words } = parseOptions(context.args, [
    "X",
    "request",
    "H",
    "header",
    "d",
    "data",
    "data-raw",
    "data-binary",
    "o",
    "output",
    "w",
    "write-out",
    "m",
    "max-time",
    "connect-timeout",
    "A",
    "user-agent",
    "u",
    "user",
    "resolve",
    "retry",
    "retry-delay",
    "T",
    "b",
    "cookie",
    "e",
    "max-redirs",
    "interface",
    "cacert",
    "cert",
    "key",
    "proxy",
    "x",
  ]);
  const urls = [...words, ...all.filter(([name]) => name === "url").map(([, value]) => value)];
  if (flags.has("V") || flags.has("version")) {
    out(context, "curl 8.9.1 (x86_64-pc-linux-gnu)\n");
    return 0;
  }
  if (urls.length === 0) {
    err(context, "curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n");
    return 2;
  }
  const option = (...names: readonly string[]): string | undefined =>
    names.map((name) => flags.get(name)).find((value) => value !== undefined);
  const state = (context.process.state ?? {}) as { done?: number; code?: number; hops?: number; at?: string };
  const index = state.done ?? 0;
  const given = state.at ?? (urls[index] as string);
  const headers: { [name: string]: string } = {
    "user-agent": option("A", "user-agent") ?? "curl/8.9.1",
    accept: "*/*",
  };
  for (const [name, value] of all) {
    if (name !== "H" && name !== "header") continue;
    const at = value.indexOf(":");
    if (at > 0) headers[value.slice(0, at).trim().toLowerCase()] = value.slice(at + 1).trim();
  }
  const user = option("u", "user");
  if (user !== undefined) headers["authorization"] ??= `Basic ${btoa(user)}`;
  const data = all.filter(([name]) => /^(d|data|data-raw|data-binary)$/.test(name)).map(([, value]) => value);
  let body: string | undefined;
  if (data.length > 0) {
    body = data
      .map((value) =>
        value.startsWith("@") ? context.machine.around.files.read(pathOf(context, value.slice(1))) : value,
      )
      .join("&");
    headers["content-type"] ??= "application/x-www-form-urlencoded";
  }
  const isHead = flags.has("I") || flags.has("head");
  const method = option("X", "request") ?? (isHead ? "HEAD" : body === undefined ? "GET" : "POST");
  const milliseconds = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : Math.round(Number(text) * 1000);
  const isSecret = given.startsWith("https://");
  const answer = exchange(context, given.replace(/^https:\/\//, "http://"), {
    message: { method, headers, ...(body === undefined ? {} : { body: fromBytes(body) }) },
    connectTimeout: milliseconds(option("connect-timeout")),
    maxTime: milliseconds(option("m", "max-time")),
  });
  if ("wait" in answer) return answer.wait;
  const isQuiet = flags.has("s") || flags.has("silent");
  let code = answer.exitCode;
  let text = "";
  const verbose = flags.has("v") || flags.has("verbose");
  const { host, path } = partsOf(given);
  const { response } = answer;
  if (verbose && response)
    err(
      context,
      `*   Trying ${answer.address ?? host}...\n* Connected to ${host} (${answer.address ?? host})\n> ${method} ${path} HTTP/1.1\n> Host: ${host}\n${Object.keys(
        headers,
      )
        .map((name) => `> ${titled(name)}: ${headers[name]}\n`)
        .join("")}>\n`,
    );
  if (isSecret && response) {
    code = 35;
    if (!isQuiet || flags.has("S"))
      err(context, "curl: (35) OpenSSL/3.3.2: error:0A00010B:SSL routines::wrong version number\n");
  } else if (response) {
    const location = response.headers?.["location"];
    if (
      (flags.has("L") || flags.has("location")) &&
      location !== undefined &&
      response.status >= 300 &&
      response.status < 400 &&
      (state.hops ?? 0) < 10
    ) {
      context.process.state = {
        done: index,
        code: state.code ?? 0,
        hops: (state.hops ?? 0) + 1,
        at: /^https?:/.test(location) ? location : `${given.replace(/^((?:https?:\/\/)?[^/]+).*$/, "$1")}${location}`,
      };
      return curl(context);
    }
    const head = headOf(response);
    if (verbose) err(context, `${head.replace(/^/gm, "< ").replace(/< $/, "<")}\n`);
    const failed = (flags.has("f") || flags.has("fail")) && response.status >= 400;
    if (failed) {
      code = 22;
      if (!isQuiet || flags.has("S")) err(context, `curl: (22) The requested URL returned error: ${response.status}\n`);
    } else
      text = (flags.has("i") || flags.has("include") || isHead ? head : "") + (isHead ? "" : toBytes(response.body));
  } else if (!isQuiet || flags.has("S") || flags.has("show-error"))
    err(context, `${answer.error ?? `curl: (${code})`}\n`);
  const target =
    option("o", "output") ?? (flags.has("O") ? baseName(path.split("?")[0] ?? "") || "index.html" : undefined);
  if (target !== undefined && target !== "/dev/null" && target !== "-") {
    if (code === 0) context.machine.around.files.write(pathOf(context, target), text);
  } else if (target !== "/dev/null") out(context, text);
  const format = option("w", "write-out");
  if (format !== undefined) {
    const took = ((STARTUP + (answer.duration ?? 0)) / 1000).toFixed(6);
    const facts: { readonly [key: string]: string } = {
      http_code: String(response?.status ?? 0).padStart(3, "0"),
      response_code: String(response?.status ?? 0).padStart(3, "0"),
      time_total: took,
      time_connect: "0.000900",
      time_starttransfer: took,
      size_download: String(text.length),
      remote_ip: answer.address ?? "",
      url_effective: given,
      exitcode: String(code),
    };
    out(
      context,
      format
        .replace(/%\{(\w+)\}/g, (_, key: string) => facts[key] ?? "")
        .replaceAll("\\n", "\n")
        .replaceAll("\\t", "\t"),
    );
  }
  if (index + 1 < urls.length) {
    context.process.state = { done: index + 1, code };
    return curl(context);
  }
  return code;
};

const titled = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

function partsOf(url: string): { readonly host: string; readonly port: number; readonly path: string } {
  const match = /^(?:https?:\/\/)?([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url);
  return { host: match?.[1] ?? url, port: Number(match?.[2] ?? 80), path: match?.[3] ?? "/" };
}

function headOf(response: NonNullable<Exchange["response"]>): string {
  const headers = {
    ...(response.contentType ? { "content-type": response.contentType } : {}),
    "content-length": String(toBytes(response.body).length),
    ...response.headers,
  };
  return `HTTP/1.1 ${response.status} ${STATUS[response.status] ?? ""}\r\n${Object.entries(headers)
    .map(([name, value]) => `${titled(name)}: ${value}\r\n`)
    .join("")}\r\n`;
}

const wget: Command = (context) => {
  const { flags, all, words } = parseOptions(
    context.args.map((arg) => (arg === "-qO-" ? "-qO-" : arg)),
    ["O", "output-document", "T", "timeout", "t", "tries", "U", "header", "post-data", "P"],
  );
  const [url] = words;
  const busybox = context.machine.around.flavor === "busybox";
  if (url === undefined) return fail(context, busybox ? "missing URL" : "missing URL", 1);
  const headers: { [name: string]: string } = { "user-agent": "Wget" };
  for (const [name, value] of all)
    if (name === "header")
      headers[value.split(":")[0]?.trim().toLowerCase() ?? ""] = value.slice(value.indexOf(":") + 1).trim();
  const body = flags.get("post-data");
  const limit = flags.get("T") ?? flags.get("timeout");
  const answer = exchange(context, url.replace(/^https:\/\//, "http://"), {
    message: {
      method: flags.has("spider") ? "HEAD" : body === undefined ? "GET" : "POST",
      headers,
      ...(body === undefined ? {} : { body }),
    },
    ...(limit === undefined
      ? {}
      : { maxTime: Math.round(Number(limit) * 1000), connectTimeout: Math.round(Number(limit) * 1000) }),
  });
  if ("wait" in answer) return answer.wait;
  const { host, port, path } = partsOf(url);
  const quiet = flags.has("q");
  const say = (text: string): void => {
    if (!quiet) err(context, text);
  };
  if (answer.exitCode === 6) {
    err(context, busybox ? `wget: bad address '${host}'\n` : `wget: unable to resolve host address '${host}'\n`);
    return busybox ? 1 : 4;
  }
  say(busybox ? `Connecting to ${host} (${answer.address ?? host}:${port})\n` : `Connecting to ${host}:${port}... `);
  if (!answer.response) {
    const why =
      answer.exitCode === 28
        ? "Connection timed out"
        : answer.exitCode === 52
          ? "error getting response"
          : "Connection refused";
    err(
      context,
      busybox
        ? answer.exitCode === 28 && limit !== undefined
          ? "wget: download timed out\n"
          : answer.exitCode === 52
            ? "wget: error getting response\n"
            : `wget: can't connect to remote host (${answer.address ?? host}): ${why}\n`
        : `failed: ${why}.\n`,
    );
    return busybox ? 1 : 4;
  }
  const { status, body: content } = answer.response;
  if (status >= 400) {
    err(
      context,
      busybox
        ? `wget: server returned error: HTTP/1.1 ${status} ${STATUS[status] ?? ""}\n`
        : `ERROR ${status}: ${STATUS[status] ?? ""}.\n`,
    );
    return busybox ? 1 : 8;
  }
  if (flags.has("spider")) {
    say("remote file exists\n");
    return 0;
  }
  const target = flags.get("O") ?? flags.get("output-document") ?? (baseName(path.split("?")[0] ?? "") || "index.html");
  if (target === "-") out(context, toBytes(content));
  else if (target !== "/dev/null") {
    say(`saving to '${target}'\n`);
    try {
      context.machine.around.files.write(pathOf(context, target), toBytes(content));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return fail(context, `can't open '${target}': ${error.message}`);
    }
    say(`'${target}' saved\n`);
  }
  return 0;
};

const ping: Command = (context) => {
  const { flags, words } = parseOptions(context.args, ["c", "i", "W", "w", "s", "I", "t"]);
  const [target = ""] = words;
  const { machine, process } = context;
  const isAddress = /^\d+(\.\d+){3}$/.test(target);
  const resolved = isAddress
    ? { name: target, addresses: [target] }
    : target === "localhost"
      ? { name: target, addresses: ["127.0.0.1"] }
      : addressesOf(context, target);
  const [address] = resolved?.addresses ?? [];
  if (address === undefined) {
    err(
      context,
      machine.around.flavor === "busybox"
        ? `ping: bad address '${target}'\n`
        : `ping: ${target}: Name or service not known\n`,
    );
    return machine.around.flavor === "busybox" ? 1 : 2;
  }
  const state = (process.state ?? { sent: 0, received: 0 }) as { sent: number; received: number };
  const count = flags.has("c") ? Number(flags.get("c")) : Number.POSITIVE_INFINITY;
  const alive = address.startsWith("127.") || machine.around.request(`icmp://${address}`).exitCode === 0;
  if (!process.state) out(context, `PING ${target} (${address}): 56 data bytes\n`);
  if (state.sent >= count) {
    const lost = Math.round((1 - state.received / Math.max(1, state.sent)) * 100);
    out(
      context,
      `\n--- ${target} ping statistics ---\n${state.sent} packets transmitted, ${state.received} packets received, ${lost}% packet loss\n${state.received > 0 ? "round-trip min/avg/max = 0.062/0.094/0.131 ms\n" : ""}`,
    );
    return state.received > 0 ? 0 : 1;
  }
  if (alive) {
    out(context, `64 bytes from ${address}: seq=${state.sent} ttl=64 time=0.${60 + machine.around.random(70)} ms\n`);
    state.received++;
  }
  state.sent++;
  process.state = state as unknown as Json;
  return {
    until:
      machine.around.now +
      (state.sent >= count ? (alive ? 1 : 1000) : Math.max(0.2, Number(flags.get("i") ?? 1)) * 1000),
  };
};

/** `nc host port`, `nc -z`, `nc -l -p port`: HTTP passes, and what listens answers with its input. */
const nc: Command = (context) => {
  const { flags, words } = parseOptions(context.args, ["p", "w", "e", "s", "q"]);
  const { machine, process } = context;
  if (flags.has("l")) {
    const port = Number(flags.get("p") ?? words[words.length - 1] ?? 0);
    const state = process.state as { listening?: number; done?: boolean } | undefined;
    if (state?.done) return 0;
    if (!state) {
      if (machine.around.isTaken(port) || machine.listener(port))
        return fail(
          context,
          machine.around.flavor === "busybox" ? `bind: Address already in use` : `Address already in use`,
        );
      process.listens = [port];
      process.state = { listening: port };
    }
    return {};
  }
  const [target = "", port = ""] = words;
  const wait = flags.get("w");
  const isProbe = flags.has("z") || flags.has("v");
  if (isProbe && !process.state) {
    const answer = exchange(context, `http://${target}:${port}/`, {
      message: { method: "CONNECT" },
      ...(wait === undefined ? {} : { connectTimeout: Number(wait) * 1000 }),
    });
    if ("wait" in answer) return answer.wait;
  }
  if (flags.has("z")) {
    const answer = exchange(context, `http://${target}:${port}/`, {
      ...(wait === undefined ? {} : { connectTimeout: Number(wait) * 1000 }),
    });
    if ("wait" in answer) return answer.wait;
    if (answer.exitCode === 6) return fail(context, `bad address '${target}'`);
    const open = answer.response !== undefined || answer.exitCode === 52;
    if (flags.has("v"))
      err(
        context,
        open
          ? `${target} (${answer.address ?? target}:${port}) open\n`
          : `nc: connect to ${target} port ${port} (tcp) failed: ${answer.exitCode === 28 ? "Operation timed out" : "Connection refused"}\n`,
      );
    return open ? 0 : 1;
  }
  const state = (process.state ?? {}) as { input?: string; sent?: boolean };
  const input = state.sent ? (state.input ?? "") : readInput(context);
  if (typeof input !== "string") {
    const typed = (process.state as { input?: string }).input ?? "";
    if (!/\r?\n\r?\n/.test(typed)) return input;
    process.state = { input: typed, sent: true };
    return nc(context);
  }
  const text = typeof input === "string" && input !== "" ? input : (state.input ?? "");
  const request = /^(\S+) (\S+)(?: HTTP\/[\d.]+)?\r?\n/.exec(text);
  const answer = exchange(context, `http://${target}:${port}${request?.[2] ?? "/"}`, {
    message: { method: request?.[1] ?? "GET" },
    ...(wait === undefined ? {} : { connectTimeout: Number(wait) * 1000 }),
  });
  if ("wait" in answer) {
    process.state = { ...(process.state as object), input: text, sent: true };
    return answer.wait;
  }
  if (answer.exitCode === 6) return fail(context, `bad address '${target}'`);
  if (!answer.response)
    return answer.exitCode === 52
      ? 0
      : fail(
          context,
          `${target} (${answer.address ?? target}:${port}): ${answer.exitCode === 28 ? "Operation timed out" : "Connection refused"}`,
        );
  if (request) out(context, headOf(answer.response) + toBytes(answer.response.body));
  return 0;
};

const telnet: Command = (context) => {
  const [target = "", port = "23"] = context.args;
  const answer = exchange(context, `http://${target}:${port}/`, {});
  if ("wait" in answer) return answer.wait;
  if (answer.exitCode === 6) return fail(context, `bad address '${target}'`);
  if (answer.response || answer.exitCode === 52) {
    out(context, `Connected to ${target}\n`);
    return 0;
  }
  return fail(
    context,
    `can't connect to remote host (${answer.address ?? target}): ${answer.exitCode === 28 ? "Connection timed out" : "Connection refused"}`,
  );
};

const sockets: Command = (context) => {
  const { machine, name } = { machine: context.machine, name: context.name };
  const own = machine.processes.flatMap((process) =>
    process.exit === undefined
      ? (process.listens ?? []).map((port) => ({ port, name: `${process.pid}/${baseName(process.argv[0] ?? "")}` }))
      : [],
  );
  const others = machine.around.otherListeners().map(({ port, name: who }) => ({ port, name: who }));
  const all = [...own, ...others].sort((left, right) => left.port - right.port);
  if (name === "ss") {
    out(
      context,
      table([
        ["State", "Recv-Q", "Send-Q", "Local Address:Port", "Peer Address:Port", "Process"],
        ...all.map(({ port, name: who }) => [
          "LISTEN",
          "0",
          "511",
          `0.0.0.0:${port}`,
          "0.0.0.0:*",
          who === "-" ? "" : `users:(("${who.split("/")[1]}",pid=${who.split("/")[0]}))`,
        ]),
      ]),
    );
    return 0;
  }
  const shows = context.args.join("").includes("p");
  out(
    context,
    `Active Internet connections (only servers)\n${table([["Proto", "Recv-Q", "Send-Q", "Local Address          ", "Foreign Address        ", "State      ", ...(shows ? ["PID/Program name"] : [])], ...all.map(({ port, name: who }) => ["tcp", "0", "0", `0.0.0.0:${port}`, "0.0.0.0:*", "LISTEN", ...(shows ? [who] : [])])], 1)}`,
  );
  return 0;
};

const addresses: Command = (context) => {
  const { machine, name, args } = context;
  const [address = ""] = machine.around.addresses;
  if (name === "ip" && args[0]?.startsWith("r")) {
    const gateway = address.replace(/\.\d+$/, ".1");
    out(
      context,
      `default via ${gateway} dev eth0 \n${address.replace(/\.\d+$/, ".0")}/24 dev eth0 scope link  src ${address} \n`,
    );
    return 0;
  }
  if (name === "ifconfig") {
    out(
      context,
      `eth0      Link encap:Ethernet  HWaddr ${hardware(address)}\n          inet addr:${address}  Bcast:${address.replace(/\.\d+$/, ".255")}  Mask:255.255.255.0\n          UP BROADCAST RUNNING MULTICAST  MTU:1450  Metric:1\n\nlo        Link encap:Local Loopback\n          inet addr:127.0.0.1  Mask:255.0.0.0\n          UP LOOPBACK RUNNING  MTU:65536  Metric:1\n\n`,
    );
    return 0;
  }
  out(
    context,
    `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1450 qdisc noqueue state UP\n    link/ether ${hardware(address)} brd ff:ff:ff:ff:ff:ff\n    inet ${address}/24 brd ${address.replace(/\.\d+$/, ".255")} scope global eth0\n       valid_lft forever preferred_lft forever\n`,
  );
  return 0;
};

/** Container networks make hardware addresses of IPv4 ones. */
const hardware = (address: string): string =>
  ["0a", "58", ...address.split(".").map((part) => Number(part).toString(16).padStart(2, "0"))].join(":");

export const NETWORK_COMMANDS: { readonly [name: string]: Command } = {
  curl,
  wget,
  ping,
  nc,
  ncat: nc,
  netcat: nc,
  telnet,
  ss: sockets,
  netstat: sockets,
  ip: addresses,
  ifconfig: addresses,
};
