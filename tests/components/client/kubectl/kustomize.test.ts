import { describe, expect, it } from "vitest";
import { terminal, type Terminal } from "./inCluster.ts";

const APP = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "nginx:1.25", envFrom: [{configMapRef: {name: conf}}]}
      - {name: side, image: busybox}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;
const OVER = `resources: [../base]
namespace: dev
namePrefix: dev-
labels: [{pairs: {env: dev}, includeSelectors: true}]
commonAnnotations: {by: mina}
images: [{name: nginx, newTag: "1.27"}]
replicas: [{name: web, count: 3}]
configMapGenerator: [{name: conf, behavior: merge, literals: [b=2]}]
patches:
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {template: {spec: {containers: [{name: side, command: [sleep, "1"]}]}}}
- target: {kind: Serv.*}
  patch: |-
    - {op: add, path: /spec/type, value: NodePort}
`;
const METADATA = "metadata:\n  annotations:\n    by: mina\n  labels:\n    env: dev\n  name: ";
const BUILT = `apiVersion: v1
data:
  a: "1"
  b: "2"
kind: ConfigMap
${METADATA}dev-conf-7gdc49gk6d
  namespace: dev
---
apiVersion: v1
kind: Service
${METADATA}dev-web
  namespace: dev
spec:
  ports:
  - port: 80
  selector:
    app: web
    env: dev
  type: NodePort
---
apiVersion: apps/v1
kind: Deployment
${METADATA}dev-web
  namespace: dev
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
      env: dev
  template:
    metadata:
      annotations:
        by: mina
      labels:
        app: web
        env: dev
    spec:
      containers:
      - command:
        - sleep
        - "1"
        image: busybox
        name: side
      - envFrom:
        - configMapRef:
            name: dev-conf-7gdc49gk6d
        image: nginx:1.27
        name: web
`;

function folders(world = "empty"): Terminal {
  const kubectl = terminal(world);
  kubectl.file("base/app.yaml", APP);
  kubectl.file(
    "base/kustomization.yaml",
    "resources: [app.yaml]\nconfigMapGenerator: [{name: conf, literals: [a=1]}]\n",
  );
  kubectl.file("over/kustomization.yaml", OVER);
  return kubectl;
}

/** What becomes of the base with these lines in a folder above it. */
async function over(lines: string, kubectl = folders()): Promise<string> {
  kubectl.file("over/kustomization.yaml", `resources: [../base]\n${lines}\n`);
  return kubectl.run("kustomize over");
}

