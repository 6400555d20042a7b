import { describe, expect, test } from "vitest";
import { INITIAL_VIEW, isVisit, parseView, printView, type View } from "../../../components/room/view.ts";

const FULL: View = {
  main: "tables",
  namespace: "",
  selection: { resource: "deployments.apps", namespace: "team-a", name: "web" },
  look: { node: "k8s-worker1", x: 0.5, y: -0.25, scale: 1.5 },
  tab: "why",
  dock: "feed",
  labels: ["type=web", "app.kubernetes.io/name=shop"],
  person: "p1",
  owners: true,
  table: "services",
  search: "pod 1",
  sort: "-restarts",
  step: "3",
  logs: [
    { resource: "deployments.apps", namespace: "default", name: "shop" },
    { resource: "labels", namespace: "", name: "app.kubernetes.io/name in (a, b),!old" },
  ],
  containers: ["web", "side"],
  previous: true,
  find: "오류 & GET /",
  only: true,
  moment: 1_790_000_000_000,
  history: true,
};

describe("PAGE-8 the view stands in the address", () => {
  test("a printed view reads back as it was", () => {
    expect(parseView(printView(FULL))).toEqual(FULL);
    expect(parseView(printView(INITIAL_VIEW))).toEqual(INITIAL_VIEW);
  });
  test("what is as at the beginning takes no room, and other parameters stay", () => {
    expect(printView(INITIAL_VIEW)).toBe("");
    expect(printView(INITIAL_VIEW, "?lang=ko&at=pods/default/pod-1")).toBe("?lang=ko");
    expect(printView({ ...INITIAL_VIEW, selection: { resource: "nodes", namespace: "", name: "n1" } })).toBe(
      "?at=nodes//n1",
    );
  });
  test("what is always said is said as it is at the beginning, too", () => {
    expect(printView(INITIAL_VIEW, "?lang=ko", ["namespace"])).toBe("?lang=ko&ns=default");
    expect(printView({ ...INITIAL_VIEW, namespace: "" }, "", ["namespace"])).toBe("?ns=");
  });

  test("nonsense reads as nothing selected", () => {
    expect(parseView("?at=pods&labels=,&owners=x&t=soon")).toEqual(INITIAL_VIEW);
    expect(parseView("?at=///")?.selection).toBeUndefined();
  });
  test("going to an object is a step to come back from, a tab is not", () => {
    expect(isVisit(INITIAL_VIEW, FULL)).toBe(true);
    expect(isVisit(INITIAL_VIEW, { ...INITIAL_VIEW, tab: "yaml", search: "a" })).toBe(false);
  });
});
