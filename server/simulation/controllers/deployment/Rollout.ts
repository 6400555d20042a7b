/**
 * One look at one Deployment: what it has, and the writes the strategies are made of (new set, scaling, clean-up).
 *
 * Models kubernetes pkg/controller/deployment/sync.go. Sums use the sets as they stood when the look began, as upstream's
 * do: a write shows with the next look, which its own event brings.
 */
import type { Deployment, DeploymentStatus, ReplicaSet } from "../../../protocol/kubernetes/index.ts";
import { ApiError } from "../../api/machinery/status.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { controllerOf, controllerReference } from "../../controllerkit/ownership.ts";
import { type ConditionText, conditionOf, hasDeadline, setCondition } from "./conditions.ts";
import {
  findNew,
  HASH_LABEL,
  isRollingUpdate,
  maxSurge,
  olderFirst,
  replicasOf,
  sameTemplate,
  sumReplicas,
} from "./replicaSets.ts";
import { highestRevision, REVISION, revisionOf, withReplicaAnnotations, withRevision } from "./revisions.ts";
import { templateHash } from "../history/templateHash.ts";

const DEPLOYMENTS = "deployments.apps";
const REPLICA_SETS = "replicasets.apps";

export class Rollout {
  /** The status was written already; the counts follow with the next look. */
  written = false;
  newSet: ReplicaSet | undefined;
  oldSets: readonly ReplicaSet[];

  constructor(
    readonly context: ControllerContext,
    public deployment: Deployment,
    readonly sets: readonly ReplicaSet[],
  ) {
    this.newSet = findNew(deployment, sets);
    this.oldSets = sets.filter(({ metadata }) => metadata.uid !== this.newSet?.metadata.uid);
  }

  get allSets(): readonly ReplicaSet[] {
    return this.newSet ? [...this.oldSets, this.newSet] : this.oldSets;
  }

  /** Brings revisions up to date. False when a ReplicaSet was written: then everything else waits for the next look. */
  syncRevision(): boolean {
    const { newSet, deployment } = this;
    if (!newSet) return true;
    const annotations = newSet.metadata.annotations ?? {};
    const revised = withRevision(annotations, deployment, highestRevision(this.oldSets) + 1);
    const { minReadySeconds } = deployment.spec;
    if (revised !== annotations || newSet.spec.minReadySeconds !== minReadySeconds) {
      const metadata = { ...newSet.metadata, annotations: revised };
      this.context.client.update(REPLICA_SETS, { ...newSet, metadata, spec: { ...newSet.spec, minReadySeconds } });
      return false;
    }
    const found: ConditionText = {
      type: "Progressing",
      status: "True",
      reason: "FoundNewReplicaSet",
      message: `Found new replica set "${newSet.metadata.name}"`,
    };
    const lacksCondition = hasDeadline(deployment) && !conditionOf(deployment.status?.conditions, "Progressing");
    this.write(lacksCondition ? found : undefined, revisionOf(newSet));
    return true;
  }

