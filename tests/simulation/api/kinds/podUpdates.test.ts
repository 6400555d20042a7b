import { describe, expect, test } from "vitest";
import type { Deployment, Pod } from "../../../../server/protocol/kubernetes/index.ts";
import type { ApiServer } from "../../../../server/simulation/api/ApiServer.ts";
import { cloneJson } from "../../../../server/simulation/api/json.ts";
import { podGracePeriod } from "../../../../server/simulation/api/kinds/pod/podStrategy.ts";
import { unifiedDiff } from "../../../../server/simulation/api/kinds/pod/unifiedDiff.ts";
import { deepFreeze } from "../../../../server/simulation/store/deepFreeze.ts";
import type { Draft } from "../../../../server/simulation/api/ResourceDefinition.ts";
import { create, deploymentBody, newApi, podBody, refusal, update, user } from "./cluster.ts";

const changePod = (api: ApiServer, change: (draft: Draft<Pod>) => void): Pod => update<Pod>(api, "pods", change) as Pod;

function withPod(spec: object = {}, metadata: object = {}): ApiServer {
  const api = newApi();
  create(api, "pods", podBody(spec, metadata));
  return api;
}

describe("KIND-23 pod updates", () => {
  test("an image may change and counts as a new generation", () => {
    const pod = changePod(withPod(), ({ spec }) => {
      (spec.containers[0] as Draft<Pod>["spec"]["containers"][0]).image = "nginx:1.27";
    });
    expect(pod.spec.containers[0]?.image).toBe("nginx:1.27");
    expect(pod.metadata.generation).toBe(2);
  });

  test("another change is refused with a diff of the internal form", () => {
    const { code, message } = refusal(() =>
      changePod(withPod({ automountServiceAccountToken: false }), ({ spec }) => {
        spec.hostname = "h";
      }),
    );
    expect(code).toBe(422);
    expect(message).toContain(
      "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,",
    );
    expect(message).toContain('- "Hostname": "",\n+ "Hostname": "h",\n');
  });

  test("containers may be neither added nor removed", () => {
    const { message } = refusal(() =>
      changePod(withPod(), ({ spec }) => {
        spec.containers.push({ name: "d", image: "i" });
      }),
    );
    expect(message).toBe(
      'Pod "x" is invalid: spec.containers: Forbidden: pod updates may not add or remove containers',
    );
  });

  test("a deadline may come nearer, not go away", () => {
    const api = withPod({ activeDeadlineSeconds: 10 });
    const set = (seconds: number | undefined) => () =>
      changePod(api, ({ spec }) => {
        if (seconds === undefined) delete spec.activeDeadlineSeconds;
        else spec.activeDeadlineSeconds = seconds;
      });
    expect(refusal(set(11)).message).toContain("must be less than or equal to previous value");
    expect(refusal(set(undefined)).message).toContain("must not update from a positive integer to nil value");
    expect(set(5)().spec.activeDeadlineSeconds).toBe(5);
  });

  test("a gated pod's node selector may grow, not change", () => {
    const api = withPod({ schedulingGates: [{ name: "a.b/c" }], nodeSelector: { disk: "ssd" } });
    const grown = changePod(api, ({ spec }) => {
      spec.nodeSelector = { ...spec.nodeSelector, zone: "a" };
    });
    expect(grown.spec.nodeSelector).toEqual({ disk: "ssd", zone: "a" });
    const { message } = refusal(() =>
      changePod(api, ({ spec }) => {
        spec.nodeSelector = { disk: "hdd", zone: "a" };
      }),
    );
    expect(message).toContain("only additions to spec.nodeSelector are allowed");
  });

  test("a pod that is not gated may not change its node selector", () => {
    const change = () =>
      changePod(withPod(), ({ spec }) => {
        spec.nodeSelector = { zone: "a" };
      });
    expect(refusal(change).message).toContain('- "NodeSelector": null,\n+ "NodeSelector": {\n+  "zone": "a"\n+ },\n');
  });
});

