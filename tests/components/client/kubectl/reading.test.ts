import { describe, expect, it } from "vitest";
import { packTar, unpackTar } from "../../../../components/client/kubectl/commands/pods/tar.ts";
import { terminal } from "./inCluster.ts";

describe("commands that read", () => {
  it("KRD-12 explain lists the values of an enumeration with their meaning", async () => {
    const said = await terminal("empty").run("explain svc.spec.type");
    expect(said).toContain(
      'Possible enum values:\n     - `"ClusterIP"` means a service will only be accessible inside',
    );
    expect(said).toContain("ENUM:\n    ClusterIP\n    ExternalName");
    expect(await terminal("empty").run("explain pod.spec.restartPolicy")).toContain(
      'Possible enum values:\n     - `"Always"`\n     - `"Never"`\n     - `"OnFailure"`\n',
    );
  });

  it("KRD-13 typed lists that are empty are null, and claim templates come without a kind", async () => {
    const dump = await terminal("empty").run("cluster-info dump --namespaces=default");
    expect(dump).toMatch(/"kind": "ReplicationControllerList",[^}]*},\n {4}"items": null\n}/);
    const history = await terminal("zoo").run("rollout history sts/db -o yaml");
    expect(history).toContain("volumeClaimTemplates:\n  - metadata:\n      name: data\n");
  });

  it("KRD-13 a dump does not read what the server says of logs it does not give", async () => {
    expect(await terminal("zoo").run("cluster-info dump --namespaces=shop")).toMatch(
      /==== START logs for container c of pod shop\/(legacy-\w+) ====\nRequest log error: the server rejected our request for an unknown reason \(get pods \1\)\n==== END/,
    );
  });

  it("KRD-13 events within one second are in order of their microseconds", async () => {
    const kubectl = terminal("empty");
    for (const [name, fraction] of [
      ["late", "358713"],
      ["early", "358505"],
    ]) {
      const time = `2026-11-23T21:08:13.${fraction}Z`;
      kubectl.file(
        "e.yaml",
        `apiVersion: events.k8s.io/v1\nkind: Event\nmetadata: {name: ${name}, namespace: default}\neventTime: "${time}"\ntype: Normal\nreason: R\naction: A\nnote: ${name}\nreportingController: a.b/c\nreportingInstance: i\nregarding: {kind: Pod, name: p, namespace: default}\n`,
      );
      await kubectl.run("create -f e.yaml");
    }
    expect(await kubectl.run("events")).toMatch(/early\n.*late\n/);
  });

  it("KRD-6 values without an order end --sort-by", async () => {
    const kubectl = terminal("zoo");
    expect(await kubectl.run("get pods --sort-by=.spec")).toMatch(
      /^F1123 .*sorter.go:375\] Field {.spec} in \[\]\[\]\[\]reflect.Value is an unsortable type: interface, err: unsortable type: map\[string\]interface {}\n\[1\]$/,
    );
    expect(await kubectl.run("get pods -o name --sort-by=.spec.enableServiceLinks")).toContain(
      "sorter.go:329] Field {.spec.enableServiceLinks} in *unstructured.Unstructured is an unsortable type: interface, err: unsortable type: bool",
    );
  });

  it("KRD-7 set-cluster makes a cluster's certificate checked again unless it is told not to", async () => {
    const kubectl = terminal("empty");
    expect(await kubectl.run("config view -o jsonpath={.clusters[0].cluster.insecure-skip-tls-verify}")).toBe("true");
    await kubectl.run("config set-cluster dead --server=https://1.2.3.4");
    expect(await kubectl.run("config view -o jsonpath={.clusters[0].cluster}")).toBe('{"server":"https://1.2.3.4"}');
  });

  it("KRD-6 a watch aligns the columns of all it begins with, and has no subresource", async () => {
    const said = await terminal("zoo").run(
      "get pods --subresource=status -w --request-timeout=1s -o custom-columns=N:.metadata.name,P:.status.phase",
    );
    const places = said
      .split("\n")
      .filter(Boolean)
      .map((line) => line.search(/ \S+$/));
    expect(new Set(places).size).toBe(1);
    expect(places.length).toBeGreaterThan(5);
    expect(await terminal("zoo").run("get pod full -w --request-timeout=1s -o name --output-watch-events")).toBe(
      "pod/full\n",
    );
  });

  it("KRD-14 --ignore-not-found is silent about what is not there alone", async () => {
    const kubectl = terminal("rbac");
    expect(await kubectl.run("get pods nothere -n juno -o name --ignore-not-found")).toBe("");
    expect(await kubectl.run("get pods -n juno -o name --ignore-not-found --context=mina@kubernetes")).toContain("[1]");
  });

  it("KRD-15 a kubeconfig that config is told of may be new; colours are a preference", async () => {
    const kubectl = terminal("empty");
    expect(await kubectl.run("config view --kubeconfig=new")).toBe(
      'apiVersion: v1\nclusters: null\ncontexts: null\ncurrent-context: ""\nkind: Config\nusers: null\n',
    );
    expect(await kubectl.run("config set-context x --kubeconfig=new")).toBe('Context "x" created.\n');
    expect(await kubectl.run("config get-contexts -o name --kubeconfig=new")).toBe("x\n");
    expect(await kubectl.run("get pods --kubeconfig=other")).toContain("stat other: no such file or directory");
    expect(await kubectl.run("config set preferences.colors true")).toBe('Property "preferences.colors" set.\n');
    expect(await kubectl.run("config view")).toContain("preferences:\n  colors: true\n");
    await kubectl.run("config unset preferences");
    expect(await kubectl.run("config view")).not.toContain("colors");
    expect(await kubectl.run("config set preferences.colors x")).toContain('strconv.ParseBool: parsing "x"');
  });

  it("KRD-16 what is wrong with a file stands alone, on the first line without a number", async () => {
    const kubectl = terminal("empty");
    kubectl.file("bad.yaml", "a: b: c\n");
    const problem =
      "error parsing bad.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context\n[1]";
    expect(await kubectl.run("get -f bad.yaml")).toBe(problem);
    expect(await kubectl.run("describe -f bad.yaml")).toBe(problem);
    expect(await kubectl.run("delete -f bad.yaml")).toContain("yaml: mapping values");
  });

  it("KRD-17 somebody unknown is refused by each request, and by discovery for types that are not known", async () => {
    const kubectl = terminal("rbac");
    await kubectl.run("get pods");
    const refused = "error: You must be logged in to the server (Unauthorized)\n";
    expect(await kubectl.run("get svc,pods --context=stranger@kubernetes")).toBe(`${refused}${refused}[1]`);
    expect(await kubectl.run("create cm a --context=stranger@kubernetes")).toBe(
      "error: failed to create configmap: Unauthorized\n[1]",
    );
    expect(await kubectl.run("get nothing --context=stranger@kubernetes")).toContain("memcache.go");
    kubectl.file("cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
    expect(await kubectl.run("apply -f cm.yaml --context=stranger@kubernetes")).toContain(
      'error validating "cm.yaml": error validating data: failed to download openapi: the server has asked for',
    );
  });

  it("KRD-18 servers that are not reached and contexts that are not there are told of by what asks first", async () => {
    const kubectl = terminal("empty");
    const dead = "--server=http://127.0.0.1:1";
    expect(await kubectl.run(`create quota q ${dead}`)).toMatch(
      /^error: failed to create quota: Post "http:\/\/127\.0\.0\.1:1\/api\/v1\/namespaces\/default\/resourcequotas\?/,
    );
    expect(await kubectl.run(`create deployment d --image=x --dry-run=client ${dead}`)).toBe(
      "deployment.apps/d created (dry run)\n",
    );
    kubectl.file("cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
    expect(await kubectl.run(`create -f cm.yaml ${dead}`)).toContain(
      'failed to download openapi: Get "http://127.0.0.1:1/openapi/v2?timeout=32s": dial tcp 127.0.0.1:1',
    );
    expect(await kubectl.run(`delete -f cm.yaml ${dead}`)).toContain('error: unable to recognize "cm.yaml": Get');
    const missing = 'error: context "none" does not exist\n[1]';
    for (const line of ["run p --image=x", "cordon n", "set env deploy/x A=b", "auth can-i get pods", "version"])
      expect(await kubectl.run(`${line} --context=none`)).toBe(missing);
    expect(await kubectl.run("label pod x a=b --context=none")).toContain("Error in configuration");
  });

  it("KRD-19 the column of namespaces stays once it is there", async () => {
    const kubectl = terminal("zoo");
    const mixed = await kubectl.run("get cm,nodes -A");
    expect(mixed).toContain("\nNAMESPACE   NAME               STATUS");
    expect(mixed).toContain("\n            node/k8s-master");
    expect(await kubectl.run("get nodes,cm -A")).toMatch(/^NAME /);
    expect(await kubectl.run("get ns --sort-by=.nothing")).toBe("No resources found\n");
  });

  it("KRD-20 templates refuse what is no text, and places behind the end", async () => {
    const kubectl = terminal("zoo");
    const problem = async (template: string): Promise<string> =>
      kubectl.run(`get pod full -o 'go-template={{${template}}}'`);
    expect(await problem("base64decode .nothing")).toContain("at <.nothing>: invalid value; expected string");
    expect(await problem("printf .spec")).toContain("wrong type for value; expected string; got map[string]interface");
    expect(await problem("base64decode 3")).toContain("at <3>: expected string; found 3");
    expect(await problem("index .kind 3")).toContain("error calling index: reflect: string index out of range");
    expect(await problem("index .kind 4")).toContain("error calling index: index out of range: 4");
    const both = await kubectl.run("get pod a b -o 'go-template={{index .x 0}}'");
    expect(both).toMatch(/pods "a" not found\n.*pods "b" not found\nerror executing template .*\n\[1\]$/);
  });

  it("KRD-21 help may be false, and does not hide wrong flags", async () => {
    const kubectl = terminal("zoo");
    expect(await kubectl.run("get ns dev -o name --help=false")).toBe("namespace/dev\n");
    expect(await kubectl.run("get ns -h2")).toContain("unknown shorthand flag: '2' in -2");
    expect(await kubectl.run("get ns --help=x")).toContain('invalid argument "x" for "-h, --help" flag');
    expect(await kubectl.run("get ns --profile=x")).toBe("error: unknown profile 'x'\n[1]");
    expect(await kubectl.run("get ns --kuberc=x")).toContain("kuberc: open x: no such file or directory");
    expect(await kubectl.run("get ns --request-timeout=-1")).toContain("error: Invalid timeout value.");
  });

  it("KRD-22 cp: places that are none, pods that are not there, names of any length", async () => {
    const kubectl = terminal("zoo");
    expect(await kubectl.run("cp a")).toBe("error: source and destination are required\n[1]");
    expect(await kubectl.run("cp a b")).toContain("one of src or dest must be a remote file specification");
    expect(await kubectl.run("cp x:/a y:/b")).toContain("one of src or dest must be a local file specification");
    expect(await kubectl.run("cp x: b")).toContain("filepath can not be empty");
    expect(await kubectl.run("cp a/b/c:/x y")).toContain("filespec must match the canonical format");
    expect(await kubectl.run("cp none full:/x")).toBe("error: none doesn't exist in local filesystem\n[1]");
    expect(await kubectl.run("cp nothere:/x y")).toBe('Error from server (NotFound): pods "nothere" not found\n[1]');
    const data = Uint8Array.from({ length: 1500 }, (_, index) => index & 255);
    const name = `${"folder/".repeat(30)}한글`;
    const entries = [{ name, type: "file", data, target: "" } as const];
    expect(unpackTar(packTar(entries, 1_800_000_000))).toEqual(entries);
    expect(() => unpackTar(packTar(entries, 0).subarray(0, 2048))).toThrow("unexpected EOF");
  });

  it("KRD-30 templates tell numbers of their own from those of objects, and where a range stands", async () => {
    const kubectl = terminal("zoo");
    const problem = async (template: string): Promise<string> =>
      kubectl.run(`get pod full -o 'go-template={{${template}}}'`);
    expect(await problem('eq 1 "a"')).toContain("incompatible types for comparison: int and string");
    expect(await problem("eq .kind 3")).toContain("incompatible types for comparison: string and int");
    expect(await problem('eq .metadata.generation "a"')).toContain("comparison: int64 and string");
    expect(await problem("range .metadata.name}}{{end")).toContain("output:1:17: executing");
    expect(await kubectl.run("get pod full -o go-template={{.kind}")).toContain("bad character U+007D '}'");
  });

  it("KRD-30 columns that end in a problem come as far as they are", async () => {
    const columns = "'custom-columns=N:.metadata.name,R:.status.conditions[?(@.type==Ready)].status'";
    expect(await terminal("zoo").run(`get pods -o ${columns}`)).toBe(
      "N     R\nerror: unrecognized identifier Ready\n[1]",
    );
  });

  it("KRD-31 --raw takes URIs, for the server of the kubeconfig", async () => {
    const kubectl = terminal("zoo");
    const path = "/api/v1/namespaces/dev";
    expect(await kubectl.run(`get --raw http://elsewhere${path}`)).toBe(await kubectl.run(`get --raw ${path}`));
    expect(await kubectl.run("get --raw /api/%zz")).toContain('parse "/api/%zz": invalid URL escape "%zz"');
    expect(await kubectl.run("create --raw x -f nothere")).toContain('parse "x": invalid URI for request');
    expect(await kubectl.run("replace --raw /x -f nothere")).toBe(
      "error: open nothere: no such file or directory\n[1]",
    );
  });

  it("KRD-32 events of a watch are JSON on one line; what cannot be watched is told of after what is there", async () => {
    const kubectl = terminal("zoo");
    const event = await kubectl.run("get ns dev -w --output-watch-events -o json --request-timeout=1s");
    expect(event).toMatch(/^\{"type":"ADDED","object":\{"apiVersion":"v1",.*\}\}\n/);
    expect(await kubectl.run("get ns dev shop -w -o name")).toBe(
      "namespace/dev\nnamespace/shop\nerror: you may only watch a single resource or type of resource at a time\n[1]",
    );
  });

  it("KRD-33 only warnings of the server are errors with --warnings-as-errors", async () => {
    const kubectl = terminal("zoo");
    expect(await kubectl.run("get ev -n shop --warnings-as-errors")).not.toContain("received");
    expect(await kubectl.run("get ep db --warnings-as-errors")).toContain("error: 1 warning received\n[1]");
  });

  it("KRD-18 discovery waits as long as a request may take", async () => {
    const said = await terminal("zoo").run("get pods --cluster=dead --request-timeout=2s");
    expect(said).toContain("/api?timeout=2s");
    expect(said).not.toContain("32s");
  });

  it("KRD-37 places of explain that are no fields are refused, and points before them doubled are one", async () => {
    const kubectl = terminal("zoo");
    expect(await kubectl.run("explain pod..spec")).toBe(
      "error: invalid jsonpath syntax, first node must be field node\n[1]",
    );
    expect(await kubectl.run("explain pod..spec --api-version=v1")).toContain("all nodes must be field nodes");
    expect(await kubectl.run("explain pods..spec")).toBe(await kubectl.run("explain pods.spec"));
  });

  it("KDS-4 only of a ConfigMap it is told that events may not be read", async () => {
    const kubectl = terminal("rbac");
    expect(await kubectl.run("describe cm board -n class-a --context=mina@kubernetes")).toBe(
      'Error from server (Forbidden): events is forbidden: User "mina" cannot list resource "events" in API group "" in the namespace "class-a"\n[1]',
    );
    expect(await kubectl.run("describe pod notes -n class-a --context=mina@kubernetes")).toContain("Events:");
  });

  it("KRD-17 can-i asks anew for what is not known or has no namespaces", async () => {
    const kubectl = terminal("rbac");
    await kubectl.run("get ns default");
    const stranger = "--context=stranger@kubernetes";
    const refusal = "error: You must be logged in to the server (Unauthorized)\n[1]";
    expect(await kubectl.run("auth can-i get nodes")).toContain("Warning: resource 'nodes' is not namespace scoped");
    expect(await kubectl.run(`auth can-i get nodes ${stranger}`)).toBe(refusal);
    const said = await kubectl.run(`auth can-i get nothing ${stranger}`);
    expect(said).toContain("couldn't get current server API group list: the server has asked");
    expect(said).toMatch(/Warning: the server doesn't have a resource type 'nothing'\n\nerror: You must be logged in/);
  });
});