  /** Makes the ReplicaSet of the current template. False when it could not. */
  createNewSet(): boolean {
    const { client, recorder } = this.context;
    const { deployment } = this;
    const draft = this.draftNewSet();
    const { name } = draft.metadata;
    const revision = highestRevision(this.oldSets) + 1;
    try {
      this.newSet = client.create<ReplicaSet>(REPLICA_SETS, draft);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.reason === "AlreadyExists") return this.takeExisting(name, revision);
      if (!error.status.details?.causes?.some(({ reason }) => reason === "NamespaceTerminating")) {
        const message = `Failed to create new replica set "${name}": ${error.message}`;
        if (hasDeadline(deployment))
          this.write({ type: "Progressing", status: "False", reason: "ReplicaSetCreateError", message });
        recorder.event(deployment, "Warning", { reason: "ReplicaSetCreateError", message });
      }
      throw error;
    }
    const count = replicasOf(this.newSet);
    if (count > 0)
      recorder.event(deployment, "Normal", {
        reason: "ScalingReplicaSet",
        message: `Scaled up replica set ${name} from 0 to ${count}`,
      });
    const created: ConditionText = {
      type: "Progressing",
      status: "True",
      reason: "NewReplicaSetCreated",
      message: `Created new replica set "${name}"`,
    };
    this.write(hasDeadline(deployment) ? created : undefined, revision);
    return true;
  }

  /** Sets a ReplicaSet's size and its annotations. True when the size changed. */
  scale(set: ReplicaSet, replicas: number): boolean {
    const { client, recorder } = this.context;
    const before = replicasOf(set);
    const old = set.metadata.annotations ?? {};
    const annotations = withReplicaAnnotations(old, this.deployment);
    if (before === replicas && annotations === old) return false;
    client.update(REPLICA_SETS, {
      ...set,
      metadata: { ...set.metadata, annotations },
      spec: { ...set.spec, replicas },
    });
    if (before === replicas) return false;
    const way = before < replicas ? "up" : "down";
    recorder.event(this.deployment, "Normal", {
      reason: "ScalingReplicaSet",
      message: `Scaled ${way} replica set ${set.metadata.name} from ${before} to ${replicas}`,
    });
    return true;
  }

  /** Like `scale`, but leaves annotations alone when the size is right. */
  scaleSize(set: ReplicaSet, replicas: number): boolean {
    return replicasOf(set) === replicas ? false : this.scale(set, replicas);
  }

  /** How large the new set may be now. */
  newSetSize(current: number): number {
    const wanted = replicasOf(this.deployment);
    if (!isRollingUpdate(this.deployment)) return wanted;
    const room = wanted + maxSurge(this.deployment) - (sumReplicas(this.oldSets) + current);
    return room <= 0 ? current : current + Math.min(room, wanted - current);
  }

  /** Deletes the oldest empty sets beyond revisionHistoryLimit. */
  cleanUp(): void {
    const limit = this.deployment.spec.revisionHistoryLimit;
    if (limit === undefined || limit === 2147483647) return;
    const alive = this.oldSets.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const surplus = alive.length - limit;
    if (surplus <= 0) return;
    const byRevision = [...alive].sort(
      (left, right) => revisionOf(left) - revisionOf(right) || olderFirst(left, right),
    );
    for (const { metadata, spec, status } of byRevision.slice(0, surplus)) {
      const observed = (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0);
      if ((status?.replicas ?? 0) !== 0 || spec.replicas !== 0 || !observed) continue;
      this.context.client.delete(REPLICA_SETS, metadata.namespace ?? "", metadata.name);
    }
  }

  /** Writes a condition and the revision, where they change something. */
  write(condition: ConditionText | undefined, revision?: number, more?: Partial<DeploymentStatus>): void {
    const { deployment } = this;
    const old = deployment.status?.conditions ?? [];
    const conditions = condition ? setCondition(old, condition, this.context.runtime.now) : old;
    const revises = revision !== undefined && deployment.metadata.annotations?.[REVISION] !== String(revision);
    if (conditions === old && !revises && !more) return;
    const annotations = revises
      ? { ...deployment.metadata.annotations, [REVISION]: String(revision) }
      : deployment.metadata.annotations;
    const status = { ...deployment.status, ...(conditions.length > 0 ? { conditions } : undefined), ...more };
    this.deployment = this.context.client.updateStatus<Deployment>(DEPLOYMENTS, {
      ...deployment,
      metadata: { ...deployment.metadata, annotations },
      status,
    });
    this.written = true;
  }

  /** The name is taken: by a set that fits after all, or by another template with the same hash, which the next hash avoids. */
  private takeExisting(name: string, revision: number): boolean {
    const { deployment } = this;
    const existing = this.context.store.get(REPLICA_SETS, deployment.metadata.namespace ?? "", name) as
      | ReplicaSet
      | undefined;
    if (
      existing &&
      controllerOf(existing)?.uid === deployment.metadata.uid &&
      sameTemplate(existing.spec.template, deployment.spec.template)
    ) {
      this.newSet = existing;
      this.write(undefined, revision);
      return true;
    }
    this.write(undefined, undefined, { collisionCount: (deployment.status?.collisionCount ?? 0) + 1 });
    return false;
  }

  private draftNewSet() {
    const { deployment } = this;
    const { template, selector, minReadySeconds } = deployment.spec;
    const hash = templateHash(template, deployment.status?.collisionCount);
    const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
    const revision = highestRevision(this.oldSets) + 1;
    return {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        namespace: deployment.metadata.namespace,
        labels,
        annotations: withReplicaAnnotations(withRevision({}, deployment, revision), deployment),
        ownerReferences: [controllerReference(deployment)],
      },
      spec: {
        replicas: this.newSetSize(0),
        ...(minReadySeconds ? { minReadySeconds } : undefined),
        selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    };
  }
}
