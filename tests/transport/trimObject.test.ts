import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeSums } from "../../components/map/nodeSums.ts";
import { podLook } from "../../components/map/podLook.ts";
import { waitingReason } from "../../components/map/waitingReason.ts";
import { OWN_COLUMNS } from "../../components/tables/columns.tsx";
import type { KubeObject, Pod } from "../../server/protocol/kubernetes/index.ts";
import { objectText, WHOLE_LENGTH } from "../../server/transport/objectText.ts";
import { TRIMMED_LENGTH, trimObject } from "../../server/transport/trimObject.ts";

const seed = Number(process.env.SEED ?? Date.now() & 0xffff);
type Fields = { readonly [key: string]: unknown };

/** Texts of any characters, some of them long. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc
    .tuple(fc.string({ unit: "binary", minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 20_000 }))
    .map(([part, times]) => part.repeat(times)),
);
const leaf = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
const { value } = fc.letrec<{ value: unknown; few: unknown }>((tie) => ({
  few: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("few"), { maxLength: 6 }),
    fc.dictionary(text, tie("few"), { maxKeys: 6 }),
  ),
  value: fc.oneof(
    tie("few"),
    // Many of a kind, as endpoints and volumes are; and one in the other, as schemas are.
    fc.tuple(leaf, fc.integer({ min: 1, max: 3_000 })).map(([one, times]) => new Array<unknown>(times).fill(one)),
    fc
      .tuple(fc.string({ minLength: 1, maxLength: 60 }), leaf, fc.integer({ min: 1, max: 3_000 }))
      .map(([key, one, times]) => Object.fromEntries(Array.from({ length: times }, (_, at) => [`${key}${at}`, one]))),
    fc.tuple(text, tie("few"), fc.integer({ min: 1, max: 100 })).map(([key, one, times]) => {
      let inner = one;
      for (let at = 0; at < times; at++) inner = at % 2 ? [inner] : { [key]: inner };
      return inner;
    }),
  ),
}));
const name = fc.string({ unit: fc.constantFrom(..."abc-.123"), minLength: 1, maxLength: 253 });
const object = fc
  .record({
    name,
    namespace: name,
    uid: fc.uuid(),
    resourceVersion: fc.nat().map(String),
    labels: fc.option(fc.dictionary(name, name, { maxKeys: 200 }), { nil: undefined }),
    metadata: fc.dictionary(fc.constantFrom("annotations", "finalizers", "managedFields", "generateName"), value),
    body: fc.dictionary(fc.constantFrom("spec", "status", "data", "type", "x".repeat(9_000), "rules"), value),
  })
  .map(
    ({ name: own, namespace, uid, resourceVersion, labels, metadata, body }) =>
      ({
        apiVersion: "v1",
        kind: "Any",
        metadata: {
          ...metadata,
          name: own,
          namespace,
          uid,
          resourceVersion,
          creationTimestamp: "2026-01-01T00:00:00Z",
          ...(labels ? { labels } : {}),
        },
        ...body,
      }) as unknown as KubeObject,
  );

/** Whether the one is the other with texts emptied and members left out. */
function isOf(part: unknown, whole: unknown): boolean {
  if (part === whole || (part === "" && typeof whole === "string")) return true;
  if (Array.isArray(part)) return Array.isArray(whole) && part.every((one, at) => isOf(one, whole[at]));
  if (typeof part !== "object" || part === null || typeof whole !== "object" || whole === null) return false;
  return Object.entries(part).every(([key, one]) => Object.hasOwn(whole, key) && isOf(one, (whole as Fields)[key]));
}

const meta = { name: "big", namespace: "default", uid: "u", resourceVersion: "7" };
const stored = (body: object, metadata: object = {}): KubeObject =>
  ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { ...meta, creationTimestamp: "2026-01-01T00:00:00Z", ...metadata },
    ...body,
  }) as unknown as KubeObject;

