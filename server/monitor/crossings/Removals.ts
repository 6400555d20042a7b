/** Objects people made that go by a command: followed as a cluster changes, since of what is gone nothing can be asked. */
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import type { Change } from "../../protocol/messages.ts";

/** Made by the cluster beside what people make, and gone with it. */
const BESIDE: ReadonlySet<string> = new Set([
  "events",
  "events.events.k8s.io",
  "endpoints",
  "endpointslices.discovery.k8s.io",
  "leases.coordination.k8s.io",
  "controllerrevisions.apps",
]);
const IN_EVERY_NAMESPACE: ReadonlySet<string> = new Set(["configmaps kube-root-ca.crt", "serviceaccounts default"]);

interface Made {
  /** The command it goes back to. */
  readonly created: number;
  readonly owners: readonly string[];
}

export interface Removed extends Made {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** The command it went by. */
  readonly by: number;
  /** The commands its owners go back to. */
  readonly ownersCreated: readonly number[];
}

export class Removals {
  private readonly made = new Map<string, Made>();
  /** Of those that are gone, the oldest first. */
  private readonly passed: string[] = [];

  /** `provenance`: the command an object goes back to, 0 for none; asked while the object is there. */
  constructor(private readonly provenance: (uid: string) => number) {}

  /** Takes the changes of a moment in; what went by somebody's command. */
  note(changes: readonly Change[]): readonly Removed[] {
    const gone: Omit<Removed, "ownersCreated">[] = [];
    for (const change of changes) {
      if (change.op === "upsert") {
        this.keep(change.resource, change.object);
        continue;
      }
      const { uid, resource, namespace, name, by } = change;
      const made = this.made.get(uid);
      if (!made) continue;
      this.passed.push(uid);
      if (by !== 0) gone.push({ resource, namespace, name, uid, by, ...made });
    }
    // An owner may be gone long before what it owns: the garbage collector and the kubelet take their time.
    for (const uid of this.passed.splice(0, Math.max(0, this.passed.length - REMEMBERED))) this.made.delete(uid);
    return gone.map((one) => ({ ...one, ownersCreated: one.owners.map((uid) => this.createdBy(uid)) }));
  }

  /** The command an object goes back to, also just after it is gone. */
  createdBy(uid: string): number {
    return this.made.get(uid)?.created ?? 0;
  }

  /** An object that is there. */
  keep(resource: string, { metadata }: KubeObject): void {
    const { uid, name, ownerReferences = [] } = metadata;
    if (BESIDE.has(resource) || IN_EVERY_NAMESPACE.has(`${resource} ${name}`)) return;
    const created = this.provenance(uid);
    if (created !== 0) this.made.set(uid, { created, owners: ownerReferences.map((owner) => owner.uid) });
  }
}

/** Objects that are gone and still known, for what goes after them. */
const REMEMBERED = 1_000;
