/** A small operator on a CustomResourceDefinition, written with client-node: it reconciles, reports, cleans up. */
import * as k8s from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClusterProcess, startCluster } from "../support/clusterProcess.ts";
import { codeOf, configOf } from "../support/clients/nodeClient.ts";
import { NO_KUBECTL } from "../support/realKubectl.ts";

const GROUP = { group: "shop.example", version: "v1", plural: "websites" } as const;
const namespace = "default";
const FINALIZER = "shop.example/bill";

interface Website extends k8s.KubernetesObject {
  readonly spec: { readonly colour: string; readonly replicas: number };
  readonly status?: { readonly ready: number; readonly observedGeneration: number };
}

const CRD: k8s.V1CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "websites.shop.example" },
  spec: {
    group: GROUP.group,
    scope: "Namespaced",
    names: { plural: "websites", singular: "website", kind: "Website", shortNames: ["web"], categories: ["all"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.ready" },
        },
        additionalPrinterColumns: [
          { name: "Colour", type: "string", jsonPath: ".spec.colour" },
          { name: "Ready", type: "integer", jsonPath: ".status.ready" },
        ],
        schema: {
          openAPIV3Schema: {
            type: "object",
            required: ["spec"],
            properties: {
              spec: {
                type: "object",
                required: ["colour"],
                properties: {
                  colour: { type: "string", _enum: ["red", "green", "blue"] },
                  replicas: { type: "integer", minimum: 0, maximum: 5, _default: 1 },
                },
              },
              status: {
                type: "object",
                properties: { ready: { type: "integer" }, observedGeneration: { type: "integer" } },
              },
            },
          },
        },
      },
    ],
  },
};

/** Keeps a Deployment for each Website and tells what is ready; bills what it gave before it lets go. */
class Operator {
  readonly billed: string[] = [];
  private readonly custom: k8s.CustomObjectsApi;
  private readonly apps: k8s.AppsV1Api;
  private readonly websites: k8s.Informer<Website> & k8s.ObjectCache<Website>;
  private readonly deployments: k8s.Informer<k8s.V1Deployment> & k8s.ObjectCache<k8s.V1Deployment>;
  private queue: Promise<void> = Promise.resolve();
  readonly problems: unknown[] = [];

  constructor(config: k8s.KubeConfig) {
    this.custom = config.makeApiClient(k8s.CustomObjectsApi);
    this.apps = config.makeApiClient(k8s.AppsV1Api);
    this.websites = k8s.makeInformer<Website>(
      config,
      `/apis/${GROUP.group}/${GROUP.version}/namespaces/${namespace}/${GROUP.plural}`,
      () =>
        this.custom.listNamespacedCustomObject({ ...GROUP, namespace }) as Promise<k8s.KubernetesListObject<Website>>,
    );
    this.deployments = k8s.makeInformer(config, `/apis/apps/v1/namespaces/${namespace}/deployments`, () =>
      this.apps.listNamespacedDeployment({ namespace }),
    );
    for (const event of ["add", "update"] as const)
      this.websites.on(event, ({ metadata }) => this.enqueue(metadata?.name));
    for (const event of ["add", "update", "delete"] as const)
      this.deployments.on(event, ({ metadata }) => this.enqueue(metadata?.ownerReferences?.[0]?.name));
    for (const informer of [this.websites, this.deployments]) informer.on("error", () => undefined);
  }

  async start(): Promise<void> {
    await Promise.all([this.websites.start(), this.deployments.start()]);
  }

  async stop(): Promise<void> {
    await Promise.all([this.websites.stop(), this.deployments.stop()]);
    await this.queue;
  }

  private enqueue(name: string | undefined): void {
    if (name === undefined) return;
    this.queue = this.queue
      .then(() => this.reconcile(name))
      .catch((error: unknown) => {
        // Somebody was quicker: their change comes as an event of its own.
        if (codeOf(error) !== 409 && codeOf(error) !== 404) this.problems.push(error);
      });
  }

