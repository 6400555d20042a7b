/**
 * What stands behind a pod's mounts: shared scratch space, claims that outlive pods, directories of nodes, and the files of
 * ConfigMaps, Secrets and the downward API, which follow their objects late. Models kubernetes pkg/volume and the kubelet's
 * volume manager in what a container sees.
 */
import type {
  ConfigMap,
  Container,
  PersistentVolumeClaim,
  Pod,
  Secret,
  Volume,
} from "../../../protocol/kubernetes/index.ts";
import { decodeText } from "../../api/machinery/base64.ts";
import { equalJson } from "../../api/json.ts";
import { wholeValue } from "../../runtime/quantity.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import { timestamp } from "../../runtime/time.ts";
import type { Store } from "../../store/Store.ts";
import type { StoreEvent } from "../../store/StoreEvent.ts";
import { expandReferences, fieldValue, resourceFieldValue } from "../environment.ts";
import { allContainers } from "../podStatus.ts";
import { toBytes } from "./bytes.ts";
import type { Mount } from "./Files.ts";
import { GuardedTree } from "./GuardedTree.ts";
import {
  type FileEntry,
  type FileMap,
  type FileTree,
  LateTree,
  LayeredTree,
  normalPath,
  StaticTree,
  SubTree,
} from "./FileTree.ts";

const COMPONENT = "kubelet-config-volumes";
/** A kubelet looks at a pod's volumes about once a minute and trusts its cache as long again. */
const EARLIEST_UPDATE = 30_000;
const UPDATE_SPREAD = 60_000;

/** Links followed on the way to one path. */
const MOST_LINKS = 20;

type Config = ConfigMap | Secret;

export class Volumes {
  constructor(private readonly options: { readonly runtime: Runtime; readonly store: Store }) {
    const { runtime, store } = options;
    runtime.register(COMPONENT, (key) => this.catchUp(key));
    store.subscribe("configmaps", (event) => this.note("configmap", event));
    store.subscribe("secrets", (event) => this.note("secret", event));
  }

  /** Versions of objects that containers still see though there are newer ones, by pod, kind and name. */
  private get held(): Map<string, Config> {
    return this.options.runtime.state<Config>("config-held");
  }

  private get written(): Map<string, FileMap> {
    return this.options.runtime.state<FileMap>("volume-files");
  }

  /** Hears when files that were late have come: pod uid. */
  onUpdate: ((uid: string) => void) | undefined;

  private note(kind: "configmap" | "secret", { type, object, previous }: StoreEvent): void {
    const { namespace = "", name } = object.metadata;
    const before = (previous ?? object) as Config;
    if (type === "MODIFIED" && equalJson(contentOf(before), contentOf(object as Config))) return;
    const { store, runtime } = this.options;
    for (const pod of store.byIndex("pods", kind, `${namespace}/${name}`) as Iterable<Pod>) {
      if (!pod.spec.nodeName) continue;
      const key = `${pod.metadata.uid} ${kind} ${name}`;
      // One that came back after it was gone is late like any change; what never was there is there at once.
      if (type === "ADDED" && !this.held.has(key)) continue;
      if (!this.held.has(key)) this.held.set(key, before);
      for (const container of mountingPartOf(pod, kind, name)) {
        const fixed = `${key} subPath ${container}`;
        if (!this.held.has(fixed)) this.held.set(fixed, before);
      }
      // What is deleted stays in the containers that have it.
      if (type === "DELETED") runtime.cancel(COMPONENT, key);
      else if (runtime.dueAt(COMPONENT, key) === undefined)
        runtime.schedule(COMPONENT, key, runtime.now + EARLIEST_UPDATE + runtime.random.int(UPDATE_SPREAD));
    }
  }

  private catchUp(key: string): void {
    this.held.delete(key);
    this.onUpdate?.(key.split(" ")[0] as string);
  }

