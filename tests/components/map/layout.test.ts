import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Box } from "../../../components/map/layout/boxes.ts";
import { nodeLines, ownerLines, roundedPath, serviceLines } from "../../../components/map/layout/lines.ts";
import { fitMap, layoutMap, type MapInput } from "../../../components/map/layout/mapLayout.ts";
import { assignSlots } from "../../../components/map/layout/slots.ts";

function input(nodes: readonly (readonly [capacity: number, pods: number])[], more: Partial<MapInput> = {}): MapInput {
  return {
    nodes: nodes.map(([capacity], index) => ({ name: `n${index}`, capacity, quiet: false })),
    slots: new Map(
      nodes.map(([, pods], index) => [`n${index}`, Array.from({ length: pods }, (_, p) => `n${index}-${p}`)]),
    ),
    ingresses: [],
    services: [],
    owners: [],
    ...more,
  };
}

const apart = (left: Box, right: Box): boolean =>
  left.left >= right.left + right.width ||
  right.left >= left.left + left.width ||
  left.top >= right.top + right.height ||
  right.top >= left.top + left.height;

function overlapping(boxes: readonly Box[]): readonly (readonly [Box, Box])[] {
  return boxes.flatMap((box, index) =>
    boxes
      .slice(index + 1)
      .filter((other) => !apart(box, other))
      .map((other) => [box, other] as const),
  );
}

describe("MAP-1 areas", () => {
  test("a node of twice the capacity has twice the area, over several rows too", () => {
    const pods = [12, 9, 3, 0, 12, 7, 1, 5];
    const { nodes } = layoutMap(input(pods.map((count, index) => [1 + (index % 2), count] as const)), {
      width: 1000,
      magnified: 1,
    });
    expect(new Set(nodes.map(({ top }) => top)).size).toBeGreaterThan(1);
    const area = nodes.map(({ width, height }) => width * height);
    for (const index of [1, 3, 5, 7]) expect((area[index] ?? 0) / (area[0] ?? 1)).toBeCloseTo(2, 1);
    for (const index of [2, 4, 6]) expect((area[index] ?? 0) / (area[0] ?? 1)).toBeCloseTo(1, 1);
  });
  test("a control plane stands apart at the right", () => {
    const base = input([
      [1, 1],
      [2, 1],
      [1, 0],
    ]);
    const nodes = base.nodes.map((node, index) => ({ ...node, quiet: index === 2 }));
    const placed = layoutMap({ ...base, nodes }, { width: 1000, magnified: 1 }).nodes;
    const [first, second, quiet] = placed as unknown as [Box, Box, Box];
    expect(quiet.left).toBeGreaterThanOrEqual(second.left + second.width);
    expect(quiet.width).toBeLessThan(first.width);
  });
});

test("MAP-2 nothing overlaps, whatever is there", () => {
  const seed = Date.now() & 0xffff;
  const clusters = fc.record({
    nodes: fc.array(fc.tuple(fc.double({ min: 0.25, max: 8, noNaN: true }), fc.integer({ min: 0, max: 40 })), {
      maxLength: 14,
    }),
    waiting: fc.integer({ min: 0, max: 30 }),
    services: fc.array(fc.integer({ min: 80, max: 500 }), { maxLength: 9 }),
    owners: fc.array(fc.integer({ min: 80, max: 400 }), { maxLength: 5 }),
    width: fc.integer({ min: 320, max: 2000 }),
  });
  fc.assert(
    fc.property(clusters, ({ nodes, waiting, services, owners, width }) => {
      const base = input(nodes);
      const slots = new Map([...base.slots, ["", Array.from({ length: waiting }, (_, index) => `w${index}`)]]);
      const pills = (kind: string, widths: readonly number[]) =>
        widths.map((own, index) => ({ id: `${kind}${index}`, width: own }));
      const whole = { ...base, slots, services: pills("s", services), owners: pills("o", owners) };
      const { layout } = fitMap(whole, { width, height: 560 });
      const boxes = [...layout.pills.values(), ...layout.nodes, ...(layout.waiting ? [layout.waiting] : [])];
      expect(overlapping(boxes)).toEqual([]);
      const cards = [...layout.pods.values()];
      expect(overlapping(cards)).toEqual([]);
      for (const node of layout.nodes)
        expect(
          (whole.slots.get(node.name) ?? []).filter((uid) => {
            const card = layout.pods.get(uid ?? "") as Box;
            return !(
              card.left > node.left &&
              card.left + card.width <= node.left + node.width &&
              card.top + card.height < node.top + node.height
            );
          }),
        ).toEqual([]);
    }),
    { seed, numRuns: 60 },
  );
});

