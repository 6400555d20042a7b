/**
 * LimitRanges of the namespace: containers get the defaults, pods and claims outside the limits are refused.
 * Models kubernetes plugin/pkg/admission/limitranger.
 */
import type { LimitRange, PersistentVolumeClaim, Pod } from "../../../protocol/kubernetes/index.ts";
import { addQuantity, compareQuantity, milliValue, wholeValue } from "../../runtime/quantity.ts";
import { equalJson } from "../json.ts";
import { aggregateContainers, type ResourceList } from "../kinds/pod/podResources.ts";
import { ApiError } from "../machinery/status.ts";
import type { Draft } from "../ResourceDefinition.ts";
import type { AdmissionPlugin } from "./AdmissionPlugin.ts";

type Item = LimitRange["spec"]["limits"][number];
type Container = Draft<Pod["spec"]["containers"][number]>;

/** A pod's or a container's amounts. */
interface Amounts {
  readonly requests: ResourceList;
  readonly limits: ResourceList;
}

const ANNOTATION = "kubernetes.io/limit-ranger";
/** The largest whole number that Kubernetes still compares in thousandths. */
const MOST_IN_MILLI = Number((2n ** 63n - 1n) / 1000n);

export const limitRanger: AdmissionPlugin = {
  name: "LimitRanger",
  mutate({ operation, definition, draft, subresource }, { store }) {
    if (operation !== "CREATE" || definition.resource !== "pods" || subresource) return;
    for (const range of store.list("limitranges", draft.metadata.namespace ?? "") as Iterable<LimitRange>)
      giveDefaults(draft as Draft<Pod>, range);
  },
  validate({ operation, definition, draft, old, subresource }, { store }) {
    if (operation === "DELETE" || (subresource && subresource !== "resize")) return;
    const problemsOf = { pods: podProblems, persistentvolumeclaims: claimProblems }[definition.resource];
    if (!problemsOf) return;
    // A pod's amounts change through its resize alone.
    if (old && definition.resource === "pods" && sameAmounts(draft as Pod, old as Pod)) return;
    for (const range of store.list("limitranges", draft.metadata.namespace ?? "") as Iterable<LimitRange>) {
      const problems = problemsOf(range, draft as never);
      if (problems.length === 0) continue;
      const text = problems.length === 1 ? (problems[0] as string) : `[${problems.join(", ")}]`;
      throw ApiError.forbidden(definition, draft.metadata.name, text);
    }
  },
};

function sameAmounts(pod: Pod, old: Pod): boolean {
  const amounts = ({ spec }: Pod): unknown => [
    spec.resources,
    [...(spec.initContainers ?? []), ...containersOf(spec)].map(({ resources }) => resources),
  ];
  return equalJson(amounts(pod), amounts(old));
}

/** Stored, an empty list is null. */
function itemsOf(spec: LimitRange["spec"]): LimitRange["spec"]["limits"] {
  return (spec.limits as LimitRange["spec"]["limits"] | null) ?? [];
}

/** A pod without any comes here too: it is refused after admission. */
function containersOf<T>({ containers }: { readonly containers: readonly T[] | null }): readonly T[] {
  return containers ?? [];
}

function giveDefaults(pod: Draft<Pod>, { spec }: LimitRange): void {
  const defaults: { requests: Record<string, string>; limits: Record<string, string> } = { requests: {}, limits: {} };
  for (const item of itemsOf(spec)) {
    if (item.type !== "Container") continue;
    Object.assign(defaults.requests, item.defaultRequest);
    Object.assign(defaults.limits, item.default);
  }
  const notes = [
    ...containersOf(pod.spec).flatMap((container) => complete(container, defaults, "container")),
    ...(pod.spec.initContainers ?? []).flatMap((container) => complete(container, defaults, "init container")),
  ];
  if (notes.length === 0) return;
  pod.metadata.annotations = {
    ...pod.metadata.annotations,
    [ANNOTATION]: `LimitRanger plugin set: ${notes.join("; ")}`,
  };
}

/** What was given to a container, in words. */
function complete(container: Container, defaults: Amounts, prefix: string): string[] {
  const notes: string[] = [];
  for (const [field, word] of [
    ["requests", "request"],
    ["limits", "limit"],
  ] as const) {
    const own = container.resources?.[field];
    const missing = Object.keys(defaults[field])
      .filter((name) => own?.[name] === undefined)
      .sort();
    if (missing.length === 0) continue;
    const given = Object.fromEntries(missing.map((name) => [name, defaults[field][name] as string]));
    container.resources = { ...container.resources, [field]: { ...own, ...given } };
    notes.push(`${missing.join(", ")} ${word} for ${prefix} ${container.name}`);
  }
  return notes;
}