  /** A container starts: files mounted by subPath are those its pod's volumes have now. */
  restart(uid: string, container: string): void {
    const end = ` subPath ${container}`;
    for (const key of [...this.held.keys()]) {
      if (!key.startsWith(`${uid} `) || !key.endsWith(end)) continue;
      const late = this.held.get(key.slice(0, -end.length));
      if (late) this.held.set(key, late);
      else this.held.delete(key);
    }
  }

  forget(uid: string): void {
    for (const key of [...this.held.keys()])
      if (key.startsWith(`${uid} `)) {
        this.held.delete(key);
        this.options.runtime.cancel(COMPONENT, key);
      }
    for (const key of [...this.written.keys()]) if (key.startsWith(`pod:${uid}/`)) this.written.delete(key);
  }

  /** Bytes in a pod's scratch volumes; `medium` chooses those in memory or on disk. */
  scratchSize(
    pod: Pod,
    medium: "Memory" | "",
  ): readonly { readonly volume: string; readonly bytes: number; readonly limit: number | undefined }[] {
    return (pod.spec.volumes ?? [])
      .filter(({ emptyDir }) => emptyDir && (emptyDir.medium ?? "") === medium)
      .map(({ name, emptyDir }) => ({
        volume: name,
        bytes: Object.values(this.written.get(`pod:${pod.metadata.uid}/${name}`) ?? {}).reduce(
          (sum, { data = "", zeros = 0 }) => sum + data.length + zeros,
          0,
        ),
        limit: emptyDir?.sizeLimit === undefined ? undefined : wholeValue(emptyDir.sizeLimit),
      }));
  }

  /** The node's own files, which hostPath volumes show. */
  nodeTree(node: string, below?: FileTree): FileTree {
    return new LayeredTree(this.box(`node:${node}`), below);
  }

  /** `env`: what the container's variables are, which a subPathExpr refers to. */
  mountsOf(pod: Pod, spec: Container, env: () => { readonly [name: string]: string }): readonly Mount[] {
    const mounts: Mount[] = [];
    for (const { name, mountPath, subPath: plain, subPathExpr, readOnly } of spec.volumeMounts ?? []) {
      const subPath = subPathExpr ? expandReferences(subPathExpr, env()) : plain;
      const volume = pod.spec.volumes?.find((candidate) => candidate.name === name);
      if (!volume) continue;
      const source = this.treeOf(pod, volume, { spec, part: subPath !== undefined });
      const path = normalPath(mountPath);
      if (subPath === undefined) {
        mounts.push({ path, ...source, readOnly: readOnly ?? false });
        continue;
      }
      const root = followed(source.tree, normalPath(subPath));
      mounts.push({ ...source, path, tree: new SubTree(source.tree, root), readOnly: readOnly ?? false });
    }
    return mounts;
  }

  private box(key: string): { get(): FileMap; set(files: FileMap): void } {
    const { written } = this;
    return { get: () => written.get(key) ?? {}, set: (files) => written.set(key, files) };
  }

