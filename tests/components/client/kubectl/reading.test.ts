import { describe, expect, it } from "vitest";
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
});