describe("MAP-3 places hold still", () => {
  const at = (pods: readonly string[]) => new Map([["n", pods]]);
  test("who goes leaves a hole, who comes takes it, nobody else moves", () => {
    const first = assignSlots(new Map(), at(["a", "b", "c"]));
    expect(first.get("n")).toEqual(["a", "b", "c"]);
    const gone = assignSlots(first, at(["a", "c"]));
    expect(gone.get("n")).toEqual(["a", undefined, "c"]);
    expect(assignSlots(gone, at(["a", "c", "d", "e"])).get("n")).toEqual(["a", "d", "c", "e"]);
    expect(assignSlots(first, at(["a"])).get("n")).toEqual(["a"]);
  });
  test("nothing changed is the very same", () => {
    const first = assignSlots(new Map(), at(["a", "b"]));
    expect(assignSlots(first, at(["b", "a"]))).toBe(first);
    expect(
      assignSlots(
        first,
        new Map([
          ["n", ["a", "b"]],
          ["m", []],
        ]),
      ),
    ).not.toBe(first);
  });
});

describe("MAP-4 the whole fits", () => {
  test.each([
    [3, 2],
    [3, 12],
    [20, 50],
    [100, 10],
  ])("%i nodes with %i pods each", (nodes, pods) => {
    const window = { width: 1050, height: 520 };
    const { layout, scale } = fitMap(input(Array.from({ length: nodes }, () => [1, pods] as const)), window);
    const most = scale === 0.72 ? 2 : 1;
    if (scale > 0.1) expect(layout.height * scale).toBeLessThanOrEqual(window.height * most);
    expect(layout.width * scale).toBeLessThanOrEqual(window.width + 1);
    expect(layout.magnified * scale).toBeGreaterThan(0.8);
  });
  test("a small cluster is seen at its own size", () => {
    expect(
      fitMap(
        input([
          [1, 3],
          [2, 3],
        ]),
        { width: 1050, height: 520 },
      ).scale,
    ).toBe(1);
  });
});

describe("MAP-5 lines", () => {
  const base = input(
    [
      [1, 3],
      [1, 3],
      [1, 4],
    ],
    {
      services: [
        { id: "a", width: 160 },
        { id: "b", width: 160 },
      ],
    },
  );
  const layout = layoutMap(base, { width: 520, magnified: 1 });
  const requests = [...layout.pods.keys()].flatMap((pod) =>
    ["a", "b"].map((from) => ({
      id: `${from} ${pod}`,
      from,
      pod,
      node: pod.split("-")[0] ?? "",
      ready: pod.endsWith("0"),
    })),
  );
  test("end at the card and run over none", () => {
    const lines = serviceLines(layout, requests);
    expect(lines).toHaveLength(requests.length);
    for (const { points, pod } of lines) {
      const target = layout.pods.get(pod) as Box;
      expect(points[points.length - 1]?.[0]).toBe(target.left);
      points.slice(1).forEach((to, index) => {
        const from = points[index] as readonly [number, number];
        const way = {
          left: Math.min(from[0], to[0]),
          top: Math.min(from[1], to[1]),
          width: Math.abs(from[0] - to[0]),
          height: Math.abs(from[1] - to[1]),
        };
        for (const card of layout.pods.values()) expect(apart(way, card)).toBe(true);
      });
    }
  });
  test("from afar there is one a Service and node, which counts", () => {
    const lines = nodeLines(layout, requests);
    expect(lines).toHaveLength(6);
    expect(lines.map(({ count }) => count).reduce((sum, count) => sum + count)).toBe(requests.length);
    expect(lines.every(({ ready, readyCount }) => ready && readyCount === 1)).toBe(true);
  });
  test("paths have round corners and finite numbers", () => {
    const owned = layoutMap({ ...base, owners: [{ id: "o", width: 200 }] }, { width: 520, magnified: 1 });
    const lines = ownerLines(owned, [{ id: "1", from: "o", pod: "n0-0", node: "n0", ready: true }]);
    expect(roundedPath(lines[0]?.points ?? [])).toMatch(/^M[\d.,]+(L[\d.,]+Q[\d.,]+ [\d.,]+)+L[\d.,]+$/);
  });
});
