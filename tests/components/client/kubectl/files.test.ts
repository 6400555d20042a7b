/** What `-f` names, and what becomes of what is wrong with it. */
import { describe, expect, it } from "vitest";
import { terminal } from "./inCluster.ts";

const configMap = (name: string, more = ""): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${more}}\n`;

describe("files of commands", () => {
  it("KRD-23 every path that is not there is told before anything is read", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("cm.yaml", configMap("a"));
    expect(await kubectl.run("get -f a,b -f cm.yaml")).toBe(
      'the path "a" does not exist\nthe path "b" does not exist\n[1]',
    );
    expect(await kubectl.run("create -f a")).toBe('error: the path "a" does not exist\n[1]');
    expect(await kubectl.run("create -f - -f -")).toBe(
      "error: standard input cannot be used for multiple arguments\n[1]",
    );
    expect(await kubectl.run("apply set-last-applied -f a,b")).toContain('the path "b"');
  });

  it("KRD-23 patterns are Go's", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("a1.yaml", configMap("a1"));
    kubectl.file("b1.yaml", configMap("b1"));
    expect(await kubectl.run("create -f [a-a]?.yaml -o name")).toBe("configmap/a1\n");
    expect(await kubectl.run("create -f [^a]1.yaml -o name")).toBe("configmap/b1\n");
    expect(await kubectl.run("create -f [a")).toBe('error: pattern "[a" is not valid: syntax error in pattern\n[1]');
    expect(await kubectl.run("create -f z*.yaml")).toBe('error: the path "z*.yaml" does not exist\n[1]');
  });

  it("KRD-23 a folder without documents is nothing wrong beside something else", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("empty/notes.txt", "hello");
    kubectl.file("cm.yaml", configMap("a"));
    expect(await kubectl.run("create -f cm.yaml -f empty -o name")).toBe("configmap/a\n");
    expect(await kubectl.run("create -f empty")).toContain("recognized file extensions are [.json .yaml .yml]");
  });

  it("KRD-23 what is wrong within a list, or is told after the rest, stands in one line", async () => {
    const kubectl = terminal("zoo");
    kubectl.file(
      "list.yaml",
      "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: l1}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: l2}}\n",
    );
    expect(await kubectl.run("get -f list.yaml")).toBe('[configmaps "l1" not found, configmaps "l2" not found]\n[1]');
    expect(await kubectl.run("get -f list.yaml -o name")).toBe(
      'Error from server (NotFound): configmaps "l1" not found\nError from server (NotFound): configmaps "l2" not found\n[1]',
    );
    kubectl.file(
      "unknown.yaml",
      "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Podd, metadata: {name: x}}\n",
    );
    expect(await kubectl.run("create -f unknown.yaml --validate=false")).toContain(
      'unable to recognize no matches for kind "Podd" in version "v1"',
    );
  });

  it("KRD-23 a namespace that is not the one asked for is told once the object is there", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("there.yaml", configMap("kube-root-ca.crt", ", namespace: dev"));
    kubectl.file("gone.yaml", configMap("gone", ", namespace: dev"));
    expect(await kubectl.run("label -f there.yaml -n shop a=b")).toContain("does not match the namespace");
    expect(await kubectl.run("label -f gone.yaml -n shop a=b")).toContain('configmaps "gone" not found');
    expect(await kubectl.run("label -f gone.yaml -A a=b")).toContain('configmaps "gone" not found');
    kubectl.file("anywhere.yaml", configMap("x"));
    expect(await kubectl.run("get -f anywhere.yaml -A")).toBe(
      'no namespace set on resource /v1, Resource=configmaps "x"\n[1]',
    );
  });

  it("KRD-24 objects without a version, or with one that is none", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("none.yaml", "kind: ConfigMap\nmetadata: {name: x}\n");
    expect(await kubectl.run("delete -f none.yaml")).toBe(
      'Error from server (NotFound): error when deleting "none.yaml": the server could not find the requested resource\n[1]',
    );
    kubectl.file("bad.yaml", "apiVersion: a/b/c\nkind: ConfigMap\nmetadata: {name: x}\n");
    expect(await kubectl.run("label -f bad.yaml a=b")).toContain("Object 'Kind' is missing in");
    expect(await kubectl.run("set env -f bad.yaml A=b")).toContain("unexpected GroupVersion string: a/b/c");
  });

  it("KRD-24 commands with Go types tell in the words of Go's decoder what is no object", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("text.yaml", "just text\n");
    expect(await kubectl.run("set env -f text.yaml A=b")).toContain(
      "couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion",
    );
    kubectl.file("old.yaml", "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: x}\n");
    expect(await kubectl.run("set env -f old.yaml A=b")).toContain("resource mapping not found");
    expect(await kubectl.run("auth reconcile -f old.yaml")).toBe("");
  });

  it("KRD-25 raw answers are in the order of Go's types", async () => {
    const kubectl = terminal("zoo");
    expect(await kubectl.run("get --raw /api/v1/namespaces/default/pods/full")).toMatch(
      /^\{"kind":"Pod","apiVersion":"v1","metadata":\{"name":"full","namespace":"default","uid":/,
    );
    expect(await kubectl.run("get --raw /apis/apps/v1/namespaces/default/deployments")).toMatch(
      /^\{"kind":"DeploymentList","apiVersion":"apps\/v1","metadata":\{"resourceVersion":"\d+"\},"items":\[\{"metadata":/,
    );
    expect(await kubectl.run("get --raw /readyz")).toBe("ok");
  });

  it("KWR-36 what is only warned about and not checked is told in the log", async () => {
    const kubectl = terminal("zoo");
    kubectl.file(
      "list.yaml",
      `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: l}}\n`,
    );
    expect(await kubectl.run("create -f list.yaml --validate=warn")).toMatch(
      /^W.* schema\.go:145\] cannot perform warn validation if server-side field validation is unsupported, skipping validation\nconfigmap\/l created\n$/,
    );
    kubectl.file(
      "web.yaml",
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, image: x}]}}}\n",
    );
    expect(await kubectl.run("diff -f web.yaml --server-side")).toMatch(
      /^W.* diff\.go:723\] Object \(apps\/v1, Kind=Deployment: web\) keeps changing, diffing without lock\nError from server \(Conflict\)/,
    );
  });

  it("KRD-29 lists are checked against the server's schemas before anything of them is sent", async () => {
    const kubectl = terminal("zoo");
    kubectl.file(
      "list.yaml",
      `apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: l1}, date: {a: b}}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: l2}
  spec: {replicas: "three", selector: [a], template: {spec: {containers: [{image: x, ports: [{hostPort: 1}]}, null]}}}