  private treeOf(
    pod: Pod,
    volume: Volume,
    options: { readonly spec: Container; readonly part: boolean },
  ): Omit<Mount, "path" | "readOnly"> {
    const { store } = this.options;
    const { namespace = "", uid } = pod.metadata;
    if (volume.configMap || volume.secret || volume.projected || volume.downwardAPI)
      return { tree: new LateTree(() => this.configTree(pod, volume, options)), device: "tmpfs", type: "tmpfs" };
    if (volume.hostPath) {
      // Who may mount a node's folders must not become the kubelet's master by that.
      const node = new GuardedTree(this.nodeTree(pod.spec.nodeName ?? ""), "/etc/kubernetes");
      return {
        tree: new SubTree(node, normalPath(volume.hostPath.path)),
        device: "/dev/vda1",
        type: "ext4",
        capacity: 20 * 2 ** 30,
      };
    }
    const claimName =
      volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : undefined);
    if (claimName !== undefined) {
      const claim = store.get("persistentvolumeclaims", namespace, claimName) as PersistentVolumeClaim | undefined;
      const capacity = claim?.status?.capacity?.["storage"] ?? claim?.spec?.resources?.requests?.["storage"];
      return {
        tree: new LayeredTree(
          this.box(claim?.spec?.volumeName ? `pv:${claim.spec.volumeName}` : `pvc:${namespace}/${claimName}`),
        ),
        device: "/dev/vdb",
        type: "ext4",
        ...(capacity === undefined ? {} : { capacity: wholeValue(capacity) }),
      };
    }
    const limit = volume.emptyDir?.sizeLimit;
    const inMemory = volume.emptyDir?.medium === "Memory";
    return {
      tree: new LayeredTree(this.box(`pod:${uid}/${volume.name}`)),
      device: inMemory ? "tmpfs" : "/dev/vda1",
      type: inMemory ? "tmpfs" : "ext4",
      // Only one in memory is a file system of its own with a size; one on disk is watched by the kubelet.
      ...(inMemory && limit !== undefined ? { capacity: wholeValue(limit) } : { capacity: 20 * 2 ** 30 }),
    };
  }

  /** The files of an object as the atomic writer lays them out: `key -> ..data/key`. */
  private configTree(
    pod: Pod,
    volume: Volume,
    { spec, part }: { readonly spec: Container; readonly part: boolean },
  ): FileTree {
    const contents: { [path: string]: { data: string; mode: number } } = {};
    const put = (path: string, text: string, mode: number): void => {
      contents[normalPath(path)] = { data: text, mode };
    };
    const mode =
      volume.configMap?.defaultMode ??
      volume.secret?.defaultMode ??
      volume.projected?.defaultMode ??
      volume.downwardAPI?.defaultMode ??
      0o644;
    const add = (
      kind: "configmap" | "secret",
      name: string,
      items: readonly { readonly key: string; readonly path: string; readonly mode?: number | undefined }[] | undefined,
    ): void => {
      const values = this.valuesOf(pod, kind, { name, part: part ? spec.name : undefined });
      if (items)
        for (const item of items)
          if (Object.hasOwn(values, item.key)) put(item.path, values[item.key] as string, item.mode ?? mode);
      if (!items) for (const key of Object.keys(values)) put(key, values[key] as string, mode);
    };
    const addFields = (items: NonNullable<NonNullable<Volume["downwardAPI"]>["items"]>): void => {
      for (const { path, fieldRef, resourceFieldRef, mode: own } of items)
        put(
          path,
          toBytes(
            fieldRef
              ? fieldValue(pod, fieldRef.fieldPath)
              : resourceFieldRef
                ? resourceFieldValue(pod, resourceFieldRef, { spec })
                : "",
          ),
          own ?? mode,
        );
    };
    if (volume.configMap) add("configmap", volume.configMap.name ?? "", volume.configMap.items);
    if (volume.secret) add("secret", volume.secret.secretName ?? "", volume.secret.items);
    if (volume.downwardAPI) addFields(volume.downwardAPI.items ?? []);
    for (const source of volume.projected?.sources ?? []) {
      if (source.configMap) add("configmap", source.configMap.name ?? "", source.configMap.items);
      if (source.secret) add("secret", source.secret.name ?? "", source.secret.items);
      if (source.downwardAPI) addFields(source.downwardAPI.items ?? []);
      if (source.serviceAccountToken) put(source.serviceAccountToken.path, accountToken(pod), mode);
    }
    const began = timestamp(Math.floor(this.options.runtime.now / 60_000) * 60_000)
      .replace(/[-:T]/g, "_")
      .replace("Z", "");
    const files: { [path: string]: FileEntry } = { "/..data": { type: "l", data: `..${began}` } };
    for (const path of Object.keys(contents)) {
      const { data, mode: fileMode } = contents[path] as { data: string; mode: number };
      files[`/..${began}${path}`] = { type: "f", data, mode: fileMode };
      const first = path.split("/")[1] as string;
      files[`/${first}`] = { type: "l", data: `..data/${first}`, mode: 0o777 };
    }
    return new StaticTree(files, { mtime: this.options.runtime.now });
  }

  /** An object's keys and bytes as the pod's containers see them now. */
  private valuesOf(
    pod: Pod,
    kind: "configmap" | "secret",
    { name, part }: { readonly name: string; readonly part: string | undefined },
  ): { readonly [key: string]: string } {
    const key = `${pod.metadata.uid} ${kind} ${name}`;
    const object =
      (part === undefined ? undefined : this.held.get(`${key} subPath ${part}`)) ??
      this.held.get(key) ??
      (this.options.store.get(`${kind}s`, pod.metadata.namespace ?? "", name) as Config | undefined);
    const values: { [key: string]: string } = {};
    if (!object) return values;
    for (const each of Object.keys(object.data ?? {})) {
      const value = object.data?.[each] ?? "";
      values[each] = kind === "secret" ? binaryOf(value) : toBytes(value);
    }
    for (const each of Object.keys((object as ConfigMap).binaryData ?? {}))
      values[each] = binaryOf((object as ConfigMap).binaryData?.[each] ?? "");
    return values;
  }
}

