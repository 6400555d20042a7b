/** Takes out of a run what chance and clocks decide, in the words of the recordings. */
import type { Json, KubeObject, Pod } from "../../protocol/kubernetes/index.ts";
import type { TraceEntry, TraceEvent, TraceRun } from "./trace.ts";

const HASH = /-([bcdf4-9]{6,10})$/;
const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;
const SORTED = new Set(["addresses", "notReadyAddresses", "endpoints"]);

/** What a cluster's own names and addresses stand for. */
export interface Own {
  /** Names made from generateName, with what they were made from. */
  readonly generated: ReadonlyMap<string, string>;
  /** Names of Jobs that end in the minute they were due, with the name of their CronJob. */
  readonly byMinute: ReadonlyMap<string, string>;
  /** Pod names by address. */
  readonly podOfAddress: ReadonlyMap<string, string>;
}

/** What the objects a cluster held tell of names and addresses. */
export function ownNames(objects: Iterable<KubeObject>): Own {
  const generated = new Map<string, string>();
  const byMinute = new Map<string, string>();
  const podOfAddress = new Map<string, string>();
  for (const { kind, metadata, status } of objects) {
    if (metadata.generateName) generated.set(metadata.name, metadata.generateName);
    const owner = kind === "Job" ? metadata.ownerReferences?.find((each) => each.kind === "CronJob") : undefined;
    if (owner && /^-[0-9]+$/.test(metadata.name.slice(owner.name.length))) byMinute.set(metadata.name, owner.name);
    const ip = kind === "Pod" ? (status as Pod["status"])?.podIP : undefined;
    if (ip) podOfAddress.set(ip, metadata.name);
  }
  return { generated, byMinute, podOfAddress };
}

/** A run in the recordings' words; without `own` the run is a recording, and only hashes are renamed. */
export function normalised(
  run: Pick<TraceRun, "trace" | "events"> & Partial<TraceRun>,
  own: Own = { generated: new Map(), byMinute: new Map(), podOfAddress: new Map() },
): TraceRun {
  const names = new Names(run, own);
  const through = <T>(value: T): T => ordered(JSON.parse(names.rename(JSON.stringify(value))) as Json) as T;
  return {
    trace: run.trace.map((entry): TraceEntry => ({ ...through(entry), at_ms: entry.at_ms })),
    events: run.events.map((event): TraceEvent => through(event)),
    before: (run.before ?? []).map((entry): TraceEntry => through(entry)),
  };
}

class Names {
  private readonly replacements: (readonly [RegExp, string])[] = [];
  private readonly clusterAddresses = new Map<string, number>();
  private readonly pods: ReadonlyMap<string, string>;

  constructor({ trace, events }: Pick<TraceRun, "trace" | "events">, own: Own) {
    const texts = [...trace, ...events].map((entry) => JSON.stringify(entry));
    const hashes = new Set<string>();
    trace.forEach(({ kind, name }, index) => {
      const hash = kind === "ReplicaSet" ? HASH.exec(name)?.[1] : undefined;
      if (hash) hashes.add(hash);
      for (const [, label] of (texts[index] as string).matchAll(/"pod-template-hash":"([^"]+)"/g))
        hashes.add(label as string);
    });
    this.numberGenerated(texts, own, [...hashes]);
    this.numberMinutes(texts, own);
    [...hashes].forEach((hash, index) =>
      this.replacements.push([new RegExp(`\\b${hash}\\b`, "g"), `#hash${index + 1}`]),
    );
    this.pods = own.podOfAddress;
  }

  rename(text: string): string {
    let renamed = text.replaceAll(/"lastHeartbeatTime":"[^"]*",?/g, "");
    for (const [ip, pod] of this.pods) renamed = renamed.replaceAll(`"${ip}"`, `"<ip:${pod}>"`);
    for (const [pattern, replacement] of this.replacements) renamed = renamed.replace(pattern, replacement);
    return renamed
      .replaceAll(/"(10\.(?:9[6-9]|10\d|11[01])\.\d+\.\d+)"/g, (_, ip: string) => `"<clusterip:${this.numberOf(ip)}>"`)
      .replaceAll(/"20\.\d+\.\d+\.0\/24"/g, '"<podcidr>"')
      .replaceAll(/"nodePort":\d+/g, '"nodePort":"<nodeport>"')
      .replaceAll(UID, "<uid>")
      .replaceAll(TIME, "<time>")
      .replaceAll(/"kube-api-access-[a-z0-9]{5}"/g, '"kube-api-access-<rand5>"');
  }

  private numberOf(ip: string): number {
    const number = this.clusterAddresses.get(ip) ?? this.clusterAddresses.size + 1;
    this.clusterAddresses.set(ip, number);
    return number;
  }

  /** `tick-29400001` is `tick-<minute:1>` when it is the first Job of its CronJob. */
  private numberMinutes(texts: readonly string[], { byMinute }: Own): void {
    const counts = new Map<string, number>();
    for (const [name, cronJob] of [...byMinute].filter(([each]) => texts.some((text) => text.includes(each)))) {
      const count = (counts.get(cronJob) ?? 0) + 1;
      counts.set(cronJob, count);
      this.replacements.push([new RegExp(`\\b${name}\\b`, "g"), `${cronJob}-<minute:${count}>`]);
    }
  }

  private numberGenerated(texts: readonly string[], { generated, podOfAddress }: Own, hashes: readonly string[]): void {
    const seen = new Set<string>();
    const counts = new Map<string, number>();
    const plain = (prefix: string): string =>
      hashes.reduce((text, hash, index) => text.replaceAll(hash, `#hash${index + 1}`), prefix);
    const shown = (text: string): string =>
      [...podOfAddress].reduce((all, [ip, pod]) => all.replaceAll(`"${ip}"`, `"${pod}"`), text);
    for (const text of texts.map(shown)) {
      const here = [...generated.keys()]
        .filter((name) => !seen.has(name) && text.includes(name))
        .sort((left, right) => text.indexOf(left) - text.indexOf(right));
      for (const name of here) {
        seen.add(name);
        const prefix = plain(generated.get(name) as string);
        const count = (counts.get(prefix) ?? 0) + 1;
        counts.set(prefix, count);
        this.replacements.push([new RegExp(name, "g"), `${prefix}<rand5:${count}>`]);
      }
    }
  }
}

/** Endpoint addresses by pod name, as the recordings have them. */
function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const inner = ordered(part);
      return [key, SORTED.has(key) && Array.isArray(inner) ? [...inner].sort(byPodName) : inner];
    }),
  );
}

function byPodName(left: Json, right: Json): number {
  const name = (value: Json): string =>
    JSON.stringify((value as { readonly targetRef?: { readonly name?: Json } } | null)?.targetRef?.name ?? value);
  return name(left) < name(right) ? -1 : name(left) > name(right) ? 1 : 0;
}
