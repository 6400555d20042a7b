/**
 * What people's commands do to others: a pod that waits because another's took the node, a Service that lost an endpoint as
 * somebody changed a label, an object that was deleted, a pod that had to go for a more important one. Found as a cluster changes, once each; what is found becomes an entry of the room's log
 * (`crossed`) for whose object it is. Works in clusters that several share; forks of students have one.
 */
import type { CrossedAction, CrossingWhat } from "../../protocol/classroom/actionSchema.ts";
import type { EndpointSlice, KubeObject, Pod, Service } from "../../protocol/kubernetes/index.ts";
import type { ExplainedDecision, Holder } from "../../protocol/scheduling.ts";
import { ownNamespaceName } from "../../protocol/ownNamespace.ts";
import { ROOM_USER } from "../../rooms/modes/roomRequests.ts";
import type { RoomFrame } from "../../rooms/frames.ts";
import type { Room } from "../../rooms/Room.ts";
import { Owners } from "../Owners.ts";
import { Endpoints, type Loss, SLICES } from "./Endpoints.ts";
import { takenBy } from "./pendingCrossing.ts";
import { type Preempted, preemptionIn } from "./preempted.ts";
import { type Removed, Removals } from "./Removals.ts";

/** The same is told again after so long, wall ms: labels can be flipped to and fro. */
const AGAIN_MS = 60_000;
/** Things to look at that wait; beyond that they are let go: what changes so fast is told by the newest. */
const MOST_WAITING = 100;
/** Preempted pods that are remembered. */
const MOST_PREEMPTED = 1_000;

type Candidate =
  | { readonly kind: "pending"; readonly pod: Pod; readonly moment: number }
  | { readonly kind: "loss"; readonly loss: Loss; readonly moment: number }
  | { readonly kind: "removed"; readonly removed: readonly Removed[]; readonly moment: number }
  | { readonly kind: "preempted"; readonly preempted: Preempted; readonly moment: number };

export class Crossings {
  private readonly endpoints: Endpoints;
  private readonly removals: Removals;
  /** Pods that go for others: told as that. */
  private readonly preempted = new Set<string>();
  /** Pods the scheduler has no node for that were looked at. */
  private readonly stuck = new Set<string>();
  private readonly told = new Map<string, number>();
  private waiting: Candidate[] = [];
  private looking = false;
  private owners: Owners | undefined;

  private constructor(
    private readonly room: Room,
    private readonly report: (problem: string, error: unknown) => void,
    private readonly wall: () => number,
  ) {
    const { store } = room.cluster;
    this.endpoints = new Endpoints(store.list(SLICES) as Iterable<EndpointSlice>);
    this.removals = new Removals((uid) => this.createdBy(uid));
    for (const resource of store.resources())
      for (const object of store.list(resource)) this.removals.keep(resource, object);
    for (const pod of store.list("pods") as Iterable<Pod>) if (isStuck(pod)) this.stuck.add(pod.metadata.uid);
  }

  /** Follows a room's cluster until it leaves memory. */
  static attend(room: Room, report: (problem: string, error: unknown) => void, wall: () => number = Date.now): void {
    if (room.home !== room) return;
    const crossings = new Crossings(room, report, wall);
    room.attend({ onFrame: (frame) => crossings.changed(frame) });
  }

  private changed({ changes, time: moment }: RoomFrame): void {
    for (const change of changes) {
      if (change.resource !== "pods") continue;
      if (change.op === "delete") {
        this.stuck.delete(change.uid);
        continue;
      }
      const pod = change.object as Pod;
      const { uid } = pod.metadata;
      if (!isStuck(pod)) this.stuck.delete(uid);
      else if (!this.stuck.has(uid)) {
        this.stuck.add(uid);
        this.lookAt({ kind: "pending", pod, moment });
      }
    }
    for (const loss of this.endpoints.note(changes)) this.lookAt({ kind: "loss", loss, moment });
    for (const change of changes) {
      const preempted = preemptionIn(change);
      if (!preempted || this.preempted.has(preempted.uid)) continue;
      this.preempted.add(preempted.uid);
      for (const old of this.preempted) if (this.preempted.size > MOST_PREEMPTED) this.preempted.delete(old);
      this.lookAt({ kind: "preempted", preempted, moment });
    }
    const removed = this.removals.note(changes);
    for (const cause of new Set(removed.map(({ by }) => by)))
      this.lookAt({ kind: "removed", removed: removed.filter(({ by }) => by === cause), moment });
  }