function binaryOf(base64: string): string {
  try {
    return atob(base64.replace(/\s/g, ""));
  } catch {
    return toBytes(decodeText(""));
  }
}

/** Where a path of a tree leads when its links are followed; a mount is of what is there, not of a link to it. */
function followed(tree: FileTree, path: string): string {
  let at = "/";
  let rest = path.split("/").filter((part) => part !== "");
  for (let links = 0; rest.length > 0 && links < MOST_LINKS; ) {
    const next = normalPath(`${at}/${rest[0]}`);
    const entry = tree.get(next);
    rest = rest.slice(1);
    if (entry?.type !== "l") at = next;
    else {
      links++;
      const target = normalPath(entry.data ?? "", at);
      rest = [...target.split("/").filter((part) => part !== ""), ...rest];
      at = "/";
    }
  }
  return at;
}

const contentOf = (object: Config): object => [object.data ?? {}, "binaryData" in object ? object.binaryData : {}];

/** The containers of a pod that mount single paths of a volume with an object's files. */
function mountingPartOf(pod: Pod, kind: "configmap" | "secret", name: string): readonly string[] {
  const isOf = ({ configMap, secret }: Pick<Volume, "configMap" | "projected"> & { readonly secret?: object }) =>
    kind === "configmap" ? configMap?.name === name : namesOf(secret).includes(name);
  const volumes = (pod.spec.volumes ?? []).filter(
    (volume) => isOf(volume) || volume.projected?.sources?.some((source) => isOf(source)),
  );
  return allContainers(pod)
    .filter(({ volumeMounts }) =>
      volumeMounts?.some((mount) => mount.subPath !== undefined && volumes.some((each) => each.name === mount.name)),
    )
    .map((container) => container.name);
}

/** A Secret is named one way by volumes, another by projections. */
const namesOf = (secret: { readonly secretName?: string; readonly name?: string } | undefined): readonly string[] =>
  [secret?.secretName, secret?.name].filter((each): each is string => each !== undefined);

/** A token as it looks; nothing accepts it. Simplified: it is not renewed. */
function accountToken(pod: Pod): string {
  const part = (value: object): string =>
    btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const { namespace = "", name, uid } = pod.metadata;
  const account = pod.spec.serviceAccountName ?? "default";
  return `${part({ alg: "RS256", kid: "podroom" })}.${part({ aud: ["https://kubernetes.default.svc.cluster.local"], iss: "https://kubernetes.default.svc.cluster.local", "kubernetes.io": { namespace, pod: { name, uid }, serviceaccount: { name: account } }, sub: `system:serviceaccount:${namespace}:${account}` })}.${btoa(uid).replace(/=+$/, "")}`;
}
