/**
 * Looking a name up as a resolver does: the search list by ndots, one question after the other, CNAMEs followed.
 * Models what glibc does with resolv.conf, and CoreDNS with its `forward`.
 */
import type { DnsRecord, DnsReply, DnsType, ResolvConf } from "../../../protocol/network.ts";
import { CLUSTER_DNS, ndotsOf } from "../../controllerkit/resolvConf.ts";
import type { Store } from "../../store/Store.ts";
import { answerOfZone } from "./clusterZone.ts";
import { answerOfUpstream } from "./upstream.ts";

/** How often a CNAME leads on. */
const CHAIN_LIMIT = 8;
const NAME_LIMIT = 253;

/** The names a resolver tries for `host`, in order, without closing dots. */
export function candidates(host: string, conf: ResolvConf): readonly string[] {
  if (host.endsWith(".")) return [host.slice(0, -1)];
  const searched = conf.search.map((domain) => `${host}.${domain}`);
  const dots = host.split(".").length - 1;
  return dots >= ndotsOf(conf) ? [host, ...searched] : [...searched, host];
}

/** What the server says to one question. `server` is an address: the cluster's DNS or any other, which knows the world outside. */
export function ask(
  store: Store,
  server: string,
  question: { readonly name: string; readonly type: DnsType },
): DnsReply {
  const { type } = question;
  const name = question.name.replace(/\.$/, "");
  if (name === "" || name.length > NAME_LIMIT || name.split(".").some((label) => label === "" || label.length > 63))
    return { name, type, status: "NXDOMAIN", answers: [], authority: [], additional: [], authoritative: false };
  const one = (asked: string): DnsReply =>
    (server === CLUSTER_DNS ? answerOfZone(store, asked, type) : undefined) ?? answerOfUpstream(store, asked, type);
  const first = one(name);
  const answers: DnsRecord[] = [...first.answers];
  let last = first;
  for (let step = 0; step < CHAIN_LIMIT && type !== "CNAME"; step++) {
    const [alias] = last.answers;
    if (alias?.type !== "CNAME") break;
    last = one(alias.data.replace(/\.$/, ""));
    answers.push(...last.answers);
  }
  return last === first ? first : { ...first, status: last.status, answers };
}

/** Tries the candidates until one has records of the type; the last reply is the outcome. */
export function lookUp(
  store: Store,
  server: string,
  { names, type }: { readonly names: readonly string[]; readonly type: DnsType },
): readonly DnsReply[] {
  const replies: DnsReply[] = [];
  for (const name of names) {
    const reply = ask(store, server, { name, type });
    replies.push(reply);
    if (reply.answers.some((record) => record.type === type)) break;
  }
  return replies;
}
