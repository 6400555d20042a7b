/** Whether a check holds in a world: a student's part of a cluster, and what they did there since the step began. */
import type { EndpointSlice, KubeObject } from "../../protocol/kubernetes/index.ts";
import type { Check } from "../../protocol/lessonText/checkSchema.ts";
import { compare } from "./compare.ts";
import { valueAt } from "./valueAt.ts";

/** A request that somebody made: a change of the cluster, or one over its network. */
export type Deed =
  | { readonly type: "did"; readonly verb: string; readonly resource: string; readonly name: string }
  | { readonly type: "refused"; readonly status: number; readonly resource: string; readonly message: string }
  | {
      readonly type: "asked";
      readonly from: "pod" | "node" | "outside";
      readonly url: string;
      /** Undefined when nothing answered. */
      readonly status: number | undefined;
      readonly body: string;
    };

export interface CheckWorld {
  /** By plural, in the student's namespace where the kind has namespaces. */
  get(plural: string, name: string): KubeObject | undefined;
  list(plural: string): Iterable<KubeObject>;
  /** What a container has printed; empty when there is nothing. */
  log(pod: string, container: string | undefined): string;
  readonly deeds: readonly Deed[];
  /** Cluster time when the step began, ms. */
  readonly since: number;
}

export function holds(check: Check, world: CheckWorld): boolean {
  if ("all" in check) return check.all.every((inner) => holds(inner, world));
  if ("any" in check) return check.any.some((inner) => holds(inner, world));
  if ("none" in check) return !check.none.some((inner) => holds(inner, world));
  if ("refused" in check) return world.deeds.some((deed) => isRefused(deed, check.refused));
  if ("did" in check) return world.deeds.some((deed) => isDone(deed, check.did));
  if ("asked" in check) return world.deeds.some((deed) => isAsked(deed, check.asked));
  if ("log" in check) {
    const [pod = "", container] = check.log.split("/");
    const { that: _, log: __, ...comparison } = check;
    return compare(world.log(pod, container) || undefined, comparison);
  }
  if ("endpoints" in check) return endpointNames(world, check.endpoints).join() === [...check.are].sort().join();
  if ("objects" in check) return countHolds(check, world);
  const [plural = "", name = ""] = check.object.split("/");
  const { that: _, object: __, path, isNew, ...comparison } = check;
  const object = world.get(plural, name);
  if (isNew && !(object && isNewIn(world, object))) return false;
  return compare(path === undefined || object === undefined ? object : valueAt(object, path), comparison);
}

function countHolds(check: Extract<Check, { objects: string }>, world: CheckWorld): boolean {
  return compare(matching(check, world).length, check.count ?? { atLeast: 1 });
}

/** The objects a check counts. */
export function matching(check: Extract<Check, { objects: string }>, world: CheckWorld): readonly KubeObject[] {
  const labels = (check.labels ?? "")
    .split(",")
    .filter(Boolean)
    .map((pair) => pair.split("=") as [string, string | undefined]);
  const found: KubeObject[] = [];
  for (const object of world.list(check.objects)) {
    const given = object.metadata.labels ?? {};
    if (!labels.every(([key, value]) => (value === undefined ? Object.hasOwn(given, key) : given[key] === value)))
      continue;
    if (check.isNew && !isNewIn(world, object)) continue;
    const fits = (check.where ?? []).every(({ path, ...comparison }) => compare(valueAt(object, path), comparison));
    if (fits && object.metadata.deletionTimestamp === undefined) found.push(object);
  }
  return found;
}

/** Timestamps are in whole seconds. */
const isNewIn = ({ since }: CheckWorld, { metadata }: KubeObject): boolean =>
  Date.parse(metadata.creationTimestamp ?? "") >= Math.floor(since / 1000) * 1000;

/** The ready pods behind a Service, by name. */
export function endpointNames(world: CheckWorld, service: string): readonly string[] {
  const names: string[] = [];
  for (const object of world.list("endpointslices")) {
    const slice = object as EndpointSlice;
    if (slice.metadata.labels?.["kubernetes.io/service-name"] !== service) continue;
    for (const { conditions, targetRef } of slice.endpoints ?? [])
      if (conditions?.ready !== false && targetRef?.name) names.push(targetRef.name);
  }
  return names.sort();
}

function isDone(deed: Deed, wanted: Extract<Check, { did: unknown }>["did"]): boolean {
  if (deed.type !== "did") return false;
  const verbs = typeof wanted.verb === "string" ? [wanted.verb] : wanted.verb;
  return (
    verbs.includes(deed.verb) &&
    isOf(deed.resource, wanted.resource) &&
    (wanted.name === undefined || wanted.name === deed.name)
  );
}

/** Whether a resource is meant, with or without its group. */
const isOf = (resource: string, wanted: string): boolean => resource === wanted || resource.split(".")[0] === wanted;

function isRefused(
  deed: Deed,
  { status, resource, contains }: Extract<Check, { refused: unknown }>["refused"],
): boolean {
  return (
    deed.type === "refused" &&
    (status === undefined || deed.status === status) &&
    (resource === undefined || isOf(deed.resource, resource)) &&
    (contains === undefined || deed.message.includes(contains))
  );
}

function isAsked(deed: Deed, wanted: Extract<Check, { asked: unknown }>["asked"]): boolean {
  if (deed.type !== "asked") return false;
  const { url, from, status, contains, fails } = wanted;
  return (
    (from === undefined || from === deed.from) &&
    (url === undefined || deed.url.includes(url)) &&
    (status === undefined || status === deed.status) &&
    (contains === undefined || deed.body.includes(contains)) &&
    (fails === undefined || fails === (deed.status === undefined))
  );
}

/** The plurals whose objects decide a check; `deeds` for what people do. */
export function touches(check: Check): readonly string[] {
  if ("all" in check) return check.all.flatMap(touches);
  if ("any" in check) return check.any.flatMap(touches);
  if ("none" in check) return check.none.flatMap(touches);
  if ("did" in check || "asked" in check || "refused" in check) return ["deeds"];
  if ("log" in check) return ["pods"];
  if ("endpoints" in check) return ["endpointslices"];
  return ["objects" in check ? check.objects : (check.object.split("/")[0] ?? "")];
}
