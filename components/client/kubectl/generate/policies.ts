/** Quotas, budgets, priority classes and small kinds out of flags. Models kubectl pkg/cmd/create. */
import { canonicalQuantity } from "../../../../server/protocol/kubernetes/quantity.ts";
import type { JsonObject } from "../json.ts";
import { fail, intOrString, type Manifest } from "./generated.ts";

export function namespace(name: string): Manifest {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

export function serviceAccount(name: string): Manifest {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } };
}

/** `hard`: `cpu=1,pods=2`; `scopes`: `BestEffort,…`. */
export function quota({ name, hard, scopes }: { name: string; hard: string; scopes: string }): Manifest {
  const spec: JsonObject = {};
  if (hard !== "") {
    const amounts: JsonObject = {};
    for (const statement of hard.split(",")) {
      const parts = statement.split("=");
      if (parts.length !== 2) fail(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
      amounts[parts[0] as string] = canonicalQuantity(parts[1] as string);
    }
    spec.hard = amounts;
  }
  if (scopes !== "") {
    const list = scopes.split(",");
    if (list.includes("")) fail('invalid resource quota scope ""');
    spec.scopes = list;
  }
  return { apiVersion: "v1", kind: "ResourceQuota", metadata: { name }, spec };
}

export interface BudgetFlags {
  readonly name: string;
  readonly minAvailable: string;
  readonly maxUnavailable: string;
  readonly selector: string;
}

export function podDisruptionBudget(flags: BudgetFlags, readSelector: (text: string) => JsonObject): Manifest {
  const { name, minAvailable, maxUnavailable, selector } = flags;
  if (selector === "") fail("a selector must be specified");
  if (maxUnavailable === "" && minAvailable === "") fail("one of min-available or max-unavailable must be specified");
  if (maxUnavailable !== "" && minAvailable !== "") fail("min-available and max-unavailable cannot be both specified");
  if (minAvailable !== "" && !/^\d+%?$/.test(minAvailable)) fail("invalid format specified for min-available");
  if (maxUnavailable !== "" && !/^\d+%?$/.test(maxUnavailable)) fail("invalid format specified for max-unavailable");
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name },
    spec: {
      ...(minAvailable !== "" ? { minAvailable: intOrString(minAvailable) } : undefined),
      selector: readSelector(selector),
      ...(maxUnavailable !== "" ? { maxUnavailable: intOrString(maxUnavailable) } : undefined),
    },
  };
}

export interface PriorityClassFlags {
  readonly name: string;
  readonly value: number;
  readonly globalDefault: boolean;
  readonly description: string;
  readonly preemptionPolicy: string;
}

export function priorityClass({
  name,
  value,
  globalDefault,
  description,
  preemptionPolicy,
}: PriorityClassFlags): Manifest {
  return {
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { name },
    value,
    globalDefault,
    description,
    preemptionPolicy,
  };
}
