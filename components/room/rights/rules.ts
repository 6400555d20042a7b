/** What the rules of RBAC that somebody has allow, and what the room keeps from students beside them. Pure. */
import { CLUSTERS_OWN } from "../../../server/protocol/clustersOwn.ts";

/** A rule of a SelfSubjectRulesReview's answer. */
export interface AccessRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** What is to be done. */
export interface Wanted {
  readonly verb: string;
  /** Group resource, with a subresource after a slash: `pods`, `deployments.apps`, `deployments.apps/scale`, `pods/exec`. */
  readonly resource: string;
  /** "" for what stands in no namespace, or for all of them. */
  readonly namespace: string;
  /** Of the object; left out where there is none yet. */
  readonly name?: string;
}

/** Whether one of the rules allows it, as RBAC's own authoriser judges. */
export function allows(rules: readonly AccessRule[], { verb, resource, name = "" }: Wanted): boolean {
  const [whole = "", subresource = ""] = resource.split("/");
  const [plural = "", ...rest] = whole.split(".");
  const group = rest.join(".");
  const asked = subresource ? `${plural}/${subresource}` : plural;
  return rules.some(
    ({ verbs, apiGroups = [], resources = [], resourceNames = [] }) =>
      (verbs.includes("*") || verbs.includes(verb)) &&
      (apiGroups.includes("*") || apiGroups.includes(group)) &&
      (resources.includes("*") ||
        resources.includes(asked) ||
        (subresource !== "" && resources.includes(`*/${subresource}`))) &&
      (resourceNames.length === 0 || resourceNames.includes(name)),
  );
}

/** Whether it changes what is the cluster's own, which students do not (ROOM-31). */
export function touchesClustersOwn({ verb, resource, namespace, name = "" }: Wanted): boolean {
  if (verb === "get") return false;
  return CLUSTERS_OWN.includes(resource === "namespaces" ? name : namespace);
}
