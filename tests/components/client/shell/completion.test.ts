import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../../../server/protocol/kubernetes/index.ts";
import { COMMANDS } from "../../../../components/client/kubectl/commands/index.ts";
import { complete } from "../../../../components/client/shell/completion.ts";

const FOLDERS: { readonly [folder: string]: readonly string[] } = {
  ".": ["crd.yaml", "course/", ".bash_history"],
  "course/": ["pod.yaml"],
};
const object = (name: string, namespace?: string, spec?: object): KubeObject =>
  ({ apiVersion: "v1", kind: "", metadata: { name, ...(namespace ? { namespace } : {}) }, spec }) as never;
const table = (...objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> =>
  new Map(objects.map((one) => [`${one.metadata.namespace}/${one.metadata.name}`, one]));

const tab = (typed: string): Promise<readonly string[]> =>
  complete(typed, {
    commands: ["kubectl", "grep"],
    namespace: "default",
    tables: new Map([
      [
        "pods",
        table(
          object("web-1", "default", { containers: [{ name: "app" }, { name: "side" }] }),
          object("web-2", "default"),
          object("etcd", "kube-system"),
        ),
      ],
      ["namespaces", table(object("default"), object("kube-system"))],
      ["courses.school.example", table(object("k8s", "default"))],
    ]),
    kinds: async () => [
      { resource: "pods", words: ["pods", "pod", "po"] },
      { resource: "podtemplates", words: ["podtemplates", "podtemplate"] },
      { resource: "courses.school.example", words: ["courses", "course", "crs"] },
    ],
    list: async (folder) => FOLDERS[folder] ?? [],
  });

describe("TERM-8 the terminal's Tab", () => {
  it("TERM-3 TERM-8 offers every command there is", async () => {
    const shown = COMMANDS.filter(({ hidden }) => !hidden).map(({ name }) => `${name} `);
    expect(await tab("kubectl ")).toEqual(shown.sort());
    expect(await tab("kubectl att")).toEqual(["attach "]);
  });

  it.each<[string, readonly string[]]>([
    ["k rollout re", ["restart ", "resume "]],
    ["k get po", ["pods ", "podtemplates "]],
    ["k get cour", ["courses "]],
    ["k get crs ", ["k8s "]],
    ["k get pods web", ["web-1 ", "web-2 "]],
    ["k delete pod web-1 web", ["web-2 "]],
    ["k delete pod/e", []],
    ["k -n kube-system delete pod/e", ["pod/etcd "]],
    ["k get pods -n kube-system e", ["etcd "]],
    ["k get pods -n k", ["kube-system "]],
    ["k get pods --namespace=k", ["--namespace=kube-system "]],
    ["k logs web-1", ["web-1 "]],
    ["k logs web-1 -c s", ["side "]],
    ["k apply -f c", ["course/", "crd.yaml "]],
    ["k apply -f course/", ["course/pod.yaml "]],
    ["k apply --filename=cr", ["--filename=crd.yaml "]],
    ["k get pods --all-", ["--all-namespaces "]],
    ["k run a --ima", ["--image-pull-policy=", "--image="]],
    ["k get pods -o y", ["yaml "]],
    ["k get pods | gr", ["grep "]],
    ["cat a; k get cour", ["courses "]],
    ["watch k get cour", ["courses "]],
    ["sudo k get cour", ["courses "]],
    ["k get pods > cr", ["crd.yaml "]],
    ["k rollout restart ", ["courses ", "pods ", "podtemplates "]],
    ["cat .b", [".bash_history "]],
  ])("TERM-8 %j", async (typed, words) => expect(await tab(typed)).toEqual(words));
});
