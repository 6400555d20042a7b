/** Real kubectl and kinds it learns of from the server. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClusterProcess, startCluster } from "../support/clusterProcess.ts";
import { type Kubectl, NO_KUBECTL } from "../support/realKubectl.ts";

const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: backups.shop.example
spec:
  group: shop.example
  scope: Namespaced
  names: { plural: backups, kind: Backup, shortNames: [bk], categories: [all] }
  versions:
  - name: v1
    served: true
    storage: true
    subresources: { status: {} }
    additionalPrinterColumns:
    - { name: Schedule, type: string, jsonPath: .spec.schedule }
    schema:
      openAPIV3Schema:
        type: object
        description: Backup is a copy of a database, made again and again.
        properties:
          spec:
            type: object
            required: [schedule]
            properties:
              schedule: { type: string, description: When it is made., pattern: '^(\\S+ ){4}\\S+$' }
              keep: { type: integer, default: 3, minimum: 1 }
            x-kubernetes-validations:
            - { rule: "self.keep < 10", message: keep fewer }
          status: { type: object, x-kubernetes-preserve-unknown-fields: true }
`;
const backup = (more: string) => `apiVersion: shop.example/v1
kind: Backup
metadata: { name: nightly }
spec: { schedule: "0 3 * * *"${more} }
`;

describe.skipIf(NO_KUBECTL)(`kubectl and custom resources${NO_KUBECTL ? ` (left out: ${NO_KUBECTL})` : ""}`, () => {
  let cluster: ClusterProcess;
  let kubectl: Kubectl;

  beforeAll(async () => {
    cluster = await startCluster("--https");
    kubectl = cluster.kubectl;
  });
  afterAll(() => cluster?.stop());

  it("CRD-15 applies a definition, then objects of it", async () => {
    const run = (args: readonly string[], stdin = "") => kubectl.run(args, stdin);
    expect((await run(["apply", "-f", "-"], DEFINITION)).stdout).toBe(
      "customresourcedefinition.apiextensions.k8s.io/backups.shop.example created\n",
    );
    await kubectl.output(["wait", "--for=condition=Established", "crd/backups.shop.example", "--timeout=20s"]);
    expect((await run(["apply", "-f", "-"], backup(""))).stdout).toBe("backup.shop.example/nightly created\n");
    expect((await run(["apply", "-f", "-"], backup(""))).stdout).toBe("backup.shop.example/nightly unchanged\n");
    expect((await run(["apply", "-f", "-"], backup(", keep: 5"))).stdout).toBe(
      "backup.shop.example/nightly configured\n",
    );
    const table = await kubectl.output(["get", "bk"]);
    expect(table).toMatch(/^NAME +SCHEDULE\nnightly +0 3 \* \* \*\n$/);
    expect(await kubectl.output(["get", "bk", "nightly", "-o", "jsonpath={.spec.keep}"])).toBe("5");
    expect(await kubectl.output(["get", "all"])).toContain("backup.shop.example/nightly");
    const explained = await kubectl.output(["explain", "backup.spec.schedule"]);
    expect(explained).toContain("GROUP:      shop.example\nKIND:       Backup\nVERSION:    v1");
    expect(explained).toContain("When it is made.");
    expect(await kubectl.output(["api-resources", "--api-group=shop.example"])).toMatch(
      /backups +bk +shop\.example\/v1 +true +Backup/,
    );
    const wrong = await run(["apply", "-f", "-"], backup(", keep: 50"));
    expect(wrong.stderr).toContain("spec: Invalid value: keep fewer");
    const unknown = await run(["apply", "-f", "-"], backup(", kept: 1"));
    expect(unknown.stderr).toContain('unknown field "spec.kept"');
    expect(
      await kubectl.output([
        "patch",
        "bk",
        "nightly",
        "--type=merge",
        "--subresource=status",
        "-p",
        '{"status":{"last":"ok"}}',
      ]),
    ).toContain("patched");
    expect(
      await kubectl.output(["apply", "--server-side", "--force-conflicts", "-f", "-"], backup(", keep: 4")),
    ).toContain("serverside-applied");
    expect(await kubectl.output(["describe", "bk", "nightly"])).toContain("Schedule:  0 3 * * *");
    expect(await kubectl.output(["delete", "crd", "backups.shop.example"])).toContain("deleted");
    // kubectl remembers what was served.
    expect((await run(["get", "bk"])).stderr).toContain("could not find the requested resource");
  });
});