describe("KIND-27 parts of a pod", () => {
  const change = (api: ApiServer, part: string, edit: (draft: Draft<Pod>) => void): Pod => {
    const definition = api.definition("pods");
    const draft = cloneJson(api.get(definition, "lab", "x")) as unknown as Draft<Pod>;
    edit(draft);
    definition.defaults?.(draft as never);
    return api.update({ ...definition, ...definition.partialUpdates?.[part] }, draft as never, {
      user,
      warnings: [],
    }) as Pod;
  };

  test("a debug container is added and nothing else changes", () => {
    const api = withPod();
    const pod = change(api, "ephemeralcontainers", ({ spec }) => {
      spec.ephemeralContainers = [{ name: "d", image: "busybox" }];
      spec.hostname = "ignored";
    });
    expect(pod.spec.ephemeralContainers?.[0]).toMatchObject({ name: "d", imagePullPolicy: "Always" });
    expect(pod.spec.hostname).toBeUndefined();
    const remove = () =>
      change(api, "ephemeralcontainers", ({ spec }) => {
        delete spec.ephemeralContainers;
      });
    expect(refusal(remove).message).toContain('existing ephemeral containers "d" may not be removed');
  });

  test("a resize keeps the class of service and removes no resource", () => {
    const resources = { requests: { cpu: "100m", memory: "64Mi" } };
    const api = withPod({ containers: [{ name: "c", image: "i", resources }] });
    const resized = (own: object) => () =>
      change(api, "resize", ({ spec }) => {
        (spec.containers[0] as { resources?: object }).resources = own;
      });
    expect(resized({ requests: { cpu: "200m", memory: "64Mi" } })().spec.containers[0]?.resources).toEqual({
      requests: { cpu: "200m", memory: "64Mi" },
    });
    expect(refusal(resized({ requests: { cpu: "200m" } })).message).toContain("resource requests cannot be removed");
    expect(refusal(resized({})).message).toContain("Pod QOS Class may not change as a result of resizing");
    const more = { requests: { cpu: "200m", memory: "64Mi", "ephemeral-storage": "1Gi" } };
    expect(refusal(resized(more)).message).toContain("only cpu and memory resources are mutable");
  });
});

describe("KIND-26 grace of a deletion", () => {
  const pod = (spec: object, phase = "Running"): Pod =>
    ({ spec: { containers: [], ...spec }, status: { phase } }) as unknown as Pod;

  test.each([
    ["the spec's when none is asked for", { nodeName: "n", terminationGracePeriodSeconds: 7 }, undefined, "Running", 7],
    ["the one asked for", { nodeName: "n", terminationGracePeriodSeconds: 7 }, 3, "Running", 3],
    ["one second where negative", { nodeName: "n" }, -1, "Running", 1],
    ["none for a pod that was never bound", { terminationGracePeriodSeconds: 7 }, 30, "Pending", 0],
    ["none for a pod that has ended", { nodeName: "n", terminationGracePeriodSeconds: 7 }, undefined, "Failed", 0],
  ])("%s", (_title, spec, requested, phase, seconds) => {
    expect(podGracePeriod(pod(spec, phase), requested)).toBe(seconds);
  });
});

describe("KIND-30 Deployments", () => {
  test("KIND-30 the selector never changes", () => {
    const api = newApi();
    create(api, "deployments.apps", deploymentBody());
    const { message } = refusal(() =>
      update<Deployment>(api, "deployments.apps", ({ spec }) => {
        spec.selector = { matchLabels: { app: "b" } };
        spec.template.metadata = { labels: { app: "b" } };
      }),
    );
    expect(message).toBe(
      'Deployment.apps "x" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable',
    );
  });

  test("KIND-32 annotations count as a generation, labels do not", () => {
    const api = newApi();
    create(api, "deployments.apps", deploymentBody());
    const labelled = update<Deployment>(api, "deployments.apps", ({ metadata }) => {
      metadata.labels = { a: "b" };
    });
    expect(labelled.metadata.generation).toBe(1);
    const annotated = update<Deployment>(api, "deployments.apps", ({ metadata }) => {
      metadata.annotations = { a: "b" };
    });
    expect(annotated.metadata.generation).toBe(2);
  });
});

