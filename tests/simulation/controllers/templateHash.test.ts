import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PodTemplateSpec } from "../../../server/protocol/kubernetes/index.ts";
import { newCluster, pass, send } from "../../support/clusters.ts";
import { goQuantity } from "../../../server/simulation/controllers/history/goQuantity.ts";
import { templateHash } from "../../../server/simulation/controllers/history/templateHash.ts";

const RECORDINGS = join(import.meta.dirname, "../../golden/controllers");

interface Recorded {
  readonly kind?: string;
  readonly metadata?: { readonly labels?: { readonly [key: string]: string } };
  readonly spec?: { readonly template?: PodTemplateSpec };
  readonly data?: { readonly spec: { readonly template: PodTemplateSpec } };
}

/** Templates by the hash a real cluster gave them: those of DaemonSets' revisions and of Deployments' ReplicaSets. */
function recordedHashes(): ReadonlyMap<string, PodTemplateSpec> {
  const found = new Map<string, PodTemplateSpec>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { kind, metadata, spec, data } = value as Recorded;
    const labels = metadata?.labels ?? {};
    const daemon = kind === "ControllerRevision" ? labels["controller-revision-hash"] : undefined;
    const replica = kind === "ReplicaSet" ? labels["pod-template-hash"] : undefined;
    if (daemon && data) {
      const { $patch: _, ...template } = data.spec.template as PodTemplateSpec & { readonly $patch?: string };
      found.set(daemon, template);
    }
    if (replica && spec?.template) {
      const { "pod-template-hash": _, ...others } = spec.template.metadata?.labels ?? {};
      found.set(replica, { ...spec.template, metadata: { ...spec.template.metadata, labels: others } });
    }
    for (const part of Object.values(value)) visit(part);
  };
  for (const name of readdirSync(RECORDINGS).filter((file) => file.endsWith(".jsonl")))
    for (const line of readFileSync(join(RECORDINGS, name), "utf8").trim().split("\n")) visit(JSON.parse(line));
  return found;
}

describe("the hash of a pod template", () => {
  it("CTRL-94 of the documentation's Deployment is that of 1.36", () => {
    const cluster = newCluster({ nodes: "none", kubelet: false });
    const labels = { app: "nginx" };
    const containers = [{ name: "nginx", image: "nginx:1.14.2", ports: [{ containerPort: 80 }] }];
    const spec = {
      replicas: 3,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    };
    const body = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "nginx-deployment", labels }, spec };
    expect(send(cluster, "POST", "/apis/apps/v1/namespaces/default/deployments", { body }).status).toBe(201);
    pass(cluster, 1);
    expect([...cluster.store.list("replicasets.apps")].map(({ metadata }) => metadata.name)).toEqual([
      "nginx-deployment-6c5f67b5f7",
    ]);
  });

  it("CTRL-54 is the one a real cluster gave", () => {
    // Times are blanked in recordings, so templates that hold one cannot be hashed again.
    const known = [...recordedHashes()].filter(([, template]) => !JSON.stringify(template).includes("<time>"));
    expect(known.length).toBeGreaterThan(6);
    for (const [hash, template] of known) expect(templateHash(template)).toBe(hash);
  });

  it("CTRL-54 is another one for each count of collisions", () => {
    const template = { spec: { containers: [{ name: "c", image: "nginx" }] } };
    const hashes = [undefined, 0, 1, 2].map((count) => templateHash(template, count));
    expect(new Set(hashes).size).toBe(4);
  });

  it("CTRL-54 takes lists and maps that are empty for absent, and objects that are empty not", () => {
    const container = { name: "c", image: "nginx" };
    const plain = templateHash({ spec: { containers: [container] } });
    expect(templateHash({ metadata: { labels: {} }, spec: { containers: [container], volumes: [] } })).toBe(plain);
    expect(templateHash({ spec: { containers: [container], securityContext: {} } })).not.toBe(plain);
  });

  it.each([
    ["100m", 100, -3, "100m", "DecimalSI"],
    ["1", 1, 0, "1", "DecimalSI"],
    ["0.5", 5, -1, "", "DecimalSI"],
    ["2000", 2000, 0, "", "DecimalSI"],
    ["3Gi", 3221225472, 0, "3Gi", "BinarySI"],
    ["128Mi", 134217728, 0, "", "BinarySI"],
    ["0", 0, 0, "0", "DecimalSI"],
    ["1e3", 1, 3, "1e3", "DecimalExponent"],
  ])("CTRL-54 knows %s as Go's parser does", (text, value, scale, cached, format) => {
    expect(goQuantity(text)).toBe(
      `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${cached} Format:(resource.Format)${format}}`,
    );
  });
});
