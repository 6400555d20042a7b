import { describe, expect, test } from "vitest";
import { parseLogSettings } from "../../../components/logs/settings.ts";
import { sourcesOf } from "../../../components/logs/sources.ts";
import { type LogTarget, podsOf, selectorProblem, suggested, type Tables } from "../../../components/logs/targets.ts";
import type { KubeObject, Pod } from "../../../server/protocol/kubernetes/index.ts";

const object = (kind: string, name: string, more: object = {}, owner?: readonly [string, string]): KubeObject =>
  ({
    apiVersion: "v1",
    kind,
    metadata: {
      name,
      namespace: "default",
      uid: `${kind}-${name}`,
      ...(owner ? { ownerReferences: [{ kind: owner[0], name: owner[1] }] } : {}),
      ...(more as { metadata?: object }).metadata,
    },
    spec: { containers: [{ name: "web" }, { name: "side" }], initContainers: [{ name: "init" }] },
    ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== "metadata")),
  }) as unknown as KubeObject;
const table = (...objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> =>
  new Map(objects.map((one) => [`${one.metadata.namespace}/${one.metadata.name}`, one]));

const TABLES: Tables = new Map([
  [
    "pods",
    table(
      object("Pod", "shop-10", { metadata: { labels: { app: "shop" } } }, ["ReplicaSet", "shop-new"]),
      object("Pod", "shop-9", { metadata: { labels: { app: "shop", old: "1" } } }, ["ReplicaSet", "shop-old"]),
      object("Pod", "batch-1", {}, ["Job", "nightly-1"]),
      object("Pod", "alone", { metadata: { labels: { app: "alone" }, namespace: "other" } }),
    ),
  ],
  [
    "replicasets.apps",
    table(
      object("ReplicaSet", "shop-new", {}, ["Deployment", "shop"]),
      object("ReplicaSet", "shop-old", {}, ["Deployment", "shop"]),
    ),
  ],
  ["jobs.batch", table(object("Job", "nightly-1", {}, ["CronJob", "nightly"]))],
  ["services", table(object("Service", "front", { spec: { selector: { app: "shop" } } }))],
]);
const names = (...targets: readonly LogTarget[]): readonly string[] =>
  podsOf(targets, TABLES).map(({ metadata }) => metadata.name);
const at = (resource: string, name: string, namespace = "default"): LogTarget => ({ resource, namespace, name });

describe("LOGS-1 whose logs", () => {
  test("LOGS-1 pods, what made them, what selects them, labels; each pod once", () => {
    expect(names(at("pods", "shop-9"))).toEqual(["shop-9"]);
    expect(names(at("deployments.apps", "shop"))).toEqual(["shop-10", "shop-9"]);
    expect(names(at("replicasets.apps", "shop-new"))).toEqual(["shop-10"]);
    expect(names(at("cronjobs.batch", "nightly"))).toEqual(["batch-1"]);
    expect(names(at("services", "front"))).toEqual(["shop-10", "shop-9"]);
    expect(names(at("labels", "app=shop,!old"))).toEqual(["shop-10"]);
    expect(names(at("labels", "app in (shop, alone)", ""))).toEqual(["shop-10", "shop-9", "alone"]);
    expect(names(at("pods", "shop-9"), at("deployments.apps", "shop"))).toEqual(["shop-10", "shop-9"]);
  });

  test("LOGS-1 nonsense means no pod, and says why", () => {
    expect(names(at("labels", "app in (shop"), at("labels", ""), at("nodes", "n", ""), at("services", "none"))).toEqual(
      [],
    );
    expect(selectorProblem("app=shop")).toBeUndefined();
    expect(selectorProblem("app in (shop")).toContain("found");
    expect(selectorProblem("=x")).toContain("expected");
  });

  test("LOGS-1 with nothing chosen, what nobody else made is offered", () => {
    expect(suggested(TABLES, "", 9)).toEqual([at("pods", "alone", "other")]);
    expect(suggested(TABLES, "default", 9)).toEqual([]);
  });

  test("LOGS-1 sources are containers, those that initialise first, in the order of names; pods that are over last", () => {
    const over = object("Pod", "a-over", { status: { phase: "Succeeded" } });
    const pods = [...podsOf([at("deployments.apps", "shop")], TABLES), over as unknown as Pod];
    expect(sourcesOf(pods, ["web", "init"]).map(({ pod, container }) => `${pod}/${container}`)).toEqual([
      "shop-9/init",
      "shop-9/web",
      "shop-10/init",
      "shop-10/web",
      "a-over/init",
      "a-over/web",
    ]);
  });
});

test("LOGS-9 settings that are stored wrongly are as at the beginning", () => {
  const initial = { times: "utc", tail: 500, wrap: true };
  for (const text of [null, "", "{", "null", "7", '{"times":"never","tail":3,"wrap":"x"}'])
    expect(parseLogSettings(text)).toEqual(initial);
  expect(parseLogSettings('{"times":"ago","tail":0,"wrap":false}')).toEqual({ times: "ago", tail: 0, wrap: false });
});
