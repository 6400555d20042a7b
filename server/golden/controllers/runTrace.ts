/** Plays the stage and the actions of a recorded trace on a cluster of ours and writes down what it does. */
import type { Event, Json, KubeObject, ObjectDraft } from "../../protocol/kubernetes/index.ts";
import { groupResource, resources } from "../../simulation/api/schema/resources.ts";
import { Cluster } from "../../simulation/cluster.ts";
import type { StoreEvent } from "../../simulation/store/StoreEvent.ts";
import { mergePatchBetween } from "./mergePatch.ts";
import { normalised, ownNames } from "./normalise.ts";
import { StandInKubelet } from "./StandInKubelet.ts";
import type { ControllerTrace, TraceAction, TraceEntry, TraceEvent, TraceRun } from "./trace.ts";

const START = Date.parse("2026-01-05T08:00:00.050Z");
const NAMESPACE = "demo";
const USER = { username: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] };
const PATCH_TYPES = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
} as const;
/** Between the objects of the stage, ms: whoever recorded made them by requests one after the other. */
const STEP = 25;
/** The cluster is at rest when nothing was written for this long, ms. */
const REST = 3000;
/** How long after its minute a recorded CronJob makes its Job, ms: its own delay, and the way to the watch. */
const TICK_DELAY = 110;
const MINUTE = 60_000;
/** How long the recording goes on after its last entry, ms. */
const AFTER = 900;
const UNSEEN = new Set(["Event", "Lease", "IPAddress", "SigningKey"]);
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;
const MAX_TASKS = 200_000;

export function runTrace(trace: ControllerTrace): TraceRun {
  return new Stage(trace).run();
}

class Stage {
  private readonly cluster = Cluster.create({
    seed: 1,
    now: START,
    nodes: "none",
    kubelet: false,
    freezeObjects: true,
  });
  private readonly written: StoreEvent[] = [];
  private readonly names = new Map<string, string>();

  constructor(private readonly trace: ControllerTrace) {
    new StandInKubelet(this.cluster);
  }

