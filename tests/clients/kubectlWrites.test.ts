/** The real kubectl over https: every way of writing. */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invocations } from "../support/clients/invocations.ts";
import { type ClusterProcess, startCluster } from "../support/clusterProcess.ts";
import { NO_KUBECTL } from "../support/realKubectl.ts";

const manifest = (name: string): string => join(import.meta.dirname, "manifests", name);
const config = (data: object, name = "plain"): string =>
  JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data });

describe.skipIf(NO_KUBECTL)(`kubectl writes${NO_KUBECTL ? ` (left out: ${NO_KUBECTL})` : ""}`, () => {
  let cluster: ClusterProcess;
  const kubectl = () => cluster.kubectl;
  /** An editor that runs sed over the file: the first argument is its script. */
  const editor = (script: string): Record<string, string> => ({
    KUBE_EDITOR: `${join(cluster.folder, "editor")} ${script}`,
  });

  beforeAll(async () => {
    cluster = await startCluster("--https", "--speed", "5");
    const program = join(cluster.folder, "editor");
    writeFileSync(program, '#!/bin/sh\nexec sed -i "$1" "$2"\n');
    chmodSync(program, 0o755);
    writeFileSync(join(cluster.folder, "app.properties"), "a=1\nb=two\n");
    writeFileSync(join(cluster.folder, "settings.env"), "COLOUR=blue\nSIZE=3\n");
  });
  afterAll(() => cluster?.stop());

  describe("KCTL-20 create", () => {
    invocations(kubectl, [
      { run: "create namespace made", out: "namespace/made created\n" },
      {
        run: "create namespace made",
        code: 1,
        err: 'Error from server (AlreadyExists): namespaces "made" already exists\n',
      },
      { run: "create configmap literals --from-literal=a=1 --from-literal=b=2", out: "configmap/literals created\n" },
      { run: "create configmap files --from-file=app.properties --from-file=renamed=app.properties", out: /created/ },
      { run: "create configmap envs --from-env-file=settings.env", out: /created/ },
      { run: "get configmap envs -o jsonpath={.data.COLOUR}{.data.SIZE}", out: "blue3" },
      { run: "create secret generic hidden --from-literal=password=s3cret", out: "secret/hidden created\n" },
      { run: "get secret hidden -o jsonpath={.data.password}", out: Buffer.from("s3cret").toString("base64") },
      {
        run: "create secret docker-registry pull --docker-server=r.example --docker-username=u --docker-password=p",
        out: "secret/pull created\n",
      },
      { run: "create deployment web --image=nginx --replicas=2 --port=80", out: "deployment.apps/web created\n" },
      { run: "create service clusterip inside --tcp=80:8080", out: "service/inside created\n" },
      { run: "create service nodeport outside --tcp=80 --node-port=30123", out: "service/outside created\n" },
      { run: "create service loadbalancer balanced --tcp=443:8443", out: "service/balanced created\n" },
      { run: "create service externalname elsewhere --external-name=example.com", out: "service/elsewhere created\n" },
      { run: "create job once --image=busybox -- sh -c 'echo done'", out: "job.batch/once created\n" },
      {
        run: "create cronjob nightly --image=busybox --schedule='0 0 * * *' -- date",
        out: "cronjob.batch/nightly created\n",
      },
      { run: "create job tonight --from=cronjob/nightly", out: "job.batch/tonight created\n" },
      {
        run: "wait --for=condition=complete job/once job/tonight --timeout=30s",
        out: "job.batch/once condition met\njob.batch/tonight condition met\n",
      },
      { run: "create serviceaccount robot", out: "serviceaccount/robot created\n" },
      { run: "create token robot --duration=1h", out: /^[\w-]+\.[\w-]+\.[\w-]+\n?$/ },
      {
        run: "create role reader --verb=get,list --resource=pods,pods/log",
        out: "role.rbac.authorization.k8s.io/reader created\n",
      },
      { run: "create rolebinding reads --role=reader --serviceaccount=default:robot", out: /created/ },
      { run: "auth can-i list pods --as=system:serviceaccount:default:robot", out: "yes\n" },
      { run: "auth can-i list services --as=system:serviceaccount:default:robot", code: 1, out: "no\n" },
      { run: "create clusterrole looker --verb=get --resource=nodes --non-resource-url=/metrics", out: /created/ },
      { run: "create clusterrolebinding looks --clusterrole=looker --user=mina --group=class", out: /created/ },
      { run: "create ingress door --rule=shop.example/*=web:80", out: "ingress.networking.k8s.io/door created\n" },
      {
        run: "create poddisruptionbudget guard --selector=app=web --min-available=1",
        out: "poddisruptionbudget.policy/guard created\n",
      },
      { run: "create quota limits --hard=pods=50,services=20", out: "resourcequota/limits created\n" },
      {
        run: "create priorityclass urgent --value=1000 --description=x",
        out: "priorityclass.scheduling.k8s.io/urgent created\n",
      },
      {
        run: "create deployment dry --image=nginx --dry-run=client -o yaml",
        out: [/^kind: Deployment$/m, /image: nginx/],
      },
      { run: "create deployment dry --image=nginx --dry-run=server -o name", out: "deployment.apps/dry\n" },
      { run: "get deployment dry", code: 1, err: /NotFound/ },
      { run: "run lone --image=busybox --restart=Never --labels=app=lone -- sleep 3600", out: "pod/lone created\n" },
      { run: "expose deployment web --port=80 --name=web-door", out: "service/web-door exposed\n" },
      {
        run: "create -f - --validate=strict",
        stdin: JSON.stringify({
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: "odd" },
          spec: { containers: [{ name: "c", image: "i", nonsense: 1 }] },
        }),
        code: 1,
        err: /strict decoding error: unknown field "spec\.containers\[0\]\.nonsense"/,
      },
    ]);
  });

  describe("KCTL-21 apply, diff, replace, delete", () => {
    invocations(kubectl, [
      { run: `apply -f ${manifest("shop.yaml")}`, out: "deployment.apps/shop created\nservice/shop created\n" },
      { run: `apply -f ${manifest("shop.yaml")}`, out: "deployment.apps/shop unchanged\nservice/shop unchanged\n" },
      { run: "apply -f -", stdin: config({ a: "1", b: "2" }), out: "configmap/plain created\n" },
      { run: "diff -f -", stdin: config({ a: "1", b: "2" }), out: "" },
      { run: "diff -f -", stdin: config({ a: "9" }), code: 1, out: [/^- +a: "1"$/m, /^\+ +a: "9"$/m, /^- +b: "2"$/m] },
      {
        run: "apply -f - --dry-run=server",
        stdin: config({ a: "9" }),
        out: "configmap/plain configured (server dry run)\n",
      },
      { run: "apply -f -", stdin: config({ a: "9" }), out: "configmap/plain configured\n" },
      { run: "get configmap plain -o jsonpath={.data}", out: '{"a":"9"}' },
      { run: "apply view-last-applied configmap/plain -o json", out: /"a": "9"/ },
      {
        run: "apply set-last-applied --create-annotation -f -",
        stdin: config({ a: "9", z: "0" }),
        out: "configmap/plain configured\n",
      },
      {
        run: "apply --server-side -f -",
        stdin: config({ a: "1" }, "owned"),
        out: "configmap/owned serverside-applied\n",
      },
      {
        run: "apply --server-side --field-manager=other -f -",
        stdin: config({ a: "2" }, "owned"),
        code: 1,
        err: [/Apply failed with 1 conflict: conflict with "kubectl": \.data\.a/, /--force-conflicts/],
      },
      {
        run: "apply --server-side --field-manager=other --force-conflicts -f -",
        stdin: config({ a: "2" }, "owned"),
        out: "configmap/owned serverside-applied\n",
      },
      {
        run: "diff --server-side --field-manager=other -f -",
        stdin: config({ a: "3" }, "owned"),
        code: 1,
        out: /^\+ +a: "3"$/m,
      },
      {
        run: `apply -k ${manifest("kustomization")}`,
        out: [/configmap\/k-settings-\w+ created/, /service\/k-door created/],
      },
      {
        run: "apply --prune -l group=g -f -",
        stdin: JSON.stringify({
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "p1", labels: { group: "g" } },
        }),
        out: /configmap\/p1 created/,
      },
      {
        run: "apply --prune -l group=g -f -",
        stdin: JSON.stringify({
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "p2", labels: { group: "g" } },
        }),
        out: [/configmap\/p2 created/, /configmap\/p1 pruned/],
      },
      { run: "replace -f -", stdin: config({ c: "3" }), out: "configmap/plain replaced\n" },
      {
        run: "replace --force -f -",
        stdin: config({ c: "4" }),
        out: [/configmap "plain" deleted/, /configmap\/plain replaced/],
      },
      { run: "delete configmap plain owned", out: [/configmap "plain" deleted/, /configmap "owned" deleted/] },
      { run: `delete -k ${manifest("kustomization")}`, out: /service "k-door" deleted/ },
      { run: "delete service -l made=by-kustomize", out: "No resources found\n" },
      {
        run: "delete pod lone --force --grace-period=0",
        out: /pod "lone" force deleted/,
        err: /Immediate deletion does not wait for confirmation/,
      },
      { run: "delete job once --cascade=orphan", out: /job\.batch "once" deleted/ },
      { run: "delete namespace made --wait=true --timeout=30s", out: /namespace "made" deleted/ },
      { run: "delete configmap nobody", code: 1, err: 'Error from server (NotFound): configmaps "nobody" not found\n' },
    ]);
  });

  describe("KCTL-22 changes", () => {
    invocations(kubectl, [
      { run: "label deployment web team=blue", out: "deployment.apps/web labeled\n" },
      {
        run: "label deployment web team=red",
        code: 1,
        err: "error: 'team' already has a value (blue), and --overwrite is false\n",
      },
      { run: "label deployment web team=red --overwrite", out: "deployment.apps/web labeled\n" },
      { run: "label deployment web team-", out: "deployment.apps/web unlabeled\n" },
      { run: "annotate deployment web note='two words'", out: "deployment.apps/web annotated\n" },
      { run: "annotate deployment web --list", out: /note=two words/ },
      { run: 'patch deployment web -p \'{"spec":{"minReadySeconds":1}}\'', out: "deployment.apps/web patched\n" },
      {
        run: 'patch deployment web --type=merge -p \'{"spec":{"minReadySeconds":null}}\'',
        out: "deployment.apps/web patched\n",
      },
      {
        run: `patch deployment web --type=json -p '[{"op":"replace","path":"/spec/replicas","value":3}]'`,
        out: "deployment.apps/web patched\n",
      },
      {
        run: `patch deployment web --type=json -p '[{"op":"remove","path":"/spec/nonsense"}]'`,
        code: 1,
        err: /the server rejected our request due to an error in our request/,
      },
      {
        run: 'patch deployment web --subresource=scale --type=merge -p \'{"spec":{"replicas":2}}\'',
        out: "scale.autoscaling/web patched\n",
      },
      { run: "scale deployment web --replicas=1 --current-replicas=2", out: "deployment.apps/web scaled\n" },
      {
        run: "scale deployment web --replicas=5 --current-replicas=9",
        code: 1,
        err: /Expected replicas to be 9, was 1/,
      },
      {
        run: "autoscale deployment web --min=1 --max=3 --cpu=80%",
        out: "horizontalpodautoscaler.autoscaling/web autoscaled\n",
      },
      { run: "set image deployment/web nginx=nginx:1.27", out: "deployment.apps/web image updated\n" },
      { run: "set env deployment/web COLOUR=green", out: "deployment.apps/web env updated\n" },
      { run: "set env deployment/web --list", out: /^COLOUR=green$/m },
      {
        run: "set resources deployment web --limits=cpu=100m,memory=64Mi",
        out: "deployment.apps/web resource requirements updated\n",
      },
      { run: "set serviceaccount deployment web robot", out: "deployment.apps/web serviceaccount updated\n" },
      { run: "set selector service inside app=web", out: "service/inside selector updated\n" },
      {
        run: "set subject rolebinding reads --user=mina",
        out: "rolebinding.rbac.authorization.k8s.io/reads subjects updated\n",
      },
    ]);

    it("KCTL-22 edit with an editor: changed, unchanged, refused", async () => {
      const replaced = kubectl().with(editor("s/COLOUR/COLOR/"));
      expect(await replaced.output(["edit", "deployment/web"])).toBe("deployment.apps/web edited\n");
      expect(await kubectl().output(["set", "env", "deployment/web", "--list"])).toContain("COLOR=green");
      const same = await kubectl().with(editor("s/x/x/")).run(["edit", "deployment/web"]);
      expect(same.stderr).toContain("Edit cancelled, no changes made.");
      const wrong = await kubectl().with(editor("s/replicas:.*/replicas:\\ -1/")).run(["edit", "deployment/web"]);
      expect(wrong.code).toBe(1);
      expect(wrong.stderr).toContain('error: deployments.apps "web" is invalid');
    });
  });

  describe("KCTL-23 rollouts and waiting", () => {
    invocations(kubectl, [
      { run: "rollout status deployment/web --timeout=50s", out: /deployment "web" successfully rolled out\n$/ },
      { run: "rollout history deployment/web", out: [/^REVISION +CHANGE-CAUSE$/m, /^1 +<none>$/m] },
      { run: "rollout history deployment/web --revision=1", out: [/with revision #1/, /Image:\tnginx\n/] },
      { run: "rollout undo deployment/web --to-revision=1", out: "deployment.apps/web rolled back\n" },
      {
        run: "rollout undo deployment/web --to-revision=999",
        code: 1,
        err: "error: unable to find specified revision 999 in history\n",
      },
      { run: "rollout restart deployment/web", out: "deployment.apps/web restarted\n" },
      { run: "rollout pause deployment/web", out: "deployment.apps/web paused\n" },
      { run: "rollout pause deployment/web", code: 1, err: /is already paused/ },
      { run: "rollout resume deployment/web", out: "deployment.apps/web resumed\n" },
      { run: "rollout status deployment/web --watch=false", out: /./ },
      {
        run: "wait --for=condition=Available deployment/web --timeout=50s",
        out: "deployment.apps/web condition met\n",
      },
      {
        run: "wait --for=jsonpath={.status.readyReplicas}=1 deployment/web --timeout=50s",
        out: "deployment.apps/web condition met\n",
      },
      { run: "wait --for=delete pod/nobody --timeout=1s", out: "" },
      { run: "wait --for=create deployment/web --timeout=5s", out: "deployment.apps/web condition met\n" },
      {
        run: "wait --for=condition=Nonsense deployment/web --timeout=1s",
        code: 1,
        err: /timed out waiting for the condition/,
      },
    ]);
  });

  describe("KCTL-24 nodes", () => {
    invocations(kubectl, [
      { run: "taint node k8s-worker1 only=special:NoSchedule", out: "node/k8s-worker1 tainted\n" },
      {
        run: "taint node k8s-worker1 only=special:NoSchedule",
        code: 1,
        err: /already has only taint\(s\) with same effect\(s\)/,
      },
      { run: "taint node k8s-worker1 only-", out: "node/k8s-worker1 untainted\n" },
      { run: "cordon k8s-worker1", out: "node/k8s-worker1 cordoned\n" },
      { run: "get node k8s-worker1", out: /Ready,SchedulingDisabled/ },
      { run: "delete poddisruptionbudget guard", out: /deleted/ },
      {
        run: "drain k8s-worker1 --ignore-daemonsets --delete-emptydir-data --force --timeout=50s",
        out: /node\/k8s-worker1 drained\n$/,
      },
      { run: "get pods --field-selector=spec.nodeName=k8s-worker1,status.phase=Running -o name", out: "" },
      { run: "uncordon k8s-worker1", out: "node/k8s-worker1 uncordoned\n" },
      { run: "drain nobody", code: 1, err: /nodes "nobody" not found/ },
    ]);
  });
});