  private async reconcile(name: string): Promise<void> {
    const website = (await this.custom.getNamespacedCustomObject({ ...GROUP, namespace, name })) as Website;
    const { metadata = {}, spec, status } = website;
    const finalizers = metadata.finalizers ?? [];
    if (metadata.deletionTimestamp) {
      if (!finalizers.includes(FINALIZER)) return;
      this.billed.push(name);
      const body = {
        ...website,
        metadata: { ...metadata, finalizers: finalizers.filter((other) => other !== FINALIZER) },
      };
      await this.custom.replaceNamespacedCustomObject({ ...GROUP, namespace, name, body });
      return;
    }
    if (!finalizers.includes(FINALIZER)) {
      const body = { ...website, metadata: { ...metadata, finalizers: [...finalizers, FINALIZER] } };
      await this.custom.replaceNamespacedCustomObject({ ...GROUP, namespace, name, body });
      return;
    }
    const deployment = await this.apply(website);
    const told = { ready: deployment.status?.readyReplicas ?? 0, observedGeneration: metadata.generation ?? 0 };
    if (status?.ready === told.ready && status.observedGeneration === told.observedGeneration) return;
    await this.custom.patchNamespacedCustomObjectStatus(
      { ...GROUP, namespace, name, body: { status: told } },
      k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.MergePatch),
    );
    void spec;
  }

  private apply({ metadata = {}, spec }: Website): Promise<k8s.V1Deployment> {
    const name = metadata.name as string;
    const labels = { website: name };
    const body: k8s.V1Deployment = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: {
        name,
        ownerReferences: [
          {
            apiVersion: `${GROUP.group}/${GROUP.version}`,
            kind: "Website",
            name,
            uid: metadata.uid as string,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      spec: {
        replicas: spec.replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: { ...labels, colour: spec.colour } },
          spec: { terminationGracePeriodSeconds: 1, containers: [{ name: "web", image: "nginx" }] },
        },
      },
    };
    return this.apps.patchNamespacedDeployment(
      { namespace, name, body, fieldManager: "website-operator", force: true },
      k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.ServerSideApply),
    );
  }
}

describe.skipIf(NO_KUBECTL)("CNODE-5 an operator", () => {
  let cluster: ClusterProcess;
  let operator: Operator;
  const kubectl = (...args: readonly string[]): Promise<string> => cluster.kubectl.output(args);
  const website = (name: string, spec: object): string =>
    JSON.stringify({ apiVersion: "shop.example/v1", kind: "Website", metadata: { name }, spec });
  const eventually = (look: () => Promise<string>) => expect.poll(look, { timeout: 20_000, interval: 150 });

  beforeAll(async () => {
    cluster = await startCluster("--https", "--speed", "5");
    const config = configOf(cluster.kubeconfig);
    await config.makeApiClient(k8s.ApiextensionsV1Api).createCustomResourceDefinition({ body: CRD });
    await kubectl("wait", "--for=condition=Established", "crd/websites.shop.example", "--timeout=20s");
    operator = new Operator(config);
    await operator.start();
  });
  afterAll(async () => {
    await operator?.stop();
    await cluster?.stop();
  });

  it("CNODE-5 makes what is asked for, and kubectl shows it in columns of its own", async () => {
    await cluster.kubectl.output(["apply", "-f", "-"], website("front", { colour: "red", replicas: 2 }));
    await eventually(() => kubectl("get", "websites")).toMatch(/^NAME +COLOUR +READY\nfront +red +2\n$/);
    expect(await kubectl("get", "deploy", "front", "-o", "jsonpath={.spec.template.metadata.labels.colour}")).toBe(
      "red",
    );
    expect(await kubectl("get", "all")).toMatch(/website\.shop\.example\/front/);
  });

  it("CNODE-5 follows changes, by whom and how ever", async () => {
    await cluster.kubectl.output(["apply", "-f", "-"], website("front", { colour: "blue", replicas: 2 }));
    await eventually(() =>
      kubectl("get", "deploy", "front", "-o", "jsonpath={.spec.template.metadata.labels.colour}"),
    ).toBe("blue");
    await kubectl("scale", "website", "front", "--replicas=3");
    await eventually(() => kubectl("get", "web", "front", "-o", "jsonpath={.status.ready}")).toBe("3");
    await kubectl("delete", "deployment", "front");
    await eventually(() =>
      kubectl("get", "deploy", "front", "--ignore-not-found", "-o", "jsonpath={.status.readyReplicas}"),
    ).toBe("3");
  });

  it("CNODE-5 what the schema does not allow is refused before the operator sees it", async () => {
    const wrong = await cluster.kubectl.run(["apply", "-f", "-"], website("odd", { colour: "beige", replicas: 9 }));
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('Unsupported value: "beige": supported values: "red", "green", "blue"');
    expect(wrong.stderr).toContain("spec.replicas in body should be less than or equal to 5");
    const unknown = await cluster.kubectl.run(["create", "-f", "-"], website("odd", { colour: "red", nonsense: 1 }));
    expect(unknown.stderr).toContain('unknown field "spec.nonsense"');
  });

  it("CNODE-5 lets go when it has cleaned up, and all that was owned goes too", async () => {
    await kubectl("delete", "website", "front", "--timeout=20s");
    expect(operator.billed).toEqual(["front"]);
    await eventually(() => kubectl("get", "deploy,rs,pods", "-o", "name")).toBe("");
    await kubectl("delete", "crd", "websites.shop.example", "--timeout=20s");
    expect((await cluster.kubectl.run(["get", "websites"])).code).toBe(1);
    expect(operator.problems).toEqual([]);
  });
});