- {apiVersion: v1, kind: Nothing, metadata: {name: x}}
- {metadata: {name: l3}}
- {apiVersion: v1, kind: Secret, metadata: {name: s, labels: {a: {b: c}}}, stringData: {a: 1, b: null}}
`,
    );
    expect(await kubectl.run("create -f list.yaml")).toBe(
      `error: error validating "list.yaml": error validating data: [${[
        'ValidationError(ConfigMap): unknown field "date" in io.k8s.api.core.v1.ConfigMap',
        'ValidationError(Deployment.spec.replicas): invalid type for io.k8s.api.apps.v1.DeploymentSpec.replicas: got "string", expected "integer"',
        'ValidationError(Deployment.spec.selector): invalid type for io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector: got "array", expected "map"',
        'ValidationError(Deployment.spec.template.spec.containers[0].ports[0]): missing required field "containerPort" in io.k8s.api.core.v1.ContainerPort',
        'ValidationError(Deployment.spec.template.spec.containers[0]): missing required field "name" in io.k8s.api.core.v1.Container',
        'ValidationError(Deployment.spec.template.spec.containers): unknown object type "nil" in Deployment.spec.template.spec.containers[1]',
        "apiVersion not set",
        "kind not set",
        'ValidationError(Secret.metadata.labels.a): invalid type for io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta.labels: got "map", expected "string"',
        'unknown object type "nil" in Secret.stringData.b',
      ].join(", ")}]; if you choose to ignore these errors, turn validation off with --validate=false\n[1]`,
    );
    kubectl.file("typed.yaml", "apiVersion: v1\nkind: ConfigMapList\nitems: [{metadata: {name: l}, date: 1}]\n");
    expect(await kubectl.run("apply -f typed.yaml")).toContain(
      'ValidationError(ConfigMapList.items[0]): unknown field "date" in io.k8s.api.core.v1.ConfigMap;',
    );
    kubectl.file("five.yaml", "apiVersion: v1\nkind: List\nitems: [5]\n");
    expect(await kubectl.run("create -f five.yaml --validate=false")).toContain(
      "json: cannot unmarshal number into Go value of type map[string]interface {}",
    );
  });

  it("KWR-36 wait and set selector go into folders and know no kustomizations", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("dir/sub/cm.yaml", configMap("deep"));
    expect(await kubectl.run("set selector -f dir a=b")).toContain('configmaps "deep" not found');
    expect(await kubectl.run("wait -f dir --for=delete")).toBe("");
    expect(await kubectl.run("wait -k dir --for=delete")).toContain("unknown shorthand flag: 'k' in -k");
    kubectl.file("gen.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}\n");
    expect(await kubectl.run("wait -f gen.yaml --for=create")).toBe("error: resource name must be provided\n[1]");
  });
});

describe("what is asked of a server", () => {
  it("KRD-27 names and namespaces that cannot be in a path are refused here", async () => {
    const kubectl = terminal("zoo");
    expect(await kubectl.run("get pods -n a/b")).toBe(`invalid namespace "a/b": [may not contain '/']\n[1]`);
    expect(await kubectl.run("get pod a%b")).toBe(`error: invalid resource name "a%b": [may not contain '%']\n[1]`);
    expect(await kubectl.run("delete pod ..")).toBe(`error: invalid resource name "..": [may not be '..']\n[1]`);
    expect(await kubectl.run("create cm x -n a/b --from-literal=a=b")).toBe(
      `error: failed to create configmap: invalid namespace "a/b": [may not contain '/']\n[1]`,
    );
  });

  it("KRD-28 certificates and keys that are named must be there, and a kubeconfig must be one", async () => {
    const kubectl = terminal("zoo");
    expect(await kubectl.run("get pods --certificate-authority=gone")).toBe(
      "error: unable to read certificate-authority gone for kubernetes due to open gone: no such file or directory\n[1]",
    );
    expect(await kubectl.run("get pods --client-certificate=gone")).toBe(
      "Error in configuration: \n* client-key-data or client-key must be specified for kubernetes-admin to use the clientCert authentication method.\n* unable to read client-cert gone for kubernetes-admin due to open gone: no such file or directory\n[1]",
    );
    kubectl.file("cm.yaml", configMap("x"));
    expect(await kubectl.run("get pods --kubeconfig=cm.yaml")).toBe(
      'error: error loading config file "cm.yaml": no kind "ConfigMap" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"\n[1]',
    );
    expect(await kubectl.run("get pods -o name --as-user-extra=a -l x=y")).toBe("");
    expect(await kubectl.run("config set-credentials u --exec-env=b")).toContain("error: invalid exec-env format: b\n");
  });

  it("KRD-28 the log's flags", async () => {
    const kubectl = terminal("zoo");
    expect(await kubectl.run("get ns --vmodule=x")).toContain(
      'invalid argument "x" for "--vmodule" flag: syntax error: expect comma-separated list of filename=N',
    );
    const told = await kubectl.run("get ns default -o name -v=1");
    expect(
      told.match(/envvar\.go:195\] "Feature gate default state" feature="\w+" enabled=(true|false)\n/g),
    ).toHaveLength(10);
    expect(told).toMatch(/\nnamespace\/default\n$/);
  });

  it("KRD-26 templates call nothing; exists without places is true", async () => {
    const kubectl = terminal("zoo");
    const template = (text: string): Promise<string> => kubectl.run(`get pod full -o 'go-template=${text}'`);
    expect(await template('{{exists .nothing}} {{exists . "nothing"}}')).toBe("true false");
    expect(await template("{{call .kind}}")).toContain("error calling call: non-function .kind of type string");
    expect(await template("{{call .nothing}}")).toContain("error calling call: call of nil");
    expect(await template("{{call}}")).toContain("wrong number of args for call: want at least 1 got 0");
    expect(await kubectl.run("create cm c --from-literal=a=b --dry-run=client -o 'template={{len .items}}'")).toContain(
      'raw data was:\n\t\t{"kind":"ConfigMap","apiVersion":"v1","metadata":',
    );
    expect(await kubectl.run("debug full --image=x --attach=false -q --env=a=b,c")).not.toContain("key=value");
  });

  it("KRD-12 in the older explain what is a text or a number is a text", async () => {
    const kubectl = terminal("zoo");
    const said = await kubectl.run("explain pod.spec.containers.resources --recursive --output=plaintext-openapiv2");
    expect(said).not.toContain("<>");
    expect(
      await kubectl.run("explain pod.spec.containers.env.valueFrom.resourceFieldRef --output=plaintext-openapiv2"),
    ).toContain("divisor\t<string>");
  });

  it("KRD-34 members of other types than Go's are refused by commands with Go types, at their place", async () => {
    const kubectl = terminal("zoo");
    const problem = async (kind: string, rest: string): Promise<string> => {
      kubectl.file("x.yaml", `${kind}\nmetadata: {name: x}\n${rest}\n`);
      return kubectl.run("rollout history -f x.yaml");
    };
    const refusal = (text: string): string => `error: unable to decode "x.yaml": json: cannot unmarshal ${text}\n[1]`;
    const deployment = "apiVersion: apps/v1\nkind: Deployment";
    const pod = "apiVersion: v1\nkind: Pod";
    expect(await problem(deployment, "spec: {replicas: three}")).toBe(
      refusal("string into Go struct field DeploymentSpec.spec.replicas of type int32"),
    );
    expect(await problem(deployment, "spec: {replicas: 1.5}")).toBe(
      refusal("number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32"),
    );
    expect(await problem("apiVersion: v1\nkind: ConfigMap", "data: {port: 80}")).toBe(
      refusal("number into Go struct field ConfigMap.data of type string"),
    );
    expect(await problem(pod, "spec: {containers: {name: a}}")).toBe(
      refusal("object into Go struct field PodSpec.spec.containers of type []v1.Container"),
    );
    expect(await problem(pod, "spec: {containers: [{args: [1]}]}")).toBe(
      refusal("number into Go struct field Container.spec.containers.args of type string"),
    );
    expect(await problem(pod, "spec: {restartPolicy: 1}")).toContain("of type v1.RestartPolicy");
    expect(await problem(pod, "spec: {hostNetwork: yes please, securityContext: 1}")).toContain("of type bool");
    expect(await problem(pod, "spec: {nodeSelector: [a]}")).toContain("of type map[string]string");
  });

  it.each([
    ['{"a": 1,}', `json: offset 9: invalid character '}' looking for beginning of object key string`],
    ['{"a" 1}', "json: offset 6: invalid character '1' after object key"],
    ['{"a": 1 "b"}', `json: offset 9: invalid character '"' after object key:value pair`],
    ['{"a": [1 2]}', "json: offset 10: invalid character '2' after array element"],
    ['{"a": "x\ty: *\n"}', "json: offset 9: invalid character '\\t' in string literal"],
    ['{"a": [', "unexpected EOF"],
  ])("KRD-35 JSON that is none is refused in the words of Go: %j", async (text, problem) => {
    const kubectl = terminal("zoo");
    // What comes behind keeps it from being YAML.
    kubectl.file("x.json", text.endsWith("}") ? `${text}: *none` : text);
    expect(await kubectl.run("create -f x.json --validate=false")).toBe(`error: error parsing x.json: ${problem}\n[1]`);
  });

  it("KRD-35 what is no JSON may be YAML", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("x.json", "{apiVersion: v1, kind: ConfigMap, metadata: {name: flow}}");
    expect(await kubectl.run("create -f x.json -o name")).toBe("configmap/flow\n");
  });

  it.each([
    ["a: {b: c\n", "line 1: did not find expected ',' or '}'"],
    ["a: [b\nc: d\n", "line 1: did not find expected ',' or ']'"],
    ["x:\n  a: b\n   c: d\n", "line 3: mapping values are not allowed in this context"],
    ["x:\n  a: @b\n", "line 2: found character that cannot start any token"],
    ["x: 1\n\ty: 2\n", "line 2: found a tab character that violates indentation"],
    ["a: b\nkind Pod\nc: d\n", "line 3: could not find expected ':'"],
    ['a: b\nc: "d\ne: f\n', "line 4: found unexpected end of stream"],
    ["a: b\n- c\n", "line 1: did not find expected key"],
    ["a: b\n\t", "line 2: found a tab character that violates indentation"],
    ["a:\n    b: c\n  d: e\n", "line 2: did not find expected key"],
    ["a:\n- b\n c: d\n", "line 3: mapping values are not allowed in this context"],
    ['a:\n  b: "\\q"\n', "line 2: found unknown escape character"],
    ["a:\n  b: |0\n", "line 2: found an indentation indicator equal to 0"],
    ["a:\n  b: |\n\tx\n", "line 3: found a tab character where an indentation space is expected"],
    ["a: b: c\n", "mapping values are not allowed in this context"],
    ["%X\n---\na: b\n", "found unknown directive name"],
  ])("KRD-36 YAML that is none is refused in the words of Go's library: %j", async (text, problem) => {
    const kubectl = terminal("zoo");
    kubectl.file("x.yaml", text);
    expect(await kubectl.run("create -f x.yaml")).toBe(
      `error: error parsing x.yaml: error converting YAML to JSON: yaml: ${problem}\n[1]`,
    );
  });

  it("KRD-36 only comments stand behind what divides documents", async () => {
    const kubectl = terminal("zoo");
    kubectl.file("x.yaml", `${configMap("a")}--- # two\n${configMap("b")}--- three\n`);
    expect(await kubectl.run("create -f x.yaml -o name")).toBe(
      "configmap/a\nerror: error parsing x.yaml: invalid Yaml document separator: three\n[1]",
    );
  });

  it("KRD-34 amounts and base64 that are none", async () => {
    const kubectl = terminal("zoo");
    const problem = async (text: string): Promise<string> => {
      kubectl.file("x.yaml", text);
      return kubectl.run("rollout history -f x.yaml");
    };
    const pod = (container: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: c, ${container}}]}\n`;
    expect(await problem(pod("args: [1], resources: {limits: {cpu: 1x}}"))).toContain(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
    expect(await problem(pod("resources: {limits: {cpu: 1mm}}"))).toContain("unable to parse quantity's suffix");
    expect(await problem("apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata: {a: not-base64!}\n")).toContain(
      "illegal base64 data at input byte 3",
    );
  });

  it("KRD-31 what the server says of itself comes over several lines", async () => {
    const said = await terminal("zoo").run("get --raw /version");
    expect(said).toMatch(/^\{\n {2}"major": "1",\n/);
    expect(said).toMatch(/\n\}$/);
  });
});
