import { describe, expect, it } from "vitest";
import type {
  EndpointSlice,
  Event,
  KubeObject,
  Namespace,
  Secret,
} from "../../../../server/protocol/kubernetes/index.ts";
import { humanDuration } from "../../../../server/protocol/kubernetes/durations.ts";
import { equalJson } from "../../../../server/simulation/api/json.ts";
import { ADMIN, makeWorld } from "./world.ts";

const WRITE = { user: ADMIN, warnings: [] };

describe("stored kinds", () => {
  it("RES-10 labels a Namespace with its name, also a generated one, and keeps it while Terminating", () => {
    const world = makeWorld();
    const made = world.create<Namespace>("namespaces", {
      metadata: { generateName: "team-" } as unknown as { name: string },
    });
    expect(made.metadata.labels).toEqual({ "kubernetes.io/metadata.name": made.metadata.name });
    expect(made.spec.finalizers).toEqual(["kubernetes"]);
    const result = world.api.delete(world.api.definition("namespaces"), made, { options: {}, context: WRITE });
    expect(result.gone).toBe(false);
    expect((result.object as Namespace).status).toEqual({ phase: "Terminating" });
    expect(world.get<Namespace>("namespaces", made.metadata.name).metadata.deletionTimestamp).toBeDefined();
  });

  it("RES-10 keeps the namespaces a cluster cannot do without", () => {
    const world = makeWorld({ policy: true });
    const remove = (name: string) => () =>
      world.api.delete(world.api.definition("namespaces"), world.get("namespaces", name), {
        options: {},
        context: WRITE,
      });
    for (const name of ["default", "kube-system", "kube-public"]) {
      expect(world.refusal(remove(name))).toBe(`namespaces "${name}" is forbidden: this namespace may not be deleted`);
    }
    expect(remove("kube-node-lease")().gone).toBe(false);
  });

  it("RES-11 stores stringData as base64 data, over what data says, for any text", () => {
    const world = makeWorld();
    const made = world.create<Secret>("secrets", {
      metadata: { name: "s" },
      data: { a: "b2xk" },
      stringData: { a: "new", b: "글" },
    } as never);
    expect(made.data).toEqual({ a: "bmV3", b: btoa(String.fromCharCode(...new TextEncoder().encode("글"))) });
    expect(made.type).toBe("Opaque");
    expect("stringData" in made).toBe(false);
  });

  const core = {
    metadata: { name: "e" },
    involvedObject: { kind: "Pod", name: "p", namespace: "default", fieldPath: "spec.containers{c}" },
    reason: "Started",
    message: "m",
    type: "Warning",
    count: 3,
    source: { component: "kubelet", host: "n1" },
    firstTimestamp: "2026-02-28T23:00:00Z",
    lastTimestamp: "2026-02-28T23:59:30Z",
  };

  it("RES-12 shows an Event both ways without loss", () => {
    const world = makeWorld();
    const stored = world.create<Event>("events", core);
    const view = world.api.definition("events.events.k8s.io").view;
    const shown = view?.fromStored(stored) as KubeObject & { readonly [field: string]: unknown };
    expect(shown.regarding).toEqual(core.involvedObject);
    expect(shown.note).toBe("m");
    expect(shown.deprecatedCount).toBe(3);
    expect(equalJson(view?.toStored(shown), stored)).toBe(true);
    expect(world.api.definition("events.events.k8s.io").row(shown, world.runtime.now)).toEqual(
      world.api.definition("events").row(stored, world.runtime.now),
    );
    expect(world.api.definition("events").row(stored, world.runtime.now)).toEqual([
      "30s",
      "Warning",
      "Started",
      "pod/p",
      "spec.containers{c}",
      "kubelet, n1",
      "m",
      "60m",
      3,
      "e",
    ]);
  });

  it("RES-13 is stricter about what comes through events.k8s.io", () => {
    const world = makeWorld();
    const shown = {
      metadata: { name: "f" },
      regarding: core.involvedObject,
      reason: "R",
      note: "m",
      type: "Odd",
      action: "A",
      reportingController: "a.b/c",
      reportingInstance: "i",
      eventTime: "2026-02-28T23:00:00.000000Z",
    };
    expect(world.refusal(() => world.create("events.events.k8s.io", shown))).toBe(
      'Event "f" is invalid: type: Invalid value: "": has invalid value: Odd',
    );
    expect(world.create<Event>("events", { ...core, type: "Odd" }).type).toBe("Odd");
  });

  it("RES-14 counts an EndpointSlice's changes, also a trusted writer's", () => {
    const world = makeWorld();
    const definition = world.api.definition("endpointslices.discovery.k8s.io");
    const made = world.create<EndpointSlice>(definition.resource, {
      metadata: { name: "s" },
      addressType: "IPv4",
      endpoints: [{ addresses: ["1.2.3.4"] }],
      ports: [],
    });
    expect(made.metadata.generation).toBe(1);
    const write = (change: Partial<EndpointSlice>) =>
      world.api.update(
        definition,
        {
          ...world.get<EndpointSlice>(definition.resource, "s"),
          metadata: { ...world.get(definition.resource, "s").metadata },
          ...change,
        } as never,
        { ...WRITE, trusted: true },
      );
    expect(write({ endpoints: [{ addresses: ["1.2.3.5"], conditions: {} }] }).metadata.generation).toBe(2);
    expect(write({}).metadata.generation).toBe(2);
  });

  it("RES-16 has one default PriorityClass", () => {
    const world = makeWorld();
    const body = (name: string) => ({ metadata: { name }, value: 1, globalDefault: true });
    world.create("priorityclasses.scheduling.k8s.io", body("a"));
    expect(world.refusal(() => world.create("priorityclasses.scheduling.k8s.io", body("b")))).toContain(
      "PriorityClass a is already marked as default",
    );
  });

  it("prints ages in kubectl's short form", () => {
    const second = 1000;
    const texts = [1, 119, 120, 599, 600, 10800, 28799, 172800, 691200, 63072000, 70000000].map((seconds) =>
      humanDuration(seconds * second),
    );
    expect(texts).toEqual(["1s", "119s", "2m", "9m59s", "10m", "3h", "7h59m", "2d", "8d", "2y", "2y80d"]);
  });
});
