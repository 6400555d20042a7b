/** The objects a binding gives a policy as parameters. Models CollectParams of apiserver's policy dispatcher. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { Store } from "../../store/Store.ts";
import type { AdmissionAttributes } from "../admission/AdmissionPlugin.ts";
import { customResourceOf } from "../customResources/customResourceOf.ts";
import { compileSelector } from "../machinery/selectors.ts";
import { groupResource, parseApiVersion, resourceOfKind } from "../schema/resources.ts";
import type { PolicyBinding, ValidatingAdmissionPolicy } from "./types.ts";

/** A policy or binding cannot be carried out as it is written. */
export class PolicyError extends Error {}

/** The parameters to ask with, one after the other; undefined: without any. Throws PolicyError. */
export function paramsOf(
  { spec: { paramKind } }: Pick<ValidatingAdmissionPolicy, "spec">,
  { spec: { paramRef } }: PolicyBinding,
  { attributes, store }: { readonly attributes: AdmissionAttributes; readonly store: Store },
): readonly (KubeObject | undefined)[] {
  if (!paramKind || !paramRef) return [undefined];
  const { apiVersion = "", kind = "" } = paramKind;
  const known = resourceOf(store, apiVersion, kind);
  if (!known) throw new PolicyError(`failed to find resource referenced by paramKind: '${apiVersion}, Kind=${kind}'`);
  const own = attributes.draft.metadata.namespace ?? "";
  if (!known.namespaced && paramRef.namespace)
    throw new PolicyError("paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
  const namespace = known.namespaced ? paramRef.namespace || own : "";
  if (known.namespaced && namespace === "")
    throw new PolicyError("cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
  const found = paramRef.name
    ? [store.get(known.resource, namespace, paramRef.name)].filter((object) => object !== undefined)
    : [...store.list(known.resource, namespace)].filter(({ metadata }) =>
        compileSelector(paramRef.selector ?? {}).matches(metadata.labels),
      );
  if (found.length === 0 && paramRef.parameterNotFoundAction === "Deny")
    throw new PolicyError("no params found for policy binding with `Deny` parameterNotFoundAction");
  return found;
}

function resourceOf(
  store: Store,
  apiVersion: string,
  kind: string,
): { readonly resource: string; readonly namespaced: boolean } | undefined {
  const parsed = parseApiVersion(apiVersion);
  const known = parsed && resourceOfKind(parsed.group, parsed.version, kind);
  if (known) return { resource: groupResource(known), namespaced: known.namespaced };
  return customResourceOf(store, apiVersion, kind);
}
