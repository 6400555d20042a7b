/**
 * Rolls Deployments out by making and scaling ReplicaSets. Models kubernetes pkg/controller/deployment.
 *
 * This file decides which step a Deployment needs. Read next: `deployment/strategies.ts` (steps of a rollout),
 * `deployment/scaling.ts`, `deployment/status.ts`; `deployment/Rollout.ts` does the writes.
 */
import type { Deployment, Pod, ReplicaSet } from "../../protocol/kubernetes/index.ts";
import { firstSelectorKey } from "../api/indexes.ts";
import { compileSelector } from "../api/machinery/selectors.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import { adopted, controllerOf, withoutOwners } from "../controllerkit/ownership.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { conditionOf, hasDeadline } from "./deployment/conditions.ts";
import { Rollout } from "./deployment/Rollout.ts";
import { isRollingUpdate } from "./deployment/replicaSets.ts";
import { isScalingEvent, scaleAll } from "./deployment/scaling.ts";
import { writeCounts, writeRolloutStatus } from "./deployment/status.ts";
import { recreate, rollingUpdate } from "./deployment/strategies.ts";

const DEPLOYMENTS = "deployments.apps";
const REPLICA_SETS = "replicasets.apps";

export const deploymentController: ControllerFactory = (context) => new DeploymentController(context);

class DeploymentController {
  readonly name = "deployment-controller";
  readonly watches = [
    { resource: DEPLOYMENTS, handle: ({ object }: StoreEvent) => this.context.enqueue(keyOf(object)) },
    { resource: REPLICA_SETS, handle: (event: StoreEvent) => this.setChanged(event) },
    { resource: "pods", handle: (event: StoreEvent) => this.podChanged(event) },
  ];

  constructor(private readonly context: ControllerContext) {}

  reconcile(key: string): ReconcileResult {
    const { namespace, name } = splitKey(key);
    const deployment = this.context.store.get(DEPLOYMENTS, namespace, name) as Deployment | undefined;
    if (!deployment) return undefined;
    if (selectsEverything(deployment)) {
      const message = "This deployment is selecting all pods. A non-empty selector is required.";
      this.context.recorder.event(deployment, "Warning", { reason: "SelectingAll", message });
      return undefined;
    }
    const rollout = new Rollout(this.context, deployment, this.claimSets(deployment));
    if (deployment.metadata.deletionTimestamp !== undefined) {
      writeCounts(rollout);
      return undefined;
    }
    this.tellPause(rollout);
    if (!rollout.syncRevision()) return undefined;
    const { paused } = deployment.spec;
    if (paused || isScalingEvent(rollout)) {
      scaleAll(rollout);
      if (paused) rollout.cleanUp();
      writeCounts(rollout);
      return undefined;
    }
    if (isRollingUpdate(deployment)) rollingUpdate(rollout);
    else recreate(rollout);
    return writeRolloutStatus(rollout);
  }

  private tellPause(rollout: Rollout): void {
    const { deployment } = rollout;
    if (!hasDeadline(deployment)) return;
    const reason = conditionOf(deployment.status?.conditions, "Progressing")?.reason;
    if (reason === "ProgressDeadlineExceeded") return;
    const { paused = false } = deployment.spec;
    if (paused === (reason === "DeploymentPaused")) return;
    rollout.write(
      paused
        ? { type: "Progressing", status: "Unknown", reason: "DeploymentPaused", message: "Deployment is paused" }
        : { type: "Progressing", status: "Unknown", reason: "DeploymentResumed", message: "Deployment is resumed" },
    );
  }

  /** The Deployment's sets: those it controls, with matching orphans adopted and others released. */
  private claimSets(deployment: Deployment): readonly ReplicaSet[] {
    const { store, client } = this.context;
    const { uid, namespace = "", deletionTimestamp } = deployment.metadata;
    const matcher = compileSelector(deployment.spec.selector);
    const owned = [...(store.byIndex(REPLICA_SETS, "controller", uid) as Iterable<ReplicaSet>)];
    const claimed = owned.filter(({ metadata }) => matcher.matches(metadata.labels));
    if (deletionTimestamp !== undefined) return claimed;
    for (const set of owned)
      if (!claimed.includes(set))
        client.update(
          REPLICA_SETS,
          withoutOwners(set, (owner) => owner === uid),
        );
    for (const set of this.orphans(deployment, namespace)) {
      if (set.metadata.deletionTimestamp === undefined && matcher.matches(set.metadata.labels))
        claimed.push(client.update(REPLICA_SETS, adopted(set, deployment)));
    }
    return claimed;
  }

  private orphans(deployment: Deployment, namespace: string): readonly ReplicaSet[] {
    const key = firstSelectorKey(deployment.spec.selector.matchLabels, namespace);
    if (key !== undefined)
      return [...(this.context.store.byIndex(REPLICA_SETS, "orphan", key) as Iterable<ReplicaSet>)];
    return [...(this.context.store.list(REPLICA_SETS, namespace) as Iterable<ReplicaSet>)].filter(
      (set) => !controllerOf(set),
    );
  }

  private setChanged({ object, previous, type }: StoreEvent): void {
    const owner = controllerOf(object);
    const before = previous && controllerOf(previous);
    if (before && before.uid !== owner?.uid) this.enqueueOwner(object as ReplicaSet, before);
    if (owner) this.enqueueOwner(object as ReplicaSet, owner);
    else if (type !== "DELETED") this.enqueueMatching(object as ReplicaSet);
  }

  private enqueueOwner(
    { metadata }: ReplicaSet,
    owner: { readonly kind: string; readonly name: string; readonly uid: string },
  ): void {
    if (owner.kind !== "Deployment") return;
    const deployment = this.context.store.get(DEPLOYMENTS, metadata.namespace ?? "", owner.name);
    if (deployment?.metadata.uid === owner.uid) this.context.enqueue(keyOf(deployment));
  }

  private enqueueMatching({ metadata }: ReplicaSet): void {
    const { labels = {}, namespace = "" } = metadata;
    const keys = [`${namespace}/`, ...Object.entries(labels).map(([key, value]) => `${namespace}/${key}=${value}`)];
    for (const key of keys) {
      for (const deployment of this.context.store.byIndex(DEPLOYMENTS, "selector", key) as Iterable<Deployment>) {
        if (compileSelector(deployment.spec.selector).matches(labels)) this.context.enqueue(keyOf(deployment));
      }
    }
  }

  /** A Deployment that recreates waits for the last old pod to be gone. */
  private podChanged({ type, object }: StoreEvent): void {
    if (type !== "DELETED") return;
    const { store, enqueue } = this.context;
    const owner = controllerOf(object as Pod);
    if (owner?.kind !== "ReplicaSet") return;
    const namespace = object.metadata.namespace ?? "";
    const set = store.get(REPLICA_SETS, namespace, owner.name);
    const deploymentName = set && controllerOf(set)?.name;
    const deployment =
      deploymentName === undefined
        ? undefined
        : (store.get(DEPLOYMENTS, namespace, deploymentName) as Deployment | undefined);
    if (deployment && !isRollingUpdate(deployment)) enqueue(keyOf(deployment));
  }
}

function selectsEverything({ spec }: Deployment): boolean {
  return (
    Object.keys(spec.selector.matchLabels ?? {}).length === 0 && (spec.selector.matchExpressions ?? []).length === 0
  );
}
