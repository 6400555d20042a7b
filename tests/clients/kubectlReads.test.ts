/** The real kubectl over https: every way of reading. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { invocations } from "../support/clients/invocations.ts";
import { type ClusterProcess, startCluster } from "../support/clusterProcess.ts";
import { NO_KUBECTL } from "../support/realKubectl.ts";

const manifest = (name: string): string => join(import.meta.dirname, "manifests", name);

describe.skipIf(NO_KUBECTL)(`kubectl reads${NO_KUBECTL ? ` (left out: ${NO_KUBECTL})` : ""}`, () => {
  let cluster: ClusterProcess;
  const kubectl = () => cluster.kubectl;

  beforeAll(async () => {
    cluster = await startCluster("--https", "--speed", "5");
    await kubectl().output(["apply", "-f", manifest("shop.yaml"), "-f", manifest("talkers.yaml")]);
    await kubectl().output(["rollout", "status", "deployment/shop", "--timeout=50s"]);
  });
  afterAll(() => cluster?.stop());

  describe("KCTL-10 get", () => {
    invocations(kubectl, [
      { run: "get pods", out: [/^NAME +READY +STATUS +RESTARTS +AGE\n/, /^shop-\w+-\w+ +1\/1 +Running/m] },
      {
        run: "get pods -l app=shop -o wide",
        out: [/IP +NODE +NOMINATED NODE +READINESS GATES\n/, /20\.\d+\.\d+\.\d+ +k8s-worker[12] /],
      },
      {
        run: "get deploy,svc -l app=shop",
        out: [/^deployment\.apps\/shop +2\/2 +2 +2/m, /^service\/shop +ClusterIP +10\./m],
      },
      {
        run: "get all",
        out: [/^pod\/shop-/m, /^service\/shop/m, /^deployment\.apps\/shop/m, /^replicaset\.apps\/shop-/m],
      },
      { run: "get pod talker -o name", out: "pod/talker\n" },
      { run: "get svc shop -o jsonpath={.spec.ports[0].name}:{.spec.ports[*].port}", out: "http:80" },
      {
        run: "get deploy shop -o \"jsonpath={range .spec.template.spec.containers[*]}{.name}={.image}{'\\n'}{end}\"",
        out: "web=nginx:1.27\n",
      },
      {
        run: "get pods -l app=talk -o custom-columns=NAME:.metadata.name,FIRST:.spec.containers[0].name",
        out: /^NAME +FIRST\ncrasher +c\ntalker +first\n$/,
      },
      { run: "get pod talker -o go-template='{{range .spec.containers}}{{.name}} {{end}}'", out: "first second " },
      { run: "get deploy shop --show-labels", out: /app=shop,tier=front/ },
      { run: "get deploy -L tier,app", out: [/TIER +APP\n/, /front +shop\n/] },
      {
        run: "get pods --sort-by=.metadata.name --no-headers -l app=talk -o custom-columns=N:.metadata.name",
        out: "crasher\ntalker\n",
      },
      { run: "get pods -l 'app in (talk),!tier' -o name", out: "pod/crasher\npod/talker\n" },
      { run: "get pods --field-selector=metadata.name=talker,status.phase=Running -o name", out: "pod/talker\n" },
      { run: "get pods -A --field-selector=spec.nodeName=nowhere", err: "No resources found\n" },
      { run: "get pods -A", out: [/^NAMESPACE +NAME/, /^default +talker/m] },
      { run: "get pods --chunk-size=1 -o name", out: [/talker/, /crasher/] },
      { run: "get nodes", out: [/^k8s-master +Ready +control-plane/m, /^k8s-worker1 +Ready/m] },
      { run: "get ns default -o jsonpath={.status.phase}", out: "Active" },
      { run: "get deploy shop --subresource=scale", out: /^NAME +DESIRED +AVAILABLE +AGE\nshop +2 +2 +\d+s\n$/ },
      {
        run: "get -f - -o name",
        stdin: "apiVersion: v1\nkind: Service\nmetadata: {name: shop}\n",
        out: "service/shop\n",
      },
      { run: "get --raw /version", out: /"gitVersion": ?"v1\.36\.\d+"/ },
      { run: "get --raw /readyz", out: "ok" },
      { run: "get pod nobody", code: 1, err: 'Error from server (NotFound): pods "nobody" not found\n' },
      { run: "get pod nobody --ignore-not-found", out: "", err: "" },
      { run: "get nonsense", code: 1, err: `error: the server doesn't have a resource type "nonsense"\n` },
      { run: "get pods -l 'app in (a'", code: 1, err: /unable to parse requirement/ },
      { run: "get pods --field-selector=spec.nonsense=x", code: 1, err: /field label not supported: spec\.nonsense/ },
      { run: "get events --field-selector=involvedObject.name=talker", out: [/Scheduled +pod\/talker/, /Started/] },
      { run: "events --for pod/talker --types=Normal", out: [/^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n/, /Pulled/] },
    ]);

    it("KCTL-10 get -o yaml and -o json are the same object, with managed fields when asked", async () => {
      const asYaml = parse(await kubectl().output(["get", "svc", "shop", "-o", "yaml"])) as object;
      expect(JSON.parse(await kubectl().output(["get", "svc", "shop", "-o", "json"]))).toEqual(asYaml);
      expect(asYaml).not.toHaveProperty("metadata.managedFields");
      const full = JSON.parse(
        await kubectl().output(["get", "svc", "shop", "-o", "json", "--show-managed-fields"]),
      ) as object;
      expect(full).toHaveProperty("metadata.managedFields.0.manager", "kubectl-client-side-apply");
    });

    it("KCTL-10 get --watch-only --output-watch-events tells what happens", async () => {
      const watch = kubectl().start([
        "get",
        "configmaps",
        "--watch-only",
        "--output-watch-events",
        "--field-selector=metadata.name=seen",
      ]);
      await expect
        .poll(
          async () => {
            await kubectl().run(["create", "-f", "-"], "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: seen}\n");
            await kubectl().run(["delete", "configmap", "seen"]);
            return watch.said();
          },
          { timeout: 15_000 },
        )
        .toMatch(/ADDED +seen[\s\S]*DELETED +seen/);
      watch.stop();
      await watch.ended;
    });
  });

  describe("KCTL-11 describe and explain", () => {
    invocations(kubectl, [
      {
        run: "describe deploy shop",
        out: [
          /^Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable$/m,
          /^OldReplicaSets: +<none>$/m,
        ],
      },
      { run: "describe pods -l app=talk", out: [/^Name: +talker$/m, /^Name: +crasher$/m, /Exit Code: +3/] },
      { run: "describe node k8s-worker1", out: [/^Roles: +<none>$/m, /^Allocated resources:$/m] },
      { run: "describe svc/shop", out: [/^Endpoints: +20\.[\d.]+:80,20\.[\d.]+:80$/m] },
      {
        run: "explain pod.spec.containers.ports",
        out: [
          /^KIND: +Pod\nVERSION: +v1\n/,
          /^FIELD: +ports <\[\]ContainerPort>$/m,
          /containerPort\t<integer> -required-/,
        ],
      },
      {
        run: "explain deployment --recursive --max-depth=2 --output=plaintext-openapiv2",
        code: 1,
        err: /unknown flag: --max-depth/,
      },
      { run: "explain deployment --recursive", out: [/^GROUP: +apps$/m, /maxUnavailable\t<IntOrString>/] },
      { run: "explain pod.spec.nonsense", code: 1, err: 'error: field "nonsense" does not exist\n' },
    ]);
  });

  describe("KCTL-12 the server and oneself", () => {
    invocations(kubectl, [
      { run: "version -o json", out: /"serverVersion"/ },
      { run: "cluster-info", out: /Kubernetes control plane.* is running at .*https:\/\/127\.0\.0\.1:\d+/ },
      { run: "api-versions", out: [/^apps\/v1$/m, /^v1$/m, /^rbac\.authorization\.k8s\.io\/v1$/m] },
      {
        run: "api-resources --namespaced=false -o name",
        out: [/^nodes$/m, /^clusterroles\.rbac\.authorization\.k8s\.io$/m],
      },
      {
        run: "api-resources --api-group=apps --verbs=list,watch --no-headers",
        out: /^deployments +deploy +apps\/v1 +true +Deployment$/m,
      },
      { run: "api-resources --categories=all -o name", out: /^daemonsets\.apps$/m },
      { run: "config current-context", out: "podroom\n" },
      { run: "config view --minify", out: [/server: https:\/\/127\.0\.0\.1/, /token: REDACTED/] },
      { run: "auth can-i create pods", out: "yes\n" },
      { run: "auth can-i --list", out: /\*\.\* +\[\] +\[\] +\[\*\]/ },
      { run: "auth can-i delete nodes --as=system:serviceaccount:default:default", code: 1, out: "no\n" },
      {
        run: "get pods --as=system:serviceaccount:default:default",
        code: 1,
        err: 'Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"\n',
      },
      { run: "auth whoami", out: [/^Username +kubernetes-admin$/m, /system:masters/] },
      { run: "get pods --token=wrong", code: 1, err: /You must be logged in to the server \(Unauthorized\)/ },
    ]);
  });

  describe("KCTL-13 logs", () => {
    invocations(kubectl, [
      { run: "logs talker -c first", eventually: true, out: "one\ntwo\nthree\n" },
      { run: "logs talker", err: /^Defaulted container "first" out of: first, second\n/ },
      {
        run: "logs talker --all-containers --prefix",
        out: [/^\[pod\/talker\/first\] one$/m, /^\[pod\/talker\/second\] other$/m],
      },
      { run: "logs talker -c first --tail=1", out: "three\n" },
      { run: "logs talker -c first --limit-bytes=5", out: "one\nt" },
      { run: "logs talker -c first --timestamps --tail=1", out: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z three\n$/ },
      {
        run: "logs talker -c first --since=1ns",
        code: 1,
        err: /sinceSeconds: Invalid value: 0: must be greater than 0/,
      },
      { run: "logs talker -c first --since-time=2020-01-01T00:00:00Z", out: "one\ntwo\nthree\n" },
      { run: "logs crasher -p", eventually: true, out: "about to fail\n" },
      { run: "logs -l app=talk --tail=-1 --all-containers", out: [/other/, /about to fail/] },
      { run: "logs deploy/shop --all-pods --tail=1", out: /^\[pod\/shop-\S+\/web\] .*start worker processes$/m },
      { run: "logs talker -c nobody", code: 1, err: /container nobody is not valid for pod talker/ },
      {
        run: "logs talker -c second -p",
        code: 1,
        err: 'Error from server (BadRequest): previous terminated container "second" in pod "talker" not found\n',
      },
      { run: "logs talker -c first --insecure-skip-tls-verify-backend --tail=1", out: "three\n" },
    ]);

    it("KCTL-13 logs -f goes on until the container ends", async () => {
      await kubectl().output(
        ["apply", "-f", "-"],
        JSON.stringify({
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: "brief" },
          spec: {
            restartPolicy: "Never",
            containers: [
              {
                name: "c",
                image: "busybox",
                command: ["sh", "-c", "for i in 1; do :; done; echo a; sleep 4; echo b; sleep 4; echo c; sleep 1"],
              },
            ],
          },
        }),
      );
      await kubectl().output(["wait", "--for=condition=Ready", "pod/brief", "--timeout=30s"]);
      const { stdout } = await kubectl().run(["logs", "-f", "brief"]);
      expect(stdout).toBe("a\nb\nc\n");
    });
  });
});