describe("SYNC-11 what is told of large objects", () => {
  it(`SYNC-11 never more than its bound, nothing that is not so, and always what it is (SEED=${seed})`, () => {
    fc.assert(
      fc.property(object, (whole) => {
        const told = trimObject(whole);
        expect(JSON.stringify(told).length).toBeLessThanOrEqual(TRIMMED_LENGTH);
        for (const key of ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] as const)
          expect(told.metadata[key]).toBe(whole.metadata[key]);
        expect(told).toMatchObject({ apiVersion: whole.apiVersion, kind: whole.kind });
        expect(isOf(told, whole)).toBe(true);
      }),
      { seed, numRuns: 60 },
    );
  });

  it("SYNC-11 what is small stays, of what is large its keys, first members and kinds of values", () => {
    const small = { color: "blue", count: "3" };
    const labels = { app: "shop", tier: "web" };
    const ownerReferences = [{ apiVersion: "v1", kind: "Node", name: "n", uid: "n", controller: true }];
    const applied = "kubectl.kubernetes.io/last-applied-configuration";
    const told = trimObject(
      stored(
        { data: { big: "x".repeat(1_000_000), ...small }, binaryData: { logo: "A".repeat(300_000) } },
        {
          labels,
          ownerReferences,
          annotations: { note: "short", [applied]: "y".repeat(200_000) },
          managedFields: [{ manager: "kubectl", fieldsV1: { "f:data": {} } }],
        },
      ),
    );
    expect(told).toEqual(
      stored(
        { data: { big: "", ...small }, binaryData: { logo: "" } },
        { labels, ownerReferences, annotations: { note: "short", [applied]: "" } },
      ),
    );
    const endpoint = (at: number) => ({
      addresses: [`10.1.0.${at}`],
      conditions: { ready: true },
      nodeName: "worker-1",
    });
    const slice = stored({ endpoints: Array.from({ length: 1_000 }, (_, at) => endpoint(at)), ports: [{ port: 80 }] });
    const { endpoints, ports } = trimObject(slice) as unknown as { endpoints: readonly object[]; ports: unknown };
    expect(ports).toEqual([{ port: 80 }]);
    expect(endpoints.length).toBeGreaterThan(100);
    expect(endpoints[99]).toEqual(endpoint(99));
  });

  it("SYNC-11 an object is told whole up to the limit, and one above it is shortened once", () => {
    const filled = (length: number): KubeObject => {
      const empty = JSON.stringify(stored({ data: { text: "" } })).length;
      return stored({ data: { text: "x".repeat(length - empty) } });
    };
    const at = filled(WHOLE_LENGTH);
    expect(objectText(at)).toEqual({ text: JSON.stringify(at) });
    const above = filled(WHOLE_LENGTH + 1);
    const told = objectText(above);
    expect(told.trimmed).toBe(WHOLE_LENGTH + 1);
    expect(told.text.length).toBeLessThan(300);
    expect(objectText(above)).toBe(told);
  });

  it(`SYNC-11 whatever a pod is made large with, map and tables can be drawn of what is left (SEED=${seed})`, () => {
    const container = fc.dictionary(
      fc.constantFrom("args", "env", "envFrom", "volumeMounts", "ports", "command", "lifecycle", "livenessProbe"),
      value,
    );
    const pods = fc.record({
      containers: fc.array(container, { minLength: 1, maxLength: 8 }),
      spec: fc.dictionary(
        fc.constantFrom("volumes", "tolerations", "affinity", "nodeSelector", "hostAliases", "schedulingGates"),
        value,
      ),
      annotations: value,
      statuses: fc.integer({ min: 0, max: 8 }),
    });
    fc.assert(
      fc.property(pods, ({ containers, spec, annotations, statuses }) => {
        const names = containers.map((one, at) => ({ ...one, name: `c${at}`, image: "nginx" }));
        const pod = {
          ...stored({}, { annotations }),
          kind: "Pod",
          spec: { ...spec, nodeName: "worker-1", containers: names },
          status: {
            phase: "Running",
            podIP: "10.0.0.1",
            containerStatuses: Array.from({ length: statuses }, (_, at) => ({
              name: `c${at}`,
              ready: true,
              restartCount: at,
              state: { running: { startedAt: "2026-01-01T00:00:00Z" } },
            })),
          },
        };
        const told = JSON.parse(JSON.stringify(trimObject(pod as unknown as KubeObject))) as Pod;
        expect(told.spec.nodeName).toBe("worker-1");
        expect(told.status).toMatchObject({ phase: "Running", podIP: "10.0.0.1" });
        podLook(told);
        waitingReason(told);
        expect(nodeSums([told]).get("worker-1")?.pods).toBe(1);
        for (const { cell, sort } of OWN_COLUMNS["pods"] ?? []) {
          cell(told as unknown as KubeObject, 0);
          sort?.(told as unknown as KubeObject);
        }
      }),
      { seed, numRuns: 40 },
    );
  });
});