  run(): TraceRun {
    const { cluster, trace } = this;
    this.request("POST", { kind: "Node", apiVersion: "v1" }, nodeOne());
    this.advance(REST);
    const ownNamespace = trace.actions?.some(
      ({ object }) => object?.kind === "Namespace" && object.metadata.name === NAMESPACE,
    );
    if (!ownNamespace)
      this.request(
        "POST",
        { kind: "Namespace" },
        { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } },
      );
    this.settle();
    for (const draft of trace.given) {
      this.request("POST", { kind: draft.kind }, this.withUids(draft));
      this.advance(STEP);
    }
    this.settle();
    this.awaitPlaceInMinute();
    const start = cluster.runtime.now;
    const given = [...cluster.store.resources()].flatMap((resource) => [...cluster.store.list(resource)]);
    cluster.store.subscribe("*", (event) => this.written.push(event));
    for (const action of trace.actions ?? []) {
      cluster.advance(start + action.at_ms);
      this.act(action);
    }
    const last = Math.max(
      0,
      ...trace.trace.map(({ at_ms }) => at_ms),
      ...(trace.actions ?? []).map(({ at_ms }) => at_ms),
    );
    cluster.advance(start + last + AFTER, MAX_TASKS);
    this.awaitEvents();
    const run = {
      trace: this.entries(start),
      events: this.events(),
      before: given.filter(isShown).map(
        (object): TraceEntry => ({
          at_ms: 0,
          type: "ADDED",
          kind: object.kind,
          name: object.metadata.name,
          what: visible(object),
        }),
      ),
    };
    return normalised(run, ownNames([...given, ...this.written.map(({ object }) => object)]));
  }

  private settle(): void {
    const { store, runtime } = this.cluster;
    for (let round = 0; round < 40; round++) {
      let busy = false;
      const stop = store.subscribe("*", ({ resource }) => {
        if (resource !== "leases.coordination.k8s.io") busy = true;
      });
      this.cluster.advance(runtime.now + REST, MAX_TASKS);
      stop();
      if (!busy) break;
    }
    this.advance(1000 - (runtime.now % 1000) + 50);
  }

  /** A recording may have gone on after its last write: then its events tell of something that wrote nothing. */
  private awaitEvents(): void {
    const { runtime } = this.cluster;
    const until = runtime.now + MINUTE;
    const kindOf = ({ type, reason, source, involvedObject }: TraceEvent): string =>
      `${type} ${reason} ${source} ${involvedObject.kind}`;
    const isMissing = (): boolean => {
      const own = this.events().map(kindOf);
      return this.trace.events.some((event) => !event.seen && !own.includes(kindOf(event)));
    };
    const writes = (): number => this.written.filter(({ object }) => isShown(object)).length;
    for (const before = writes(); runtime.now < until && writes() === before && isMissing(); ) this.advance(REST);
  }

  /** Where in a minute a recording began shows in when its CronJobs made their Jobs. */
  private awaitPlaceInMinute(): void {
    const tick = this.trace.trace.find(({ type, name }) => type === "ADDED" && /-<minute:\d+>$/.test(name));
    if (!tick) return;
    const place = (((TICK_DELAY - tick.at_ms) % MINUTE) + MINUTE) % MINUTE;
    this.advance((place - (this.cluster.runtime.now % MINUTE) + MINUTE) % MINUTE);
  }

  private advance(ms: number): void {
    this.cluster.advance(this.cluster.runtime.now + ms, MAX_TASKS);
  }

  private act(action: TraceAction): void {
    const { verb, object, kind = object?.kind ?? "", name = "", subresource } = action;
    if (verb === "create" && kind === "Eviction") this.evict(object as ObjectDraft);
    else if (verb === "create") this.request("POST", { kind }, this.withUids(object as ObjectDraft));
    else {
      const target = { kind, name: this.realName(kind, name), subresource };
      if (verb === "patch")
        this.request(
          "PATCH",
          { ...target, contentType: PATCH_TYPES[action.type ?? "merge"] },
          withTimes(action.patch ?? {}, this.cluster.runtime.now),
        );
      else this.request("DELETE", target, action.options ?? null);
    }
  }

  private evict(eviction: ObjectDraft): void {
    const name = this.realName("Pod", eviction.metadata.name ?? "");
    const body = { ...eviction, apiVersion: "policy/v1", metadata: { ...eviction.metadata, name } };
    this.request("POST", { kind: "Pod", name, subresource: "eviction" }, body);
  }

  /** Refused requests write nothing, as in the recording; one that was not refused there shows by what is missing. */
  private request(method: "POST" | "PATCH" | "DELETE", to: Target, body: Json | ObjectDraft): void {
    const draft = body as { readonly apiVersion?: string } | null;
    const known = resources.filter((info) => info.kind === to.kind && !info.plural.includes("/"));
    const info =
      known.find(({ group, version }) => draft?.apiVersion === (group ? `${group}/${version}` : version)) ??
      known.find(({ group }) => group !== "events.k8s.io");
    if (!info) throw new Error(`kind ${to.kind} is not there`);
    const group = info.group === "" ? `/api/${info.version}` : `/apis/${info.group}/${info.version}`;
    const space = info.namespaced ? `/namespaces/${NAMESPACE}` : "";
    const path = `${group}${space}/${info.plural}${to.name ? `/${to.name}` : ""}${to.subresource ? `/${to.subresource}` : ""}`;
    const apiVersion = info.group ? `${info.group}/${info.version}` : info.version;
    const text =
      body === null ? undefined : JSON.stringify(method === "POST" ? { apiVersion, ...(body as object) } : body);
    this.cluster.apply(
      {
        type: "request",
        request: {
          method,
          path,
          user: USER,
          contentType: to.contentType ?? "application/json",
          ...(text === undefined ? {} : { body: text }),
        },
      },
      1,
    );
  }

  /** The name of ours that a recorded one stands for: chance and hashes differ. */
  private realName(kind: string, name: string): string {
    if (this.names.has(`${kind}/${name}`)) return this.names.get(`${kind}/${name}`) as string;
    if (!/<(rand5|minute):\d+>/.test(name) && !/-[bcdf4-9]{6,10}$/.test(name)) return name;
    const numbered = this.numberedName(kind, name);
    if (numbered !== undefined) return numbered;
    const pattern = name
      .split(/<rand5:\d+>/)
      .map((part) =>
        this.withMinutes(part)
          .replace(/-[bcdf4-9]{6,10}(-|$)/g, "-#$1")
          .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
          .replaceAll("#", "[bcdf4-9]{6,10}"),
      )
      .join("([bcdfghjklmnpqrstvwxz2-9]{5}|[0-9]+)");
    const real = this.nth(kind, pattern, Number(/<rand5:(\d+)>$/.exec(name)?.[1]));
    if (real === undefined) throw new Error(`nothing of kind ${kind} is called like ${name}`);
    this.names.set(`${kind}/${name}`, real);
    return real;
  }

  /** Names are numbered as they appear: the nth that was written, else one that was there and not spoken of so far. */
  private nth(kind: string, pattern: string, count: number): string | undefined {
    const isLike = (name: string): boolean => new RegExp(`^${pattern}$`).test(name);
    const written = this.written
      .filter(({ object }) => object.kind === kind && isLike(object.metadata.name))
      .map(({ object }) => object.metadata.name);
    const shown = [...new Set(written)][count - 1];
    const taken = new Set(this.names.values());
    if (shown !== undefined && !taken.has(shown)) return shown;
    const info = resources.find((known) => known.kind === kind);
    const stored = [...this.cluster.store.list(info ? groupResource(info) : "", NAMESPACE)].map(
      ({ metadata }) => metadata.name,
    );
    return stored.find((name) => isLike(name) && !taken.has(name));
  }

  /** `tick-<minute:2>` is the second Job of that CronJob. */
  private withMinutes(text: string): string {
    return text.replace(/^(.*)-<minute:(\d+)>/, (shown, cronJob: string, count: string) => {
      const own = [...this.cluster.store.list("jobs.batch", NAMESPACE)].map(({ metadata }) => metadata.name);
      const jobs = [...new Set([...this.jobsSeen(), ...own])].filter((each) =>
        /^-\d+$/.test(each.slice(cronJob.length)),
      );
      return jobs.filter((each) => each.startsWith(`${cronJob}-`)).sort()[Number(count) - 1] ?? shown;
    });
  }

  private jobsSeen(): readonly string[] {
    return this.written.filter(({ object }) => object.kind === "Job").map(({ object }) => object.metadata.name);
  }

  /** The pod of a StatefulSet is told by the number that the recording shows when the pod is made again. */
  private numberedName(kind: string, name: string): string | undefined {
    const made = this.trace.trace.find((entry) => entry.type === "ADDED" && entry.kind === kind && entry.name === name);
    const { labels } = (made?.what as Partial<KubeObject> | undefined)?.metadata ?? {};
    const index = labels?.["apps.kubernetes.io/pod-index"];
    return index === undefined ? undefined : name.replace(/<rand5:\d+>$/, index);
  }

  /** `<uid>` in an ownerReference is that of the object of the name. */
  private withUids(draft: ObjectDraft): ObjectDraft {
    const { ownerReferences } = draft.metadata;
    if (!ownerReferences) return draft;
    const resolved = ownerReferences.map((owner) => {
      const info = resources.find(({ kind }) => kind === owner.kind);
      return {
        ...owner,
        uid: this.cluster.store.get(info ? groupResource(info) : "", NAMESPACE, owner.name)?.metadata.uid ?? owner.uid,
      };
    });
    return { ...draft, metadata: { ...draft.metadata, ownerReferences: resolved } };
  }

  private entries(start: number): readonly TraceEntry[] {
    return this.written.flatMap(({ type, object, previous, time }): TraceEntry[] => {
      const { namespace, name } = object.metadata;
      if (!isShown(object)) return [];
      const what =
        type === "ADDED" ? visible(object) : mergePatchBetween(visible(previous as KubeObject), visible(object));
      return [
        { at_ms: time - start, type, kind: object.kind, ...(namespace ? { namespace } : {}), name, what: what ?? {} },
      ];
    });
  }

  private events(): readonly TraceEvent[] {
    const last = new Map<string, Event>();
    for (const { object } of this.written)
      if (object.kind === "Event") last.set(object.metadata.name, object as unknown as Event);
    return [...last.values()].map((event) => ({
      type: event.type ?? "",
      reason: event.reason ?? "",
      message: event.message ?? "",
      source: event.source?.component || event.reportingComponent || "",
      count: event.series?.count ?? event.count ?? 1,
      involvedObject: { kind: event.involvedObject.kind ?? "", name: event.involvedObject.name ?? "" },
    }));
  }
}

