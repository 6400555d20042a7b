/** How events are written: equal ones count up, similar ones are combined, floods are damped. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Event, KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import { ApiServer } from "../../../server/simulation/api/ApiServer.ts";
import { BUILT_IN_DEFINITIONS } from "../../../server/simulation/api/kinds/index.ts";
import type { EventRecorder } from "../../../server/simulation/controllerkit/EventRecorder.ts";
import { EventRecording } from "../../../server/simulation/controllerkit/eventRecording.ts";
import { LocalClient } from "../../../server/simulation/controllerkit/LocalClient.ts";
import { Runtime } from "../../../server/simulation/runtime/Runtime.ts";
import { Store } from "../../../server/simulation/store/Store.ts";

const MINUTE = 60_000;

describe("CTRL-92 events", () => {
  let runtime: Runtime;
  let store: Store;
  let recorder: EventRecorder;
  let about: KubeObject;
  let client: LocalClient;
  beforeEach(() => {
    runtime = new Runtime({ now: Date.UTC(2026, 10, 24), seed: 1 });
    store = new Store({ clock: runtime, freeze: true });
    const network = { services: "10.96.0.0/12", pods: "20.96.0.0/12" };
    const api = new ApiServer({ store, runtime, network, definitions: BUILT_IN_DEFINITIONS, admission: [] });
    client = new LocalClient(api, "system:node");
    about = client.create("configmaps", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "s", namespace: "default" },
    });
    recorder = new EventRecording({ runtime, store, client }).recorder("tester");
  });
  const events = (): readonly Event[] => [...store.list("events", "default")] as Event[];
  const tell = (message: string, reason = "Told"): void =>
    recorder.event(about, "Normal", { reason, message }, { host: "node" });
  const wait = (ms: number): void => {
    const to = runtime.now + ms;
    while (runtime.runNext(to));
    runtime.now = to;
  };

  it("CTRL-92 equal ones are one event that counts up, with its first and last time", () => {
    tell("a");
    wait(2000);
    tell("a");
    wait(1000);
    tell("b");
    expect(events()).toMatchObject([
      {
        message: "a",
        count: 2,
        firstTimestamp: "2026-11-24T00:00:00Z",
        lastTimestamp: "2026-11-24T00:00:02Z",
        source: { component: "tester", host: "node" },
        reportingComponent: "tester",
        reportingInstance: "node",
        eventTime: null,
      },
      { message: "b", count: 1 },
    ]);
  });

  it("CTRL-92 the tenth of the same reason with another message, within ten minutes, is combined with those that follow", () => {
    for (let index = 0; index < 12; index++) {
      tell(`number ${index}`);
      wait(1000);
    }
    expect(events()).toHaveLength(10);
    expect(events().at(-1)).toMatchObject({ message: "(combined from similar events): number 11", count: 3 });
    wait(11 * MINUTE);
    tell("number 12");
    expect(events().at(-1)).toMatchObject({ message: "number 12", count: 1 });
  });

  it("CTRL-92 one source writes 25 about one object at once, then one every five minutes", () => {
    for (let index = 0; index < 40; index++) tell("a", `Reason${index}`);
    expect(events()).toHaveLength(25);
    wait(4 * MINUTE);
    tell("a", "Late");
    expect(events()).toHaveLength(25);
    wait(MINUTE);
    tell("a", "Later");
    expect(events()).toHaveLength(26);
  });

  it("CTRL-92 with an action they are events.k8s.io's: a time of their own, then a series", () => {
    const act = (): void =>
      recorder.event(about, "Warning", { reason: "FailedScheduling", message: "m" }, { action: "Scheduling" });
    act();
    const [first] = events();
    expect(first).toMatchObject({
      action: "Scheduling",
      source: {},
      firstTimestamp: null,
      eventTime: "2026-11-24T00:00:00.000000Z",
    });
    expect(first?.series).toBeUndefined();
    for (let index = 0; index < 3; index++) {
      wait(1000);
      act();
    }
    expect(events()).toHaveLength(1);
    // The second begins the series; later ones are written when it rests.
    expect(events()[0]?.series).toMatchObject({ count: 2 });
    wait(6 * MINUTE);
    expect(events()[0]?.series).toMatchObject({ count: 4, lastObservedTime: "2026-11-24T00:00:03.000000Z" });
    act();
    expect(events()).toHaveLength(2);
  });

  it("CTRL-92 an hour after it was last written an event is forgotten", () => {
    tell("a");
    wait(59 * MINUTE);
    tell("a");
    wait(59 * MINUTE);
    expect(events()).toHaveLength(1);
    wait(2 * MINUTE);
    expect(events()).toEqual([]);
  });

  it("CTRL-92 what is remembered of an object goes soon after it, of one that is there it stays", () => {
    const memory = (): readonly number[] =>
      ["events:seen", "events:similar", "events:flood"].map((name) => runtime.state(name).size);
    const gone = client.create("configmaps", { ...about, metadata: { name: "gone", namespace: "default" } });
    const tellOfGone = (): void => recorder.event(gone, "Normal", { reason: "Told", message: "a" }, { host: "node" });
    tell("a");
    tellOfGone();
    client.delete("configmaps", "default", "gone");
    wait(MINUTE);
    tellOfGone();
    expect(events().map(({ count }) => count)).toEqual([1, 2]);
    expect(memory()).toEqual([2, 2, 2]);
    wait(5 * MINUTE);
    tell("b");
    wait(MINUTE);
    expect(memory()).toEqual([2, 1, 1]);
    wait(19 * MINUTE);
    tell("a");
    wait(MINUTE);
    // Similar ones count for ten minutes.
    expect(memory()).toEqual([2, 1, 1]);
    expect(events().find(({ metadata, message }) => metadata.name.startsWith("s.") && message === "a")?.count).toBe(2);
  });
});