  private lookAt(candidate: Candidate): void {
    // Alone nobody crosses anybody.
    if (this.room.people.list().length < 2 || this.waiting.length >= MOST_WAITING) return;
    this.waiting.push(candidate);
    if (this.looking) return;
    this.looking = true;
    this.lookAtAll()
      .catch((error: unknown) => {
        this.waiting = [];
        if (!this.room.stopped) this.report("what people did to others could not be found", error);
      })
      .finally(() => (this.looking = false));
  }

  private async lookAtAll(): Promise<void> {
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      this.owners ??= await Owners.of(this.room);
      for (const found of this.foundIn(next))
        if (this.isNews(found)) await this.room.note({ type: "crossed", ...found });
    }
  }

  private foundIn(next: Candidate): readonly Crossed[] {
    if (next.kind === "removed") return this.removalsOf(next);
    if (next.kind === "loss") return [this.lossOf(next)].filter((found) => found !== undefined);
    const found = next.kind === "pending" ? this.pendingOf(next) : this.preemptionOf(next);
    return found ? [found] : [];
  }

  /** One for each person who lost something, by what of it was named first. */
  private removalsOf({ removed, moment }: Extract<Candidate, { kind: "removed" }>): readonly Crossed[] {
    const cause = removed[0]?.by ?? 0;
    const by = this.owners?.doerOf(cause);
    if (by === undefined) return [];
    const command = this.room.recentActivity.find(({ seq }) => seq === cause);
    const found = new Map<string, Crossed>();
    for (const { resource, namespace, name, uid, created, ownersCreated } of removed) {
      const person = this.whose(namespace, created);
      if (person === undefined || person === by || this.preempted.has(uid)) continue;
      // What was made of one's own object is not told beside it.
      if (ownersCreated.some((command) => this.whose(namespace, command) === person)) continue;
      const known = found.get(person);
      if (known) {
        found.set(person, { ...known, what: { ...(known.what as Deletion), more: true } });
        continue;
      }
      const isNamed =
        !command || (command.resource === resource && (command.name === name || command.verb === "deletecollection"));
      const other = isNamed
        ? {}
        : { with: { resource: command.resource, name: command.name, deleted: command.verb === "delete" } };
      const object = { resource, namespace, name };
      // The moment before, while it still stood.
      found.set(person, {
        ...{ person, object, by, cause, moment: moment - 1 },
        what: { kind: "deleted", ...other, more: false },
      });
    }
    return [...found.values()];
  }

  private preemptionOf({ preempted, moment }: Extract<Candidate, { kind: "preempted" }>): Crossed | undefined {
    const { namespace, name, uid, node, preemptor } = preempted;
    const person = this.whose(namespace, this.removals.createdBy(uid));
    const cause = this.createdBy(preemptor.uid);
    const by = this.whose(preemptor.namespace, cause);
    if (person === undefined || by === undefined || by === person) return undefined;
    const pod = this.room.cluster.store.get("pods", preemptor.namespace, preemptor.name) as Pod | undefined;
    return {
      ...{ person, by, cause, moment: moment - 1 },
      object: { resource: "pods", namespace, name },
      what: { kind: "preempted", node, pod: preemptor.name, priority: pod?.spec.priority ?? 0 },
    };
  }

  private pendingOf({ pod, moment }: Extract<Candidate, { kind: "pending" }>): Crossed | undefined {
    const { namespace = "", name } = pod.metadata;
    const person = this.ownerOf(pod);
    if (person === undefined) return undefined;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/scheduling`;
    const { status, body } = this.room.cluster.read({ method: "GET", path, user: ROOM_USER });
    if (status !== 200) return undefined;
    const isOthers = (holder: Holder): boolean => {
      const owner = this.ownerOf({ metadata: holder });
      return owner !== undefined && owner !== person;
    };
    const taken = takenBy(body as ExplainedDecision, isOthers, ({ uid }) => this.createdBy(uid));
    if (!taken) return undefined;
    const { node, resource, holder } = taken;
    const { amount } = holder;
    return {
      person,
      object: { resource: "pods", namespace, name },
      by: this.ownerOf({ metadata: holder }) ?? "",
      cause: this.createdBy(holder.uid),
      moment,
      what: {
        kind: "pending",
        node,
        resource,
        ...(amount === undefined ? {} : { amount }),
        holder: { namespace: holder.namespace, name: holder.name },
      },
    };
  }

  private lossOf({ loss, moment }: Extract<Candidate, { kind: "loss" }>): Crossed | undefined {
    const { namespace, service: name, pods, left, by: cause } = loss;
    const { store } = this.room.cluster;
    const service = store.get("services", namespace, name) as Service | undefined;
    const person = service && this.ownerOf(service);
    const by = this.owners?.doerOf(cause);
    const [pod] = pods;
    if (!service || !pod || person === undefined || by === undefined || by === person) return undefined;
    const why = this.reasonOf(service, pod, cause);
    // Pods come and go as others change what makes them: told when none is left.
    if (left > 0 && (why.reason === "deleted" || why.reason === "unready")) return undefined;
    return {
      person,
      object: { resource: "services", namespace, name },
      by,
      cause,
      moment,
      what: { kind: "endpoint", pod, lost: pods.length, left, ...why },
    };
  }

  private reasonOf(
    { metadata, spec }: Service,
    name: string,
    cause: number,
  ):
    | { readonly reason: "selector" | "deleted" | "unready" }
    | { readonly reason: "label"; label: string; value?: string } {
    const pod = this.room.cluster.store.get("pods", metadata.namespace ?? "", name) as Pod | undefined;
    if (!pod || pod.metadata.deletionTimestamp) return { reason: "deleted" };
    const { labels = {} } = pod.metadata;
    const wrong = Object.entries(spec.selector ?? {}).find(([key, value]) => labels[key] !== value);
    if (!wrong) return { reason: "unready" };
    const command = this.room.recentActivity.find(({ seq }) => seq === cause);
    if (command?.resource === "services" && command.name === metadata.name) return { reason: "selector" };
    const value = labels[wrong[0]];
    return { reason: "label", label: wrong[0], ...(value === undefined ? {} : { value }) };
  }

  private isNews({ person, by, cause, object, what }: Crossed): boolean {
    const now = this.wall();
    for (const [key, at] of this.told) if (at + AGAIN_MS <= now) this.told.delete(key);
    const about = what.kind === "deleted" ? `by ${cause}` : `${object.namespace}/${object.name}`;
    const key = `${what.kind} ${person} ${by} ${about}`;
    if (this.told.has(key)) return false;
    this.told.set(key, now);
    return true;
  }

  private createdBy(uid: string): number {
    return this.room.cluster.store.provenanceOf(uid)?.created ?? 0;
  }

  /** As in the monitor: in a namespace of somebody's own it is theirs, else whose command it goes back to. */
  private ownerOf({
    metadata,
  }: {
    readonly metadata: Pick<KubeObject["metadata"], "namespace" | "uid">;
  }): string | undefined {
    return this.whose(metadata.namespace, this.createdBy(metadata.uid));
  }

  /** Whose what stands in a namespace is, and goes back to a command. */
  private whose(namespace: string | undefined, created: number): string | undefined {
    const { people, record } = this.room;
    if (record.mode === "namespace-each") {
      const student = people
        .list()
        .find((person) => person.role === "student" && ownNamespaceName(person) === namespace);
      if (student) return student.id;
    }
    const owner = this.owners?.doerOf(created);
    return owner !== undefined && people.find(owner) ? owner : undefined;
  }
}

type Deletion = Extract<CrossingWhat, { kind: "deleted" }>;
type Crossed = Omit<CrossedAction, "type"> & { readonly what: CrossingWhat };

function isStuck({ metadata, status }: Pod): boolean {
  const scheduled = status?.conditions?.find(({ type }) => type === "PodScheduled");
  return scheduled?.status === "False" && scheduled.reason === "Unschedulable" && !metadata.deletionTimestamp;
}
