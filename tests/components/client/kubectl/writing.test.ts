import { describe, expect, it } from "vitest";
import { migratedManagers } from "../../../../components/client/kubectl/commands/apply/migrating.ts";
import { pruneResources } from "../../../../components/client/kubectl/commands/apply/pruning.ts";
import { headerText, withoutComments } from "../../../../components/client/kubectl/commands/edit/reasons.ts";
import { hashOf } from "../../../../components/client/kubectl/commands/create/contentHash.ts";
import { sha256 } from "../../../../components/client/kubectl/generate/sha256.ts";
import { terminal } from "./inCluster.ts";

const map = (data: string, more = ""): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: {set: one}${more}\ndata: ${data}\n`;

describe("commands that write", () => {
  it("KWR-13 apply creates, leaves alone and changes; what was left out is removed, what others added stays", async () => {
    const kubectl = terminal("empty");
    kubectl.file("a.yaml", map("{k: v, l: w}"));
    expect(await kubectl.run("apply -f a.yaml")).toBe("configmap/a created\n");
    expect(await kubectl.run("apply -f a.yaml")).toBe("configmap/a unchanged\n");
    await kubectl.run(`patch cm a -p '{"data":{"other":"x"}}'`);
    kubectl.file("a.yaml", map("{k: z}"));
    expect(await kubectl.run("apply -f a.yaml --dry-run=client")).toBe("configmap/a configured (dry run)\n");
    expect(await kubectl.run("apply -f a.yaml")).toBe("configmap/a configured\n");
    expect(await kubectl.run("get cm a -o jsonpath={.data}")).toBe('{"k":"z","other":"x"}');
  });

  it("KWR-13 an object that nobody applied is told of, and problems of one file do not keep others from being applied", async () => {
    const kubectl = terminal("empty");
    await kubectl.run("create cm a --from-literal=k=v");
    kubectl.file("a.yaml", `${map("{k: w}")}---\napiVersion: v1\nkind: Nothing\nmetadata: {name: x}\n`);
    const said = await kubectl.run("apply -f a.yaml");
    expect(said).toContain(
      "Warning: resource configmaps/a is missing the kubectl.kubernetes.io/last-applied-configuration",
    );
    expect(said).toContain("configmap/a configured\n");
    kubectl.file("b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n");
    expect(await kubectl.run("apply -f b.yaml")).toContain('for: "b.yaml": resource name may not be empty\n[1]');
    expect(said).toContain('no matches for kind "Nothing" in version "v1"\nensure CRDs are installed first\n[1]');
  });

  it("KWR-14 --prune deletes what was applied before, is selected and is not in the files any more", async () => {
    const kubectl = terminal("empty");
    kubectl.file("a.yaml", map("{k: v}"));
    kubectl.file("b.yaml", map("{k: v}").replace("name: a", "name: b"));
    await kubectl.run("apply -f a.yaml -f b.yaml");
    await kubectl.run("create cm c --from-literal=k=v");
    await kubectl.run("label cm c set=one");
    const said = await kubectl.run("apply -f a.yaml --prune -l set=one --prune-allowlist=core/v1/ConfigMap");
    expect(said).toBe("configmap/a unchanged\nconfigmap/b pruned\n");
    expect(await kubectl.run("apply -f a.yaml --prune")).toContain("without explicitly passing --all");
    expect(() => pruneResources(["v1/ConfigMap"])).toThrow("please follow <group/version/kind>");
  });

  it("KWR-15 --server-side refuses fields of others with advice, takes them when forced, and takes over from the client", async () => {
    const kubectl = terminal("empty");
    kubectl.file("a.yaml", map("{k: v}"));
    await kubectl.run("create cm a --from-literal=k=w");
    const refused = await kubectl.run("apply --server-side -f a.yaml");
    expect(refused).toContain(
      'error: Apply failed with 1 conflict: conflict with "kubectl-create" using v1: .data.k\nPlease review',
    );
    expect(await kubectl.run("apply --server-side --force-conflicts -f a.yaml")).toBe(
      "configmap/a serverside-applied\n",
    );
    const own = (manager: string, operation: string, fields: object) =>
      ({ manager, operation, apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1: fields }) as const;
    const object = {
      metadata: {
        resourceVersion: "7",
        managedFields: [own("kubectl", "Apply", { "f:a": {} }), own("before", "Update", { "f:b": {} })],
      },
    };
    expect(migratedManagers(object as never, new Set(["before"]), "kubectl")).toEqual([
      { op: "replace", path: "/metadata/managedFields", value: [own("kubectl", "Apply", { "f:a": {}, "f:b": {} })] },
      { op: "replace", path: "/metadata/resourceVersion", value: "7" },
    ]);
    expect(migratedManagers(object as never, new Set(["nobody"]), "kubectl")).toBeUndefined();
  });

  it("KWR-16 the annotation of apply is shown, set and missed", async () => {
    const kubectl = terminal("empty");
    kubectl.file("a.yaml", map("{k: v}"));
    await kubectl.run("create -f a.yaml");
    expect(await kubectl.run("apply view-last-applied cm a")).toBe("");
    expect(await kubectl.run("apply view-last-applied -f a.yaml")).toContain(
      'no last-applied-configuration annotation found on resource: a\n "a.yaml": <nil>',
    );
    expect(await kubectl.run("apply set-last-applied -f a.yaml")).toContain("run the command with --create-annotation");
    expect(await kubectl.run("apply set-last-applied -f a.yaml --create-annotation")).toBe("configmap/a configured\n");
    expect(await kubectl.run("apply view-last-applied cm a")).toContain("kind: ConfigMap\n");
    expect(await kubectl.run("apply set-last-applied -f a.yaml")).toBe("set-last-applied a: no changes required.\n");
  });

  it("KWR-17 edit sends what changed, gives up when nothing did, and opens again with what was wrong", async () => {
    const kubectl = terminal("empty");
    await kubectl.run("create cm a --from-literal=k=v");
    expect(await kubectl.run("edit cm a")).toBe("Edit cancelled, no changes made.\n");
    kubectl.edits.push((text) => text.replace("k: v", "k: changed"));
    expect(await kubectl.run("edit cm a")).toBe("configmap/a edited\n");
    let again = "";
    kubectl.edits.push(
      (text) => text.replace("k: changed", "'no good': x"),
      (text) => {
        again = text;
        return text.replace("'no good': x", "good: x");
      },
    );
    expect(await kubectl.run("edit cm a")).toBe('error: configmaps "a" is invalid\nconfigmap/a edited\n');
    expect(again).toContain('# configmaps "a" was not valid:\n# * data[no good]: Invalid value');
    kubectl.edits.push(() => "");
    expect(await kubectl.run("edit cm a")).toBe("Edit cancelled, saved file was empty.\n");
    expect(await kubectl.run("edit cm b")).toBe('Error from server (NotFound): configmaps "b" not found\n[1]');
    expect(withoutComments(headerText([{ head: "a\nb", others: [] }], false))).toBe("");
  });

  it("KWR-18 diff ends with 1 for differences and 2 for problems, and does not show secrets", async () => {
    const kubectl = terminal("empty");
    kubectl.file("a.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {k: secret}\n");
    const said = await kubectl.run("diff -f a.yaml");
    expect(said).toMatch(
      /^diff -u -N \/tmp\/LIVE-\d+\/v1\.Secret\.default\.s \/tmp\/MERGED-\d+\/v1\.Secret\.default\.s\n/,
    );
    expect(said).toContain("+  k: '***'\n");
    expect(said.endsWith("[1]")).toBe(true);
    await kubectl.run("apply -f a.yaml");
    expect(await kubectl.run("diff -f a.yaml")).toBe("");
    expect(await kubectl.run("diff --no")).toBe(
      "error: unknown flag: --no\nSee 'kubectl diff -h' for help and examples\n[2]",
    );
    expect(await kubectl.run("diff -f b.yaml")).toBe('error: the path "b.yaml" does not exist\n[2]');
  });

  it("KWR-19 each command tells what it did, or would have done, to which object", async () => {
    const kubectl = terminal("empty");
    const lines = [
      ["create deploy web --image=nginx --dry-run=client", "deployment.apps/web created (dry run)\n"],
      ["create deploy web --image=nginx", "deployment.apps/web created\n"],
      [
        "create deploy web --image=nginx",
        'error: failed to create deployment: deployments.apps "web" already exists\n[1]',
      ],
      ["scale deploy web --replicas=2", "deployment.apps/web scaled\n"],
      ["set image deploy/web nginx=nginx:2", "deployment.apps/web image updated\n"],
      ["expose deploy web --port=80", "service/web exposed\n"],
      ["label deploy web a=b", "deployment.apps/web labeled\n"],
      ["rollout pause deploy web", "deployment.apps/web paused\n"],
      ["patch deploy web -p '{}'", "deployment.apps/web patched (no change)\n"],
      ["delete deploy web --dry-run=server", 'deployment.apps "web" deleted from default namespace (server dry run)\n'],
      ["delete deploy web", 'deployment.apps "web" deleted from default namespace\n'],
      ["delete deploy web", 'Error from server (NotFound): deployments.apps "web" not found\n[1]'],
      ["wait --for=delete deploy/web --timeout=1s", ""],
    ] as const;
    for (const [line, said] of lines) expect([line, await kubectl.run(line)]).toEqual([line, said]);
  });

  it("KWR-12 reconcile makes what is missing, and reports it", async () => {
    const kubectl = terminal("empty");
    const role = (verbs: string): string =>
      `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\nrules: [{apiGroups: [""], resources: [pods], verbs: ${verbs}}]\n`;
    kubectl.file("r.yaml", role("[get]"));
    expect(await kubectl.run("auth reconcile -f r.yaml")).toContain("reconciliation required create");
    kubectl.file("r.yaml", role("[get, list]"));
    expect(await kubectl.run("auth reconcile -f r.yaml")).toBe(
      "role.rbac.authorization.k8s.io/r reconciled\n\treconciliation required update\n\tmissing rules added:\n\t\t{Verbs:[list] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}\n",
    );
    expect(await kubectl.run("auth reconcile -f r.yaml")).toBe("role.rbac.authorization.k8s.io/r reconciled\n");
  });

  it("KWR-20 --append-hash adds a hash of the content to the name", async () => {
    expect(sha256(new TextEncoder().encode("abc"))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
    expect(sha256(new Uint8Array(200))).toMatch(/^[0-9a-f]{64}$/);
    const empty = { kind: "ConfigMap", metadata: { name: "" } } as never;
    // Known from kustomize and kubectl: an empty map, and one of one key.
    expect(hashOf(empty)).toBe("42745tchd9");
    expect(hashOf({ ...(empty as object), data: { one: "" } } as never)).toBe("9g67k2htb6");
    expect(
      await terminal("empty").run("create cm a --from-literal=k=v --append-hash --dry-run=client -o name"),
    ).toMatch(/^configmap\/a-[0-9a-z]{10}\n$/);
  });

  it("KRD-11 a document without a kind, or with metadata of other types, is refused, and after what became of the others", async () => {
    const kubectl = terminal("empty");
    kubectl.file("nokind.yaml", "apiVersion: v1\nmetadata: {name: x}\n");
    expect(await kubectl.run("apply -f nokind.yaml")).toBe(
      'error: error validating "nokind.yaml": error validating data: kind not set; if you choose to ignore these errors, turn validation off with --validate=false\n[1]',
    );
    expect(await kubectl.run("create -f nokind.yaml --validate=false")).toContain(
      "unable to decode \"nokind.yaml\": Object 'Kind' is missing in",
    );
    kubectl.file("text.yaml", "just text\n");
    expect(await kubectl.run("create -f text.yaml")).toContain("error validating data: invalid object to validate;");
    expect(await kubectl.run("delete -f text.yaml")).toContain(
      "json: cannot unmarshal string into Go value of type unstructured.detector",
    );
    for (const [metadata, problem] of [
      ["{name: n}", "bool into Go struct field ObjectMeta.metadata.name of type string"],
      ["{name: x, labels: {version: 1.0}}", "number into Go struct field ObjectMeta.metadata.labels of type string"],
      ["{name: x, labels: [a]}", "array into Go struct field ObjectMeta.metadata.labels of type map[string]string"],
      ["x", "string into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta"],
    ]) {
      kubectl.file("wrong.yaml", `apiVersion: v1\nkind: ConfigMap\nmetadata: ${metadata}\n`);
      expect(await kubectl.run("apply -f wrong.yaml")).toBe(
        `error: unable to decode "wrong.yaml": json: cannot unmarshal ${problem}\n[1]`,
      );
    }
    const gone = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: gone}\n";
    kubectl.file("mixed.yaml", `apiVersion: v1\nkind: Nothing\nmetadata: {name: x}\n---\n${gone}`);
    expect(await kubectl.run("delete -f mixed.yaml")).toMatch(
      /^Error from server \(NotFound\)[^\n]*\nresource mapping not/,
    );
  });

  it("KWR-18 a Secret that is not there yet is null in a diff", async () => {
    const kubectl = terminal("empty");
    kubectl.file("s.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: b}\n");
    expect(await kubectl.run("diff -f s.yaml")).toContain(
      "@@ -1 +1,10 @@\n-null\n+apiVersion: v1\n+data:\n+  a: '***'\n",
    );
  });

  it("KWR-21 scale leaves the field to whoever had it, without a time, when the number is the same, and 0 to nobody", async () => {
    const kubectl = terminal("rollout");
    const managers = "get deploy app --show-managed-fields -o jsonpath={.metadata.managedFields[*].manager}";
    await kubectl.run("scale deploy app --replicas=3");
    const replicas = '-o jsonpath={.metadata.managedFields[?(@.subresource=="scale")].manager}';
    expect(await kubectl.run(`get deploy app --show-managed-fields ${replicas}`)).toBe("");
    await kubectl.run("scale deploy app --replicas=5");
    expect(await kubectl.run(managers)).toContain("kubectl ");
    await kubectl.run("scale deploy app --replicas=0");
    expect(await kubectl.run(`get deploy app --show-managed-fields ${replicas}`)).toBe("");
  });

  it("KWR-22 overrides are JSON, and refused in the words of what merges them", async () => {
    const kubectl = terminal("empty");
    const run = "run p --image=x --dry-run=client -o name --overrides=bad --override-type=";
    expect(await kubectl.run(`${run}merge`)).toBe("error: Invalid JSON Patch\n[1]");
    expect(await kubectl.run(`${run}strategic`)).toBe("error: invalid JSON document\n[1]");
    expect(await kubectl.run(`${run}json`)).toBe("error: invalid character 'b' looking for beginning of value\n[1]");
    expect(await kubectl.run(`${run}other`)).toBe("error: invalid override type: other\n[1]");
  });

  it("KWR-23 approving a request makes one the owner of its conditions", async () => {
    const kubectl = terminal("zoo");
    expect(await kubectl.run("certificate approve mina-csr")).toContain("mina-csr approved\n");
    const owned = '-o jsonpath={.metadata.managedFields[?(@.subresource=="approval")].fieldsV1}';
    expect(await kubectl.run(`get csr mina-csr --show-managed-fields ${owned}`)).toContain('"f:conditions"');
  });

  it("KWR-24 what is worked on locally gets no namespace; --all may stand beside names; patch and taint do not tell of dry runs", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("a.yaml", map("{k: v}"));
    expect(await kubectl.run("label -f a.yaml --local x=y -o yaml")).not.toContain("namespace");
    expect(await kubectl.run("set env deploy/web --all --list")).toContain("# Deployment web, container");
    expect(await kubectl.run(`patch cm settings -p '{"data":{"x":"y"}}' --dry-run=server`)).toBe(
      "configmap/settings patched\n",
    );
    expect(await kubectl.run("taint node k8s-worker1 a=b:NoSchedule --dry-run=client")).toBe(
      "node/k8s-worker1 tainted\n",
    );
  });

  it("KWR-29 wait --all lets a type stand alone, beside selectors and names too; --local takes files alone", async () => {
    const kubectl = terminal("course");
    expect(await kubectl.run("wait --for=condition=Ready pods --all --field-selector=metadata.name=pod-1")).toBe(
      "pod/pod-1 condition met\n",
    );
    expect(await kubectl.run("wait --for=condition=Ready pod/pod-1 --all")).toBe("pod/pod-1 condition met\n");
    expect(await kubectl.run("wait --for=condition=Ready --all")).toContain("You must provide one or more resources");
    expect(await kubectl.run("wait --for=condition=Ready pod/pod-1 --local")).toContain("when --local is set");
  });

  it("KWR-30 nodes without a name, and pods that are not gone in time", async () => {
    const kubectl = terminal("maint");
    expect(await kubectl.run("cordon ''")).toBe("error: resource name may not be empty\n[1]");
    expect(await kubectl.run("taint node/k8s-worker1 a=b:NoSchedule")).toBe(
      'the server doesn\'t have a resource type "node/k8s-worker1"\n[1]',
    );
    expect(await kubectl.run("drain k8s-worker3 --ignore-daemonsets --disable-eviction --timeout=1s")).toContain(
      "There are pending nodes to be drained:\n k8s-worker3\nerror: context deadline exceeded\n[1]",
    );
  });

  it("KWR-31 a rollback in a dry run, and kinds that have none", async () => {
    const kubectl = terminal("rollout");
    expect(await kubectl.run("rollout undo ds/agent --dry-run=client")).toContain(
      "daemonset.apps/agent will roll back to Pod Template:\n",
    );
    expect(await kubectl.run("rollout history svc/app")).toBe(
      'error: error retrieving history for "Service", no visitor method exists for { Service}\n[1]',
    );
    expect(await kubectl.run("rollout undo pod/db-0")).toBe('error: no rollbacker has been implemented for "Pod"\n[1]');
  });

  it("KWR-32 kinds that kubectl has no types of", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("x.yaml", "apiVersion: v1\nkind: Podd\nmetadata: {name: x}\n");
    const unknown =
      'error: unable to decode "x.yaml": no kind "Podd" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"\n[1]';
    expect(await kubectl.run("rollout restart -f x.yaml")).toBe(unknown.replace("error: ", ""));
    expect(await kubectl.run("set image -f x.yaml a=b")).toBe(unknown);
    expect(await kubectl.run("label -f x.yaml a=b")).toContain("resource mapping not found");
  });

  it("KWR-33 expose keeps what it found out about the first object", async () => {
    const kubectl = terminal("course");
    const made = await kubectl.run("expose svc svc-for-web svc-for-production --dry-run=client -o yaml");
    expect(made.match(/type: web/g)).toHaveLength(2);
    expect(made).not.toContain("lo: production");
    expect(await kubectl.run("create svc clusterip s --tcp=80 --save-config --dry-run=client -o yaml")).not.toContain(
      "annotations",
    );
  });

  it("KWR-34 signs that a selector of an object does not know", async () => {
    const kubectl = terminal("zoo");
    expect(await kubectl.run("set selector svc web app!=b")).toBe(
      'error: "!=" is not a valid label selector operator\n[1]',
    );
    expect(await kubectl.run("create pdb p --min-available=1 --selector=a>1")).toContain(
      `"gt" isn't supported in label selectors`,
    );
  });

  it("KWR-35 patches without the server, and empty maps", async () => {
    const kubectl = terminal("zoo");
    const patch = async (flags: string): Promise<string> => kubectl.run(`patch pod full --dry-run=client ${flags}`);
    expect(await patch("-p null")).toBe("pod/full patched (no change)\n");
    expect(await patch("-p null --type=merge")).toBe("error: Invalid JSON Patch\n[1]");
    expect(await patch("-p []")).toBe("error: invalid JSON document\n[1]");
    expect(await patch("-p {} --type=json")).toContain("cannot unmarshal object into Go value of type jsonpatch.Patch");
    expect(await patch(`--type=json -p '[{"op":"replace","path":"/metadata/labels/new","value":"x"}]'`)).toBe(
      "pod/full patched\n",
    );
    expect(await patch(`--type=json -p '[{"op":"remove","path":"/spec/x"}]'`)).toBe(
      "error: error in remove for path: '/spec/x': Unable to remove nonexistent key: x: missing value\n[1]",
    );
    expect(
      await kubectl.run("label deploy web app- tier- release- --dry-run=client -o jsonpath={.metadata.labels}"),
    ).toBe("{}");
  });

  it("KWR-37 a custom profile is put over the container that debugs", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("part.yaml", "env: [{name: A, value: b}]\n");
    await kubectl.run("debug full --image=busybox --attach=false -c dbg --custom=part.yaml");
    const made = await kubectl.run("get pod full -o jsonpath={.spec.ephemeralContainers[0]}");
    expect(JSON.parse(made)).toMatchObject({ name: "dbg", env: [{ name: "A", value: "b" }] });
    kubectl.file("named.yaml", "name: x\n");
    expect(await kubectl.run("debug full --image=busybox --custom=named.yaml")).toContain(
      "name, command, image, lifecycle and volume devices are not modifiable via custom profile",
    );
    expect(await kubectl.run("debug full --image=busybox --custom=gone")).toContain(
      "open gone: no such file or directory",
    );
  });

  it("KWR-38 create secret tls tells what else the files hold", async () => {
    const kubectl = terminal("empty");
    const block = (type: string): string => `-----BEGIN ${type}-----\nAAAA\n-----END ${type}-----\n`;
    kubectl.file("c", block("CERTIFICATE"));
    kubectl.file("k", block("RSA PRIVATE KEY"));
    kubectl.file("p", block("PUBLIC KEY"));
    const tls = (cert: string, key: string): Promise<string> =>
      kubectl.run(`create secret tls s --dry-run=client -o name --cert=${cert} --key=${key}`);
    expect(await tls("c", "k")).toBe("secret/s\n");
    expect(await tls("c", "c")).toContain("found a certificate rather than a key in the PEM for the private key");
    expect(await tls("k", "c")).toContain("PEM inputs may have been switched");
    expect(await tls("c", "p")).toContain("after skipping PEM blocks of the following types: [PUBLIC KEY]");
  });

  it("KWR-39 a cascade that is none is refused, and scale takes names beside --all", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n");
    for (const line of ["run p --image=x", "apply -f cm.yaml"])
      expect(await kubectl.run(`${line} --cascade=x`)).toContain("invalid cascade value (x)");
    expect(await kubectl.run("scale deploy web --replicas=5 --all")).toBe("deployment.apps/web scaled\n");
    expect(await kubectl.run("run p --image=x --env= --annotations= -o name")).toBe("pod/p\n");
  });

  it("KWR-39 what cannot be printed is told apart from what cannot be written", async () => {
    const kubectl = terminal("zoo");
    expect(await kubectl.run("rollout pause deploy web -o x")).toMatch(/^error: unable to match a printer/);
    expect(await kubectl.run("autoscale sts db --max=4 -o x")).toContain(
      "incompatible with autoscaling/v1: empty input",
    );
    expect(await kubectl.run("certificate approve x -k y")).toBe(
      "error: resource/name arguments cannot be provided when a path is specified\n[1]",
    );
    expect(await kubectl.run("exec full -f x -- date")).toBe('error: the path "x" does not exist\n[1]');
    expect(await kubectl.run("top pod --field-selector=a=b,x")).toContain(
      "invalid selector: 'a=b,x'; can't understand 'x'",
    );
  });

  it("KWR-41 what create made is printed in the order of its Go type", async () => {
    const kubectl = terminal("zoo");
    const made = await kubectl.run("create configmap c --from-literal=a=1 -o json");
    expect(Object.keys(JSON.parse(made) as object)).toEqual(["kind", "apiVersion", "metadata", "data"]);
    const token = await kubectl.run("create token builder -o json");
    expect(Object.keys(JSON.parse(token) as object)).toEqual(["kind", "apiVersion", "metadata", "spec", "status"]);
  });

  it("KWR-7 a taint's key is refused in the words for keys of labels", async () => {
    const said = await terminal("zoo").run("taint nodes k8s-worker1 a/b/c=d:NoSchedule");
    expect(said).toContain("a/b/c=d:NoSchedule, a valid label key must consist of alphanumeric characters");
  });

  it("KWR-42 apply without overwriting tells twice what it found, and then what of", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("s.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {color: red}\n");
    const said = await kubectl.run("apply -f s.yaml --overwrite=false");
    expect(said).toMatch(/^warning: error calculating patch from openapi v3 spec: patch:\nbinaryData: null\ndata:\n/);
    expect(said).toContain("\n\nwarning: error calculating patch from openapi spec: patch:\n");
    expect(said).toContain("\nconflicts with changes made from original to current:\nmetadata:\n");
    expect(said).toContain('error when patching "s.yaml": creating patch with:\noriginal:\n{"apiVersion":"v1",');
  });

  it("KWR-42 kinds to prune that are not served, and names that are missing, are told before anything is done", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("n.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: n}\n");
    expect(await kubectl.run("apply -f n.yaml --prune --all --prune-allowlist=core/v1/Nothing")).toBe(
      'error: no matches for kind "Nothing" in version "v1"\n[1]',
    );
    expect(await kubectl.run("get cm n --ignore-not-found")).toBe("");
    kubectl.file("p.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: b}}\n");
    expect(await kubectl.run("expose -f p.yaml --port=80 --dry-run=client")).toBe("error: name must be specified\n[1]");
  });

  it("KWR-42 several applied objects are a list of a Go type", async () => {
    const kubectl = terminal("zoo");
    kubectl.file(
      "two.json",
      ["a", "b"].map((name) => `{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"${name}"}}`).join(""),
    );
    const list = await kubectl.run("apply -f two.json -o json --dry-run=client");
    expect(Object.keys(JSON.parse(list) as object)).toEqual(["kind", "apiVersion", "metadata", "items"]);
    expect(list).toContain('"items": [\n        {\n            "apiVersion": "v1",\n            "kind"');
  });

  it("KWR-17 edit gives objects in the formats that can be read back", async () => {
    const kubectl = terminal("zoo");
    const seen: string[] = [];
    kubectl.edits.push((text) => {
      seen.push(text);
      return text;
    });
    await kubectl.run("edit ns dev -o kyaml");
    expect(seen[0]).toContain('\n{\n  apiVersion: "v1",\n');
    expect(await kubectl.run("edit ns dev -o name")).toContain("allowed formats are: json,kyaml,yaml\n[1]");
  });

  it("KWR-43 --record tells flags in the order they were given", async () => {
    const kubectl = terminal("zoo");
    await kubectl.run("scale deploy/web --replicas=3 --record");
    expect(await kubectl.run("get deploy web -o 'jsonpath={.metadata.annotations.kubernetes\\.io/change-cause}'")).toBe(
      "kubectl scale deploy/web --replicas=3 --record=true",
    );
  });

  it("KWR-43 debug looks for its container by name; port-forward listens at addresses", async () => {
    const kubectl = terminal("zoo");
    expect(await kubectl.run("debug full --image=busybox -c main --attach=false")).toBe(
      'The Pod "full" is invalid: spec.ephemeralContainers[0].name: Duplicate value: "main"\n[1]',
    );
    expect(await kubectl.run("port-forward full :80 --address=x")).toBe("error: x is not a valid IP\n[1]");
  });
});
