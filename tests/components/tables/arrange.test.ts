import { expect, test } from "vitest";
import { arrange } from "../../../components/tables/arrange.ts";
import { readLabels } from "../../../components/actions/ObjectDialogs.tsx";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import { storedPod } from "../../support/manifests.ts";

const pod = (name: string, labels: { readonly [key: string]: string } = {}): KubeObject =>
  storedPod(name, { metadata: { labels } });
const PODS = [
  pod("pod-10", { type: "web" }),
  pod("pod-9", { type: "db", lo: "dev" }),
  pod("pod-1", { type: "web", lo: "dev" }),
];
const names = (rows: readonly KubeObject[]): readonly string[] => rows.map(({ metadata }) => metadata.name);
const ALL = { search: "", labels: [], sort: undefined };

test("TABLES-3 every chip and every word must fit", () => {
  expect(names(arrange(PODS, { ...ALL, labels: ["type=web"] }))).toEqual(["pod-10", "pod-1"]);
  expect(names(arrange(PODS, { ...ALL, labels: ["type=web", "lo=dev"] }))).toEqual(["pod-1"]);
  expect(names(arrange(PODS, { ...ALL, labels: ["type=we"] }))).toEqual([]);
  expect(names(arrange(PODS, { ...ALL, search: " LO=dev pod-9 " }))).toEqual(["pod-9"]);
  expect(
    names(
      arrange(PODS, {
        ...ALL,
        search: "pending",
        words: ({ metadata }) => (metadata.name === "pod-1" ? "Pending" : "Running"),
      }),
    ),
  ).toEqual(["pod-1"]);
});

test("TABLES-3 numbers sort as numbers, in names too, and the given order is left alone", () => {
  const byName = { key: ({ metadata }: KubeObject) => metadata.name, down: false };
  expect(names(arrange(PODS, { ...ALL, sort: byName }))).toEqual(["pod-1", "pod-9", "pod-10"]);
  expect(names(arrange(PODS, { ...ALL, sort: { ...byName, down: true } }))).toEqual(["pod-10", "pod-9", "pod-1"]);
  const byLength = { key: ({ metadata }: KubeObject) => metadata.name.length, down: true };
  expect(names(arrange(PODS, { ...ALL, sort: byLength }))).toEqual(["pod-10", "pod-1", "pod-9"]);
  expect(names(PODS)).toEqual(["pod-10", "pod-9", "pod-1"]);
});

test("TABLES-4 labels for several are read as kubectl label reads them", () => {
  expect(readLabels("type=web lo-")).toEqual({ type: "web", lo: null });
  expect(readLabels("kubernetes.io/x=")).toEqual({ "kubernetes.io/x": "" });
  for (const wrong of ["", "web", "type=웹", "=x"]) expect(readLabels(wrong)).toBeUndefined();
});
