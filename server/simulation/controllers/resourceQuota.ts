/**
 * Counts what the objects of a namespace use of its quotas. Models kubernetes pkg/controller/resourcequota: admission adds
 * as it admits; this recounts when a quota changes and when something that counts goes.
 */
import type { KubeObject, Pod, ResourceQuota } from "../../protocol/kubernetes/index.ts";
import { inScope, podCounts, usageOf } from "../api/quota/usage.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import { isPodFinished } from "../controllerkit/podFacts.ts";
import { addQuantity } from "../runtime/quantity.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

const QUOTAS = "resourcequotas";
/** Kinds whose coming and going upstream hears of at once; the others are found with the next recount. */
const WATCHED = [
  "pods",
  "services",
  "persistentvolumeclaims",
  "configmaps",
  "secrets",
  "replicationcontrollers",
  "deployments.apps",
  "replicasets.apps",
  "statefulsets.apps",
  "jobs.batch",
  "cronjobs.batch",
];

export const resourceQuotaController: ControllerFactory = (context) => new ResourceQuotaController(context);

class ResourceQuotaController {
  readonly name = "resourcequota-controller";
  readonly watches;

  constructor(private readonly context: ControllerContext) {
    this.watches = [
      {
        resource: QUOTAS,
        handle: ({ type, object, previous }: StoreEvent) => {
          const quota = object as ResourceQuota;
          if (type === "DELETED" || quota.spec === (previous as ResourceQuota | undefined)?.spec) return;
          context.enqueue(keyOf(quota));
        },
      },
      ...WATCHED.map((resource) => ({ resource, handle: (event: StoreEvent) => this.changed(event) })),
    ];
  }

  reconcile(key: string): ReconcileResult {
    const { namespace, name } = splitKey(key);
    const quota = this.context.store.get(QUOTAS, namespace, name) as ResourceQuota | undefined;
    if (!quota) return undefined;
    const hard = quota.spec?.hard ?? {};
    const used: Record<string, string> = Object.fromEntries(Object.keys(hard).map((each) => [each, "0"]));
    for (const resource of this.counted(hard)) {
      for (const object of this.context.store.list(resource, namespace)) {
        if (!inScope(quota.spec, resource, object) || !this.counts(resource, object)) continue;
        for (const [each, amount] of Object.entries(usageOf(resource, object)))
          if (used[each] !== undefined) used[each] = addQuantity(used[each], amount);
      }
    }
    this.context.client.updateStatus(QUOTAS, { ...quota, status: { hard, used } } as ResourceQuota);
    return undefined;
  }

  private counts(resource: string, object: KubeObject): boolean {
    return resource !== "pods" || podCounts(object as Pod, this.context.runtime.now);
  }

  /** The resources whose objects count for what a quota limits. */
  private counted(hard: { readonly [name: string]: string }): ReadonlySet<string> {
    const resources = new Set<string>();
    for (const name of Object.keys(hard)) {
      if (name.startsWith("count/")) resources.add(name.slice("count/".length));
      else if (name.startsWith("services")) resources.add("services");
      else if (name.includes("storage") && !name.includes("ephemeral")) resources.add("persistentvolumeclaims");
      else if (WATCHED.includes(name) || name === QUOTAS) resources.add(name);
      else resources.add("pods");
    }
    return resources;
  }

  /** Something that counts is there no more, or a pod has ended. */
  private changed({ type, resource, object, previous }: StoreEvent): void {
    const ended =
      resource === "pods" &&
      type === "MODIFIED" &&
      isPodFinished(object as Pod) &&
      !isPodFinished((previous ?? object) as Pod);
    if (type !== "DELETED" && !ended) return;
    for (const quota of this.context.store.list(QUOTAS, object.metadata.namespace ?? ""))
      this.context.enqueue(keyOf(quota));
  }
}
