import { describe, expect, test } from "vitest";
import type { KubeObject, Namespace, Node, Pod } from "../../../../server/protocol/kubernetes/index.ts";
import { ADMISSION_PLUGINS, runAdmission } from "../../../../server/simulation/api/admission/index.ts";
import { cloneJson } from "../../../../server/simulation/api/json.ts";
import type { ApiServer } from "../../../../server/simulation/api/ApiServer.ts";
import type { Draft } from "../../../../server/simulation/api/ResourceDefinition.ts";
import { create, deploymentBody, newApi, podBody, refusal, update, user } from "../kinds/cluster.ts";

const newPod = (spec: object = {}): Pod => create(newApi(), "pods", podBody(spec)).object as Pod;

describe("KIND-40 namespaces", () => {
  test("an unknown one is not found, whatever is created in it", () => {
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", namespace: "nowhere" } };
    expect(refusal(() => create(newApi(), "configmaps", body))).toEqual({
      code: 404,
      message: 'namespaces "nowhere" not found',
    });
  });

  test("one that is going away takes nothing more", () => {
    const api = newApi();
    const lab = api.store.get("namespaces", "", "lab") as KubeObject;
    api.store.put("namespaces", { ...lab, metadata: { ...lab.metadata }, status: { phase: "Terminating" } });
    expect(refusal(() => create(api, "pods", podBody()))).toEqual({
      code: 403,
      message: 'pods "x" is forbidden: unable to create new content in namespace lab because it is being terminated',
    });
  });
});

describe("KIND-48 refusals of pods that get their name from generateName", () => {
  test("name what they have: the beginning of a name, later the name", () => {
    const api = newApi();
    const body = (spec: object) => {
      const { metadata: _, ...pod } = podBody(spec) as { metadata?: unknown };
      return { ...pod, metadata: { generateName: "web-" } };
    };
    const refused = (spec: object): string => {
      try {
        create(api, "pods", body(spec));
        return "created";
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refused({ serviceAccountName: "nobody" })).toBe(
      'pods "web-" is forbidden: error looking up service account lab/nobody: serviceaccount "nobody" not found',
    );
    expect(refused({ priorityClassName: "none" })).toBe(
      'pods "web-" is forbidden: no PriorityClass with name none was found',
    );
    expect(refused({ nodeName: "A_B" })).toMatch(/^Pod "web-[a-z0-9]{5}" is invalid: spec.nodeName: /);
  });
});

describe("KIND-41 service accounts", () => {
  const account = {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "quiet" },
    automountServiceAccountToken: false,
    imagePullSecrets: [{ name: "reg" }],
  };

  test("the default one, its token mounted in every container", () => {
    const { spec } = newPod({ initContainers: [{ name: "i", image: "i" }] });
    expect(spec).toMatchObject({ serviceAccountName: "default", serviceAccount: "default" });
    const name = spec.volumes?.[0]?.name;
    expect(name).toMatch(/^kube-api-access-[a-z0-9]{5}$/);
    for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
      expect(container.volumeMounts).toEqual([
        { name, readOnly: true, mountPath: "/var/run/secrets/kubernetes.io/serviceaccount" },
      ]);
    }
  });

  test("none mounted when the pod or its account says no, and the pod has the last word", () => {
    const api = newApi();
    create(api, "serviceaccounts", account);
    const quiet = create(api, "pods", podBody({ serviceAccountName: "quiet" })).object as Pod;
    expect(quiet.spec.volumes).toBeUndefined();
    expect(quiet.spec.imagePullSecrets).toEqual([{ name: "reg" }]);
    const loud = create(
      api,
      "pods",
      podBody({ serviceAccountName: "quiet", automountServiceAccountToken: true }, { name: "y" }),
    ).object as Pod;
    expect(loud.spec.volumes).toHaveLength(1);
    expect(newPod({ automountServiceAccountToken: false }).spec.volumes).toBeUndefined();
  });

  test("a missing one refuses the pod", () => {
    expect(refusal(() => newPod({ serviceAccountName: "nope" })).message).toBe(
      'pods "x" is forbidden: error looking up service account lab/nope: serviceaccount "nope" not found',
    );
  });
});

describe("KIND-42 priority", () => {
  test("comes from the class", () => {
    expect(newPod().spec).toMatchObject({ priority: 0, preemptionPolicy: "PreemptLowerPriority" });
    expect(newPod({ priorityClassName: "system-node-critical" }).spec.priority).toBe(2_000_001_000);
  });

  test("is not the pod's to say", () => {
    expect(refusal(() => newPod({ priority: 5 })).message).toContain(
      "the integer value of priority (5) must not be provided in pod spec",
    );
    expect(refusal(() => newPod({ priorityClassName: "nope" })).message).toBe(
      'pods "x" is forbidden: no PriorityClass with name nope was found',
    );
  });
});