interface Target {
  readonly kind: string;
  readonly apiVersion?: string;
  readonly name?: string;
  readonly subresource?: string | undefined;
  readonly contentType?: string;
}

function isShown({ kind, metadata: { name, namespace } }: KubeObject): boolean {
  if (UNSEEN.has(kind) || (kind === "Node" && name === "node-1")) return false;
  return namespace === undefined || namespace === NAMESPACE;
}

/** An object as recordings show it. */
function visible(object: KubeObject): Json {
  const { uid: _, resourceVersion: __, managedFields: ___, ...metadata } = object.metadata;
  // Times are no difference: neither are seconds here, nor milliseconds there.
  const text = JSON.stringify({ ...object, metadata }).replaceAll(TIME, "<time>");
  // Versions inside are those of objects referred to.
  return JSON.parse(text.replaceAll(/"resourceVersion":"[0-9]+"/g, '"resourceVersion":"<rv>"')) as Json;
}

function withTimes(patch: Json, now: number): Json {
  return JSON.parse(
    JSON.stringify(patch).replaceAll('"<time>"', JSON.stringify(`${new Date(now).toISOString().slice(0, 19)}Z`)),
  ) as Json;
}

function nodeOne(): ObjectDraft {
  const amounts = { cpu: "64", memory: "256Gi", pods: "500" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: "node-1",
      labels: { "kubernetes.io/hostname": "node-1", "kubernetes.io/os": "linux" },
      annotations: { "kwok.x-k8s.io/node": "fake" },
    },
    spec: {},
    status: {
      allocatable: amounts,
      capacity: amounts,
      addresses: [
        { type: "InternalIP", address: "192.168.56.31" },
        { type: "Hostname", address: "node-1" },
      ],
    },
  };
}
