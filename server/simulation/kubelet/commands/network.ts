/** Commands about addresses, ports and plain connections. */
import type { Json } from "../../../protocol/kubernetes/index.ts";
import { toBytes } from "../machine/bytes.ts";
import type { Command } from "../machine/Command.ts";
import { baseName } from "../machine/FileTree.ts";
import { addressesOf } from "./dns.ts";
import { err, fail, out, parseOptions, readInput, table } from "./kit.ts";
import { exchange, headOf } from "./http.ts";

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