describe("KIND-43 and KIND-44 taints", () => {
  test("KIND-43 only what is missing is added", () => {
    const own = { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 5 };
    const { tolerations } = newPod({ tolerations: [own] }).spec;
    expect(tolerations?.map(({ key, tolerationSeconds }) => [key, tolerationSeconds])).toEqual([
      ["node.kubernetes.io/not-ready", 5],
      ["node.kubernetes.io/unreachable", 300],
    ]);
    expect(newPod({ tolerations: [{ operator: "Exists" }] }).spec.tolerations).toHaveLength(1);
  });

  test("KIND-44 a new node is not ready", () => {
    const node = create(newApi(), "nodes", { apiVersion: "v1", kind: "Node", metadata: { name: "n1" } }).object as Node;
    expect(node.spec?.taints).toEqual([{ key: "node.kubernetes.io/not-ready", effect: "NoSchedule" }]);
  });
});

describe("KIND-45 templates", () => {
  test("containers shared with a template stay as they are", () => {
    const api = newApi();
    const containers = [{ name: "c", image: "i", resources: {} }];
    const before = cloneJson(containers);
    const draft = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "x", namespace: "lab" },
      spec: { containers },
    } as unknown as Draft<KubeObject>;
    runAdmission(
      ADMISSION_PLUGINS,
      "mutate",
      { operation: "CREATE", definition: api.definition("pods"), draft, user, warnings: [], alongside: [] },
      api.strategy,
    );
    expect((draft.spec as Pod["spec"]).containers[0]?.volumeMounts).toHaveLength(1);
    expect(containers).toEqual(before);
  });
});

describe("KIND-46 and KIND-47 pod security", () => {
  /** Labels namespace lab; answers the warnings that gives. */
  function label(api: ApiServer, labels: { readonly [key: string]: string }): readonly string[] {
    const definition = api.definition("namespaces");
    const draft = cloneJson(api.get(definition, "", "lab")) as Draft<Namespace>;
    draft.metadata.labels = { ...draft.metadata.labels, ...labels };
    const warnings: string[] = [];
    api.update(definition, draft as Draft<KubeObject>, { user, warnings });
    return warnings;
  }

  const enforce = (level: string): { readonly [key: string]: string } => ({
    "pod-security.kubernetes.io/enforce": level,
  });
  const privileged = { containers: [{ name: "c", image: "i", securityContext: { privileged: true } }] };

  test("KIND-46 each violation is named", () => {
    const api = newApi();
    label(api, enforce("baseline"));
    expect(refusal(() => create(api, "pods", podBody({ ...privileged, hostPID: true }))).message).toBe(
      'pods "x" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostPID=true), privileged (container "c" must not set securityContext.privileged=true)',
    );
    expect(create(api, "pods", podBody()).warnings).toEqual([]);
  });

  test("KIND-46 a workload is let pass with a warning", () => {
    const api = newApi();
    label(api, enforce("restricted"));
    const [warning] = create(api, "deployments.apps", deploymentBody()).warnings;
    expect(warning).toContain('would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false');
  });

  test("KIND-46 making a namespace stricter names the pods that break the standard", () => {
    const api = newApi();
    for (const name of ["b", "a"]) create(api, "pods", podBody(privileged, { name }));
    create(api, "pods", podBody());
    expect(label(api, enforce("baseline"))).toEqual([
      'existing pods in namespace "lab" violate the new PodSecurity enforce level "baseline:latest"',
      "a (and 1 other pod): privileged",
    ]);
  });

  test("KIND-46 labels that make no sense are refused", () => {
    const { message } = refusal(() => label(newApi(), enforce("strict")));
    expect(message).toContain(
      'metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted',
    );
  });

  test("KIND-47 only a new image is checked again", () => {
    const api = newApi();
    create(api, "pods", podBody(privileged));
    label(api, enforce("baseline"));
    const labelled = update<Pod>(api, "pods", ({ metadata }) => {
      metadata.labels = { a: "b" };
    });
    expect(labelled.metadata.labels).toEqual({ a: "b" });
    const renew = () =>
      update<Pod>(api, "pods", ({ spec }) => {
        (spec.containers[0] as { image?: string }).image = "j";
      });
    expect(refusal(renew).code).toBe(403);
  });
});