describe("kustomizations", () => {
  it("KWR-25 a folder above another changes names, labels, images and numbers, and what names them follows", async () => {
    expect(await folders().run("kustomize over")).toBe(BUILT);
  });

  it("KWR-25 -k does with what is built what -f does with a file", async () => {
    const kubectl = folders();
    expect(await kubectl.run("apply -k base")).toBe(
      "configmap/conf-h29d89cmmt created\nservice/web created\ndeployment.apps/web created\n",
    );
    expect(await kubectl.run("delete -k base --dry-run=client")).toContain('service "web" deleted');
    expect(await kubectl.run("apply -k base -f base/app.yaml")).toContain("only one of -f or -k can be specified");
  });

  it("KWR-25 components change what came before them; labels go to selectors only when asked", async () => {
    const kubectl = folders();
    kubectl.file(
      "part/kustomization.yaml",
      "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nnameSuffix: -part\n",
    );
    const said = await over("components: [../part]\nlabels: [{pairs: {t: x}, includeTemplates: true}]", kubectl);
    expect(said).toContain("  name: web-part\n");
    expect(said).toContain(
      "    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n        t: x\n",
    );
  });

  it("KWR-26 what is generated has a hash of its content behind its name, unless told otherwise", async () => {
    const kubectl = terminal("empty");
    kubectl.file("kustomization.yaml", "secretGenerator: [{name: s, literals: [k=v], type: t}]\n");
    expect(await kubectl.run("kustomize")).toBe(
      "apiVersion: v1\ndata:\n  k: dg==\nkind: Secret\nmetadata:\n  name: s-ht59c84hdd\ntype: t\n",
    );
    kubectl.file("one.env", "# none\nA=1\n\nB=two words\n");
    kubectl.file(
      "kustomization.yaml",
      "configMapGenerator: [{name: c, envs: [one.env], files: [f=one.env]}]\ngeneratorOptions: {disableNameSuffixHash: true, labels: {l: m}}\n",
    );
    expect(await kubectl.run("kustomize .")).toBe(
      'apiVersion: v1\ndata:\n  A: "1"\n  B: two words\n  f: |\n    # none\n    A=1\n\n    B=two words\nkind: ConfigMap\nmetadata:\n  labels:\n    l: m\n  name: c\n',
    );
  });

  it("KWR-27 patches take elements away, replace lists, and mean objects by patterns", async () => {
    const patch = (target: string, change: string): Promise<string> =>
      over(`patches: [{target: {${target}}, patch: "${change}"}]`);
    const web = "apiVersion: apps/v1, kind: Deployment, metadata: {name: any}";
    expect(await patch("kind: Deployment", `{${web}, $patch: delete}`)).not.toContain("Deployment");
    const containers = (list: string): string => `{${web}, spec: {template: {spec: {containers: [${list}]}}}}`;
    expect(await patch("name: w.b", containers("{name: side, $patch: delete}"))).not.toContain("busybox");
    expect(await patch("kind: Deployment", containers("{$patch: replace}, {name: x, image: img}"))).toContain(
      "containers:\n      - image: img\n        name: x\n",
    );
    expect(await patch("kind: Other", containers("{name: side, $patch: delete}"))).toContain("busybox");
  });

  it("KWR-28 what cannot be built is refused in kustomize's words, and fields that are not here by their names", async () => {
    expect(await over("foo: bar")).toBe('error: invalid Kustomization: json: unknown field "foo"\n[1]');
    expect(await over("namePrefix: 3")).toContain(
      "json: cannot unmarshal number into Go struct field Kustomization.namePrefix of type string",
    );
    expect(await over("replicas: [{name: x, count: 1}]")).toContain("resource with name x does not match a config");
    expect(await over("helmCharts: [{name: x}]")).toContain(
      'the field "helmCharts" is not supported by the kubectl of this terminal',
    );
    expect(await over("commonLabels: {a: b}")).toContain(
      "# Warning: 'commonLabels' is deprecated. Please use 'labels' instead.",
    );
    const kubectl = folders();
    kubectl.file("over/kustomization.yaml", "resources: [../over]\n");
    expect(await kubectl.run("kustomize over")).toContain(
      "cycle detected: candidate root '/work/over' contains visited root '/work/over'",
    );
    kubectl.file("over/kustomization.yaml", "resources: [../base/app.yaml]\n");
    expect(await kubectl.run("kustomize over")).toContain(
      "security; file '/work/base/app.yaml' is not in or below '/work/over'",
    );
    expect(await kubectl.run("kustomize nowhere")).toContain("must build at directory: not a valid directory");
  });

  it("KWR-40 the command takes all of its flags, and files from anywhere when told", async () => {
    const kubectl = terminal("empty");
    kubectl.file("cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");
    kubectl.file("k/kustomization.yaml", "resources: [../cm.yaml]\n");
    expect(await kubectl.run("kustomize k")).toContain("is not in or below");
    expect(await kubectl.run("kustomize k --load-restrictor=LoadRestrictionsNone --enable-helm -e a=b")).toContain(
      "kind: ConfigMap",
    );
    expect(await kubectl.run("kustomize k --load-restrictor=x")).toBe(
      "error: illegal flag value --load-restrictor x; legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]\n[1]",
    );
    expect(await kubectl.run("proxy --keepalive=x")).toContain('invalid argument "x" for "--keepalive" flag');
  });
});
