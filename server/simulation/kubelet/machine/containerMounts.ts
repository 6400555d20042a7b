/** Single files that a container's file system has from its kubelet. */
import type { Container, Pod } from "../../../protocol/kubernetes/index.ts";
import { DEFAULT_MESSAGE_PATH } from "../terminationMessage.ts";
import type { Mount } from "./Files.ts";
import { normalPath, StaticTree } from "./FileTree.ts";
import { etcFiles } from "./podFiles.ts";
import type { MachineState } from "./Process.ts";

/** /etc/hosts and its like, made when first read. */
export function etcMounts(pod: Pod, at: { readonly ip: string; readonly node: string }): readonly Mount[] {
  let made: StaticTree | undefined;
  const all = (): StaticTree => (made ??= new StaticTree(etcFiles(pod, at)));
  return ["hosts", "hostname", "resolv.conf"].map((file) => ({
    path: `/etc/${file}`,
    tree: fileOf(all, `/${file}`),
    device: "/dev/vda1",
    type: "ext4",
  }));
}

/** The file that a container's last words are read from: on the node, one for each start. */
export function messageMount({ terminationMessagePath }: Container, state: MachineState): Mount {
  const tree: Mount["tree"] = {
    get: (path) => (path === "/" ? (state.message ?? { type: "f", mode: 0o666, mtime: 0 }) : undefined),
    names: () => [],
    put: (path, entry) => {
      if (path === "/" && entry?.type === "f") state.message = entry;
    },
  };
  const path = normalPath(terminationMessagePath || DEFAULT_MESSAGE_PATH);
  return { path, tree, device: "/dev/vda1", type: "ext4" };
}

const fileOf = (tree: () => StaticTree, path: string): Mount["tree"] => ({
  get: (at) => (at === "/" ? tree().get(path) : undefined),
  names: () => [],
});