describe("KIND-23 unified diffs", () => {
  const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

  test("equal texts have none", () => {
    expect(unifiedDiff("a\nb", "a\nb")).toBe("");
  });

  test("changes far apart stand in hunks of their own, with three lines around", () => {
    const before = lines(20);
    const after = before.map((line) => (line === "line 2" || line === "line 18" ? `${line}!` : line));
    expect(unifiedDiff(before.join("\n"), after.join("\n"))).toBe(
      "@@ -1,5 +1,5 @@\n line 1\n-line 2\n+line 2!\n line 3\n line 4\n line 5\n" +
        "@@ -15,6 +15,6 @@\n line 15\n line 16\n line 17\n-line 18\n+line 18!\n line 19\n line 20\n",
    );
  });

  test("a line inserted at the end", () => {
    expect(unifiedDiff("a", "a\nb")).toBe("@@ -1 +1,2 @@\n a\n+b\n");
  });
});

describe("KIND-21, KIND-28, KIND-31 what is filled in and warned about", () => {
  const limited = { containers: [{ name: "c", image: "nginx", resources: { limits: { cpu: "1" } } }] };

  test("KIND-21 a limit becomes the request in pods, not in templates", () => {
    const pod = create(newApi(), "pods", podBody(limited)).object as Pod;
    expect(pod.spec.containers[0]?.resources).toEqual({ limits: { cpu: "1" }, requests: { cpu: "1" } });
    const template = { metadata: { labels: { app: "a" } }, spec: limited };
    const deployment = create(newApi(), "deployments.apps", deploymentBody({ template })).object as Deployment;
    expect(deployment.spec.template.spec?.containers[0]?.resources).toEqual({ limits: { cpu: "1" } });
  });

  test("KIND-21 also in pods that controllers make, without touching the template", () => {
    const api = newApi();
    const template = deepFreeze(cloneJson(limited));
    const draft = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "x", namespace: "lab" },
      spec: { ...template },
    } as never;
    const pod = api.create(api.definition("pods"), draft, { user, trusted: true, warnings: [] }) as Pod;
    expect(pod.spec.containers[0]?.resources).toEqual({ limits: { cpu: "1" }, requests: { cpu: "1" } });
    expect(pod.spec.enableServiceLinks).toBe(true);
    expect(template).toEqual(limited);
  });

  test("KIND-28 the same port twice is accepted with a warning", () => {
    const ports = [{ containerPort: 8080 }];
    const containers = ["a", "b"].map((name) => ({ name, image: "kubetm/p8000", ports }));
    expect(create(newApi(), "pods", podBody({ containers })).warnings).toEqual([
      "spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]",
    ]);
  });

  test("KIND-28 a fraction of a byte is accepted with a warning", () => {
    const containers = [{ name: "c", image: "i", resources: { requests: { memory: "0.8Gi" } } }];
    expect(create(newApi(), "pods", podBody({ containers })).warnings).toEqual([
      'spec.containers[0].resources.requests[memory]: fractional byte value "858993459200m" is invalid, must be an integer',
    ]);
  });

  test("KIND-31 a rolling update moves a quarter at a time, and never nothing", () => {
    const { spec } = create(newApi(), "deployments.apps", deploymentBody()).object as Deployment;
    expect(spec.strategy).toEqual({ type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" } });
    const stuck = deploymentBody({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } });
    expect(refusal(() => create(newApi(), "deployments.apps", stuck)).message).toContain(
      "may not be 0 when `maxSurge` is 0",
    );
  });
});