function podProblems(range: LimitRange, { spec }: Pod): string[] {
  return itemsOf(range.spec).flatMap((item) => {
    if (item.type === "Container")
      return [...containersOf(spec), ...(spec.initContainers ?? [])].flatMap(({ resources }) =>
        problemsOf(item, { requests: resources?.requests ?? {}, limits: resources?.limits ?? {} }),
      );
    return item.type === "Pod" ? problemsOf(item, amountsOf(spec)) : [];
  });
}

/** Of a whole pod: its own where it has them, what its containers come to otherwise, and its overhead. */
function amountsOf(spec: Pod["spec"]): Amounts {
  const withOverhead = (which: "requests" | "limits"): ResourceList => {
    const total: Record<string, string> = { ...aggregateContainers(spec, which), ...spec.resources?.[which] };
    for (const [name, amount] of Object.entries(spec.overhead ?? {})) {
      if (which === "requests") total[name] = addQuantity(total[name] ?? "0", amount);
      else if (total[name] !== undefined && compareQuantity(total[name], "0") !== 0)
        total[name] = addQuantity(total[name], amount);
    }
    return total;
  };
  return { requests: withOverhead("requests"), limits: withOverhead("limits") };
}

function problemsOf(item: Item, { requests, limits }: Amounts): string[] {
  const problems: string[] = [];
  const { type, min = {}, max = {}, maxLimitRequestRatio = {} } = item;
  for (const [name, enforced] of Object.entries(min)) {
    const start = `minimum ${name} usage per ${type} is ${enforced}`;
    const [request, limit] = [requests[name], limits[name]];
    if (request === undefined) problems.push(`${start}.  No request is specified`);
    else if (compareQuantity(request, enforced) < 0) problems.push(`${start}, but request is ${request}`);
    else if (limit !== undefined && compareQuantity(limit, enforced) < 0)
      problems.push(`${start}, but limit is ${limit}`);
  }
  for (const [name, enforced] of Object.entries(max)) {
    const start = `maximum ${name} usage per ${type} is ${enforced}`;
    const [request, limit] = [requests[name], limits[name]];
    if (limit === undefined) problems.push(`${start}.  No limit is specified`);
    else if (compareQuantity(limit, enforced) > 0) problems.push(`${start}, but limit is ${limit}`);
    else if (request !== undefined && compareQuantity(request, enforced) > 0)
      problems.push(`${start}, but request is ${request}`);
  }
  for (const [name, enforced] of Object.entries(maxLimitRequestRatio)) {
    const problem = ratioProblem(enforced, requests[name], limits[name]);
    if (problem) problems.push(`${name} max limit to request ratio per ${type} is ${enforced}, but ${problem}`);
  }
  return problems;
}

function ratioProblem(enforced: string, request = "0", limit = "0"): string | undefined {
  const valueOf = [enforced, request, limit].every((amount) => wholeValue(amount) <= MOST_IN_MILLI)
    ? milliValue
    : wholeValue;
  const [asked, most] = [valueOf(request), valueOf(limit)];
  if (asked === 0) return "no request is specified or request is 0";
  if (most === 0) return "no limit is specified or limit is 0";
  const ratio = most / asked;
  return ratio * 1000 > milliValue(enforced) ? `provided ratio is ${ratio.toFixed(6)}` : undefined;
}

function claimProblems(range: LimitRange, { spec }: PersistentVolumeClaim): string[] {
  const requests = spec?.resources?.requests ?? {};
  return itemsOf(range.spec).flatMap(({ type, min = {}, max = {} }) => {
    if (type !== "PersistentVolumeClaim") return [];
    const problem = (bound: "minimum" | "maximum", name: string, enforced: string): string[] => {
      const start = `${bound} ${name} usage per ${type} is ${enforced}`;
      const request = requests[name];
      if (request === undefined) return [`${start}.  No request is specified`];
      const difference = compareQuantity(request, enforced);
      return (bound === "minimum" ? difference < 0 : difference > 0) ? [`${start}, but request is ${request}`] : [];
    };
    return [
      ...Object.entries(min).flatMap(([name, enforced]) => problem("minimum", name, enforced)),
      ...Object.entries(max).flatMap(([name, enforced]) => problem("maximum", name, enforced)),
    ];
  });
}
