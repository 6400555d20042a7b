/** nslookup, dig, host and getent: what a resolver is told, printed as each does. */
import type { DnsLookup, DnsReply, DnsType } from "../../../protocol/network.ts";
import type { Command, CommandContext } from "../machine/Command.ts";
import { fail, joinLines, out, parseOptions } from "./kit.ts";

const TYPES: readonly string[] = ["A", "AAAA", "CNAME", "SRV", "PTR", "TXT", "NS", "SOA", "ANY"];
const isAddress = (name: string): boolean => /^\d+(\.\d+){3}$/.test(name);

/** Addresses of a name as the C library finds them; undefined when there is no such name. */
export function addressesOf(
  context: CommandContext,
  name: string,
): { readonly name: string; readonly addresses: readonly string[] } | undefined {
  const last = context.machine.around.lookUp(name)?.replies.at(-1);
  const addresses = (last?.answers ?? []).filter(({ type }) => type === "A").map(({ data }) => data);
  return last && addresses.length > 0 ? { name: last.name, addresses } : undefined;
}

const nslookup: Command = (context) => {
  const { flags, words } = parseOptions(
    context.args.map((arg) => arg.replace(/^-(type|querytype|q|query)=/, "--type=")),
    ["type"],
  );
  const [name = "", server] = words;
  const given = flags.get("type")?.toUpperCase() ?? (isAddress(name) ? "PTR" : "A");
  const type = (TYPES.includes(given) ? given : "A") as DnsType;
  const lookup = context.machine.around.lookUp(name, { type, ...(server === undefined ? {} : { server }) });
  const busybox = context.machine.around.flavor === "busybox";
  if (!lookup || lookup.failure)
    return fail(context, lookup?.failure?.error ?? ";; connection timed out; no servers could be reached");
  out(context, `Server:\t\t${lookup.server}\nAddress:\t${lookup.server}${busybox ? ":" : "#"}53\n\n`);
  const last = lookup.replies.at(-1);
  // busybox tells of every name it tried.
  const failed = lookup.replies.filter(({ status }) => status !== "NOERROR");
  for (const reply of busybox ? failed : last && last.status !== "NOERROR" ? [last] : [])
    out(context, `** server can't find ${reply.name}: ${reply.status}\n\n`);
  if (last?.status !== "NOERROR") return 1;
  if (last.answers.length === 0) out(context, `*** Can't find ${last.name}: No answer\n`);
  for (const { name: owner, type: kind, data } of last.answers) {
    const bare = owner.replace(/\.$/, "");
    if (kind === "A" || kind === "AAAA") out(context, `Name:\t${bare}\nAddress: ${data}\n`);
    else if (kind === "PTR") out(context, `${bare}\tname = ${data}\n`);
    else if (kind === "SRV") out(context, `${bare}\tservice = ${data}\n`);
    else if (kind === "CNAME") out(context, `${bare}\tcanonical name = ${data}\n`);
    else out(context, `${bare}\t${kind} ${data}\n`);
  }
  out(context, "\n");
  return 0;
};

const dig: Command = (context) => {
  const { args } = context;
  const server = args.find((arg) => arg.startsWith("@"))?.slice(1);
  const words = args.filter((arg) => !/^[-+@]/.test(arg));
  const given = words.find((word) => TYPES.includes(word.toUpperCase()))?.toUpperCase() as DnsType | undefined;
  const reverse = args.includes("-x");
  const name = words.find((word) => !TYPES.includes(word.toUpperCase()) && word !== "IN") ?? ".";
  const type = reverse ? "PTR" : (given ?? "A");
  const lookup = context.machine.around.lookUp(name, {
    type,
    search: args.includes("+search"),
    ...(server === undefined ? {} : { server }),
  });
  const last = lookup?.replies.at(-1);
  if (args.includes("+short")) {
    out(context, joinLines((last?.answers ?? []).map(({ data }) => data)));
    return 0;
  }
  out(context, `\n; <<>> DiG 9.18.28 <<>> ${args.join(" ")}\n;; global options: +cmd\n`);
  if (!lookup || lookup.failure || !last) {
    out(context, `${lookup?.failure?.error ?? ";; connection timed out; no servers could be reached"}\n`);
    return 9;
  }
  out(context, digText(lookup, last, context.machine.around.random(65_536)));
  return 0;
};

function digText({ server }: DnsLookup, reply: DnsReply, id: number): string {
  const { answers, authority, additional } = reply;
  const section = (title: string, records: DnsReply["answers"]): string =>
    records.length === 0
      ? ""
      : `;; ${title} SECTION:\n${joinLines(records.map(({ name, ttl, type, data }) => `${name}\t${ttl}\tIN\t${type}\t${data}`))}\n`;
  return `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${reply.status}, id: ${id}\n;; flags: qr${reply.authoritative ? " aa" : ""} rd${reply.authoritative ? "" : " ra"}; QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length + 1}\n\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n;; QUESTION SECTION:\n;${reply.name.replace(/\.?$/, ".")}\t\tIN\t${reply.type}\n\n${section("ANSWER", answers)}${section("AUTHORITY", authority)}${section("ADDITIONAL", additional)};; Query time: 1 msec\n;; SERVER: ${server}#53(${server}) (UDP)\n\n`;
}

const host: Command = (context) => {
  const { flags, words } = parseOptions(context.args, ["t"]);
  const [name = ""] = words;
  const type = (flags.get("t")?.toUpperCase() ?? (isAddress(name) ? "PTR" : "A")) as DnsType;
  const lookup = context.machine.around.lookUp(name, { type });
  const last = lookup?.replies.at(-1);
  if (!last || lookup?.failure) {
    out(context, `${lookup?.failure?.error ?? ";; connection timed out; no servers could be reached"}\n`);
    return 1;
  }
  if (last.status !== "NOERROR") {
    out(context, `Host ${name} not found: 3(${last.status})\n`);
    return 1;
  }
  const verbs: { readonly [type: string]: string } = {
    A: "has address",
    AAAA: "has IPv6 address",
    CNAME: "is an alias for",
    PTR: "domain name pointer",
    SRV: "has SRV record",
  };
  out(
    context,
    joinLines(
      last.answers.map(
        ({ name: owner, type: kind, data }) => `${owner.replace(/\.$/, "")} ${verbs[kind] ?? kind} ${data}`,
      ),
    ),
  );
  return 0;
};

const getent: Command = (context) => {
  const [kind, name = ""] = context.args;
  const resolved = kind === "hosts" || kind === "ahosts" ? addressesOf(context, name) : undefined;
  if (!resolved) return 2;
  out(context, joinLines(resolved.addresses.map((address) => `${address.padEnd(15)} ${resolved.name}`)));
  return 0;
};

export const DNS_COMMANDS: { readonly [name: string]: Command } = { nslookup, dig, host, getent };
