/**
 * Quotas of the namespace: what a write would use is added to what is used, or the write is refused.
 * Models kubernetes apiserver pkg/admission/plugin/resourcequota. Recounting is `controllers/resourceQuota.ts`'s.
 */
import type { KubeObject, Pod, ResourceQuota } from "../../../protocol/kubernetes/index.ts";
import { addQuantity, compareQuantity, subQuantity } from "../../runtime/quantity.ts";
import { inScope, type Usage, usageOf } from "../quota/usage.ts";
import { ApiError } from "../machinery/status.ts";
import { groupResource } from "../schema/resources.ts";
import type { AdmissionAttributes, AdmissionPlugin } from "./AdmissionPlugin.ts";

/** Amounts of a pod that a quota counts must be said, container by container. */
const MUST_BE_SAID = /^(cpu|memory|(requests|limits)\.(cpu|memory))$/;
/** An update of these can use more than before. */
const GROWING = new Set(["services", "persistentvolumeclaims", "pods"]);

export const resourceQuotaAdmission: AdmissionPlugin = {
  name: "ResourceQuota",
  validate(attributes, { store }) {
    const { operation, definition, draft, subresource } = attributes;
    if (operation === "DELETE" || subresource || !definition.names.namespaced) return;
    const resource = groupResource(definition.names);
    if (operation === "UPDATE" && !GROWING.has(resource)) return;
    const quotas = [...(store.list("resourcequotas", draft.metadata.namespace ?? "") as Iterable<ResourceQuota>)];
    const charges = quotas.flatMap((quota) => {
      const used = newUse(quota, resource, attributes);
      return used ? [[quota, used] as const] : [];
    });
    if (charges.length > 0) charge(charges, attributes);
  },
};

/** What the write would use of a quota beyond what it uses now; undefined when the quota does not count it. */
function newUse(
  quota: ResourceQuota,
  resource: string,
  { definition, draft, old }: AdmissionAttributes,
): Usage | undefined {
  const hard = quota.status?.hard ?? {};
  const object = draft as KubeObject;
  if (!inScope(quota.spec, resource, object)) return undefined;
  const usage = usageOf(resource, object);
  if (resource === "pods" && !old) {
    const unsaid = missingAmounts(object as Pod, hard);
    if (unsaid) {
      const name = object.metadata.name ?? "";
      throw ApiError.forbidden(definition, name, `failed quota: ${quota.metadata.name}: must specify ${unsaid}`);
    }
  }
  const before = old && inScope(quota.spec, resource, old) ? usageOf(resource, old) : {};
  const more: { [name: string]: string } = {};
  for (const name of Object.keys(hard)) {
    const amount = usage[name];
    if (amount === undefined) continue;
    const delta = before[name] === undefined ? amount : subQuantity(amount, before[name]);
    // A write that uses less, or the same, is for the controller to count.
    if (old ? compareQuantity(delta, "0") > 0 : compareQuantity(delta, "0") !== 0) more[name] = delta;
  }
  return Object.keys(more).length > 0 ? more : undefined;
}

/** `limits.memory for: a,b; requests.cpu for: a`. */
function missingAmounts({ spec }: Pod, hard: Usage): string | undefined {
  const missing: string[] = [];
  for (const name of Object.keys(hard).sort()) {
    if (!MUST_BE_SAID.test(name)) continue;
    const [which, resource] = name.includes(".") ? name.split(".") : ["requests", name];
    const own = spec.resources?.[which as "requests" | "limits"]?.[resource as string];
    if (own !== undefined) continue;
    const containers = [...spec.containers, ...(spec.initContainers ?? [])]
      .filter(({ resources }) => resources?.[which as "requests" | "limits"]?.[resource as string] === undefined)
      .map((container) => container.name)
      .sort();
    if (containers.length > 0) missing.push(`${name} for: ${containers.join(",")}`);
  }
  return missing.length > 0 ? missing.join("; ") : undefined;
}

function charge(
  charges: readonly (readonly [ResourceQuota, Usage])[],
  { definition, draft, alongside }: AdmissionAttributes,
): void {
  for (const [quota, more] of charges) {
    const { hard = {}, used = {} } = quota.status ?? {};
    const names = Object.keys(more).sort();
    const over = names.filter(
      (name) => compareQuantity(addQuantity(used[name] ?? "0", more[name] as string), hard[name] as string) > 0,
    );
    if (over.length > 0) {
      const list = (amounts: Usage): string => over.map((name) => `${name}=${amounts[name] ?? "0"}`).join(",");
      throw ApiError.forbidden(
        definition,
        draft.metadata.name ?? "",
        `exceeded quota: ${quota.metadata.name}, requested: ${list(more)}, used: ${list(used)}, limited: ${list(hard)}`,
      );
    }
    const sum = Object.fromEntries(names.map((name) => [name, addQuantity(used[name] ?? "0", more[name] as string)]));
    alongside.push({
      resource: "resourcequotas",
      object: { ...quota, status: { ...quota.status, used: { ...used, ...sum } } } as KubeObject,
    });
  }
}
