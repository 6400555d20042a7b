import { describe, expect, it } from "vitest";
import { editorSight } from "../../../components/editor/editorSight.ts";
import { foldLive, NOTHING_LIVE, sightOf } from "../../../components/client/live/LiveState.ts";
import { adapted } from "../../../components/live/adapted.ts";
import { parseView } from "../../../components/room/view.ts";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import { LIVE_LIMITS } from "../../../server/protocol/live.ts";

const namespace = (name: string, owner?: string): KubeObject =>
  ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, uid: name, ...(owner ? { labels: { "podroom.io/owner": owner } } : {}) },
  }) as unknown as KubeObject;
const NAMESPACES = [
  namespace("default"),
  namespace("kim-1", "kim"),
  namespace("mina-2", "mina"),
  namespace("juno-3", "juno"),
];

describe("CLASS-20 a view that is led to", () => {
  it("CLASS-20 is the same for all, but the leader's own namespace is each one's own", () => {
    const of = (query: string, you = "mina") => adapted(parseView(query), { leader: "kim", you }, NAMESPACES);
    expect(of("?ns=kim-1&at=pods/kim-1/pod-1&tab=why")).toEqual(parseView("?ns=mina-2&at=pods/mina-2/pod-1&tab=why"));
    for (const query of ["?ns=juno-3&at=pods/juno-3/pod-1", "?ns=default", "?ns=&view=tables&kind=nodes", ""])
      expect(of(query)).toEqual(parseView(query));
    expect(of("?ns=kim-1", "viewer")).toEqual(parseView("?ns=kim-1"));
    expect(adapted(parseView("?ns=mina-2"), { leader: "lee", you: "juno" }, NAMESPACES).namespace).toBe("mina-2");
  });
});

describe("MONITOR-14 an editor's text", () => {
  it("MONITOR-14 is whole, or whole lines around the cursor", () => {
    expect(editorSight("a\nb\nc", 2)).toEqual({ text: "a\nb\nc", from: 1, line: 2 });
    expect(editorSight("", 0)).toEqual({ text: "", from: 1, line: 1 });
    const lines = Array.from({ length: 5_000 }, (_, index) => `line ${index + 1}`);
    const text = lines.join("\n");
    for (const cursor of [0, 100, text.indexOf("line 2500"), text.length]) {
      const { text: shown, from, line } = editorSight(text, cursor);
      expect(shown.length).toBeLessThanOrEqual(LIVE_LIMITS.editor);
      expect(shown.split("\n")[0]).toBe(`line ${from}`);
      expect(line).toBeGreaterThanOrEqual(from);
      expect(line).toBeLessThan(from + shown.split("\n").length);
    }
    const long = "x".repeat(50_000);
    expect(editorSight(long, 25_000).text).toHaveLength(LIVE_LIMITS.editor);
  });
});

describe("MONITOR-10 a student's pages", () => {
  it("MONITOR-10 of several the one in front that changed last is shown, its parts gathered", () => {
    const sight = (page: number, what: object) => ({ type: "sight", person: "mina", page, sight: what }) as const;
    let state = foldLive(NOTHING_LIVE, sight(1, { view: "?view=map", editor: { text: "a", from: 1, line: 1 } }));
    state = foldLive(state, sight(1, { view: "?view=tables" }));
    const shown = () => sightOf(state.screens.get("mina"));
    expect(shown()).toEqual({ view: "?view=tables", editor: { text: "a", from: 1, line: 1 } });
    state = foldLive(state, sight(2, { view: "?q=2" }));
    expect(shown()?.view).toBe("?q=2");
    state = foldLive(state, sight(2, { hidden: true }));
    expect(shown()?.view).toBe("?view=tables");
    state = foldLive(state, { type: "sight-end", person: "mina", page: 1 });
    expect(shown()?.view).toBe("?q=2");
    state = foldLive(state, { type: "sight-end", person: "mina" });
    expect(shown()).toBeUndefined();
    expect(state.ended.has("mina")).toBe(true);
  });
});
