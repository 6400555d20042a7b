/**
 * Empties deleted namespaces, pods first, and lets them go when nothing is left.
 * Models kubernetes pkg/controller/namespace/deletion/namespaced_resources_deleter.go.
 */
import type { KubeObject, Namespace, NamespaceCondition } from "../../protocol/kubernetes/index.ts";
import { NAMESPACE_FINALIZER } from "../api/kinds/namespace.ts";
import { ApiError } from "../api/machinery/status.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf } from "../controllerkit/keys.ts";
import { timestamp } from "../runtime/time.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

/** Every change of a terminating namespace is answered this much later, ms, so that all API servers know of it. */
const ROUND_DELAY = 5000;
/** How long objects with finalizers are expected to stay, s. */
const FINALIZER_ESTIMATE = 15;

export const namespaceController: ControllerFactory = (context) => new NamespaceController(context);

/** What is still there after a round. */
interface Remaining {
  readonly byResource: Map<string, number>;
  readonly byFinalizer: Map<string, number>;
  /** How long it will probably take, s. */
  estimate: number;
  readonly errors: string[];
}

function nothing(): Remaining {
  return { byResource: new Map(), byFinalizer: new Map(), estimate: 0, errors: [] };
}

class NamespaceController {
  readonly name = "namespace-controller";
  readonly watches = [
    {
      resource: "namespaces",
      handle: ({ type, object }: StoreEvent) => {
        if (type !== "DELETED" && object.metadata.deletionTimestamp !== undefined)
          this.context.enqueue(keyOf(object), ROUND_DELAY);
      },
    },
  ];

  constructor(private readonly context: ControllerContext) {}

  reconcile(name: string): ReconcileResult {
    const namespace = this.context.store.get("namespaces", "", name) as Namespace | undefined;
    if (!namespace || namespace.metadata.deletionTimestamp === undefined) return undefined;
    if (!namespace.spec.finalizers?.includes(NAMESPACE_FINALIZER)) return undefined;
    const { remaining, told } = this.deleteContent(name);
    const current = this.writeConditions(namespace, told);
    if (remaining.errors.length > 0) return { retry: remaining.errors.join(", ") };
    if (remaining.byResource.size > 0) return { requeueAfter: (Math.floor(remaining.estimate / 2) + 1) * 1000 };
    const finalizers = namespace.spec.finalizers.filter((finalizer) => finalizer !== NAMESPACE_FINALIZER);
    this.context.client.update("namespaces", { ...current, spec: { ...current.spec, finalizers } });
    return undefined;
  }

  /** `told`: what the conditions say remains. They know nothing of pods while those are waited for. */
  private deleteContent(namespace: string): { readonly remaining: Remaining; readonly told: Remaining } {
    const remaining = nothing();
    this.deleteAll("pods", namespace, remaining);
    if (remaining.byResource.size > 0) return { remaining, told: { ...nothing(), errors: remaining.errors } };
    const others = [...this.context.store.resources()].filter((resource) => resource !== "pods").sort();
    for (const resource of others) this.deleteAll(resource, namespace, remaining);
    return { remaining, told: remaining };
  }

  private deleteAll(resource: string, namespace: string, remaining: Remaining): void {
    const { store, client } = this.context;
    for (const { metadata } of [...store.list(resource, namespace)]) {
      try {
        client.delete(resource, namespace, metadata.name, { propagationPolicy: "Background" });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        remaining.errors.push(error.message);
      }
    }
    let count = 0;
    for (const object of store.list(resource, namespace)) {
      count++;
      this.countFinalizers(object, remaining);
    }
    if (count > 0) remaining.byResource.set(resource, count);
  }

  private countFinalizers({ metadata }: KubeObject, remaining: Remaining): void {
    const { finalizers = [], deletionGracePeriodSeconds = 0 } = metadata;
    for (const finalizer of finalizers)
      remaining.byFinalizer.set(finalizer, (remaining.byFinalizer.get(finalizer) ?? 0) + 1);
    remaining.estimate = Math.max(
      remaining.estimate,
      finalizers.length > 0 ? FINALIZER_ESTIMATE : deletionGracePeriodSeconds,
    );
  }

  private writeConditions(namespace: Namespace, { byResource, byFinalizer, errors }: Remaining): Namespace {
    const now = timestamp(this.context.runtime.now);
    const resources = [...byResource]
      .map(([resource, count]) => `${withGroupDot(resource)} has ${count} resource instances`)
      .sort();
    const finalizers = [...byFinalizer]
      .map(([finalizer, count]) => `${finalizer} in ${count} resource instances`)
      .sort();
    const wanted: readonly (Omit<NamespaceCondition, "lastTransitionTime"> & { readonly status: string })[] = [
      fine("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
      fine(
        "NamespaceDeletionGroupVersionParsingFailure",
        "ParsedGroupVersions",
        "All legacy kube types successfully parsed",
      ),
      errors.length > 0
        ? wrong(
            "NamespaceDeletionContentFailure",
            "ContentDeletionFailed",
            `Failed to delete all resource types, ${errors.length} remaining: ${errors.join(", ")}`,
          )
        : fine(
            "NamespaceDeletionContentFailure",
            "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization",
          ),
      resources.length > 0
        ? wrong(
            "NamespaceContentRemaining",
            "SomeResourcesRemain",
            `Some resources are remaining: ${resources.join(", ")}`,
          )
        : fine("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed"),
      finalizers.length > 0
        ? wrong(
            "NamespaceFinalizersRemaining",
            "SomeFinalizersRemain",
            `Some content in the namespace has finalizers remaining: ${finalizers.join(", ")}`,
          )
        : fine("NamespaceFinalizersRemaining", "ContentHasNoFinalizers", "All content-preserving finalizers finished"),
    ];
    const old = namespace.status?.conditions ?? [];
    const conditions = wanted.map((condition) => {
      const known = old.find(({ type }) => type === condition.type);
      if (
        known?.status === condition.status &&
        known.reason === condition.reason &&
        known.message === condition.message
      )
        return known;
      return { ...condition, lastTransitionTime: known?.status === condition.status ? known.lastTransitionTime : now };
    });
    if (conditions.length === old.length && conditions.every((condition, index) => condition === old[index]))
      return namespace;
    return this.context.client.updateStatus<Namespace>("namespaces", {
      ...namespace,
      status: { ...namespace.status, conditions },
    });
  }
}

function fine(type: string, reason: string, message: string) {
  return { type, status: "False", reason, message };
}

function wrong(type: string, reason: string, message: string) {
  return { type, status: "True", reason, message };
}

/** `pods.`, `deployments.apps`: the core group is an empty name after the dot. */
function withGroupDot(resource: string): string {
  return resource.includes(".") ? resource : `${resource}.`;
}
