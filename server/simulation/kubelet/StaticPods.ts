/**
 * Static pods: what the files in a node's /etc/kubernetes/manifests say, without an API server's doing. Each has a mirror in
 * the API, which only shows it: a mirror that somebody deletes comes back, and the containers have not noticed.
 * Models kubernetes pkg/kubelet/config (file source) and pkg/kubelet/pod (mirror_client.go).
 */
import { Remembered } from "../../protocol/Remembered.ts";
import type { KubeObject, Node, ObjectDraft, Pod, PodSpec } from "../../protocol/kubernetes/index.ts";
import { decodeBody } from "../api/machinery/decode.ts";
import { sha256Hex } from "../api/machinery/sha256.ts";
import { ApiError } from "../api/machinery/status.ts";
import type { Client } from "../controllerkit/Client.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import { timestamp } from "../runtime/time.ts";
import type { Store } from "../store/Store.ts";
import { fromBytes } from "./machine/bytes.ts";
import { type FileTree, MANIFESTS } from "./machine/FileTree.ts";
import type { PodRecord } from "./records.ts";

const COMPONENT = "kubelet-static-pods";
/** How long after a change the kubelet has heard of it, ms. */
const NOTICE = 1000;
/** Files looked at on one node. */
const MOST = 50;
const HASH = "kubernetes.io/config.hash";
const MIRROR = "kubernetes.io/config.mirror";
const SEEN = "kubernetes.io/config.seen";

/** States of the kubelet whose keys begin with a pod's uid. */
const KEPT_BY_UID = ["machines", "usage", "container-logs", "config-held"];

interface StaticPod {
  readonly hash: string;
  readonly draft: ObjectDraft;
}

export interface StaticPodsOptions {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly client: Client;
  readonly files: (node: string) => FileTree;
  readonly isSilent: (node: string) => boolean;
}

export class StaticPods {
  /** What a text says, so that a file is read once and not at every look. */
  private readonly read = new Remembered<StaticPod | undefined>(200);

  constructor(private readonly options: StaticPodsOptions) {
    options.runtime.register(COMPONENT, (node) => this.look(node));
  }

  /** Files of a node were written, or a mirror has gone. */
  check(node: string): void {
    this.options.runtime.enqueue(COMPONENT, node, NOTICE);
  }

  /** What the record of a mirror keeps of it; undefined for every other pod. */
  mirrorOf(pod: Pod): PodRecord["mirror"] {
    const { namespace = "", name } = pod.metadata;
    const hash = hashOf(pod);
    return hash !== undefined && this.wanted(pod.spec.nodeName ?? "").get(keyOf(pod))?.hash === hash
      ? { namespace, name, hash, seen: pod.metadata.annotations?.[SEEN] ?? "" }
      : undefined;
  }

  /**
   * A mirror that goes, or has gone, while its pod is still wanted: another takes its place with all that the kubelet keeps.
   * The new mirror; undefined when there is to be none, or can be none now.
   */
  renew({ uid, node, mirror: shown }: PodRecord): Pod | undefined {
    const { store, client } = this.options;
    if (!shown || this.options.isSilent(node)) return undefined;
    const { namespace, name } = shown;
    const wanted = this.wanted(node).get(`${namespace}/${name}`);
    if (wanted?.hash !== shown.hash) return undefined;
    if (store.get("pods", namespace, name)?.metadata.uid === uid)
      client.delete("pods", namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } });
    const mirror = this.mirror(node, wanted, shown.seen);
    if (mirror) this.move(uid, mirror.metadata.uid);
    return mirror;
  }

  /** Makes a node's mirrors what its files say. */
  private look(name: string): void {
    const { store, client } = this.options;
    if (!store.get("nodes", "", name) || this.options.isSilent(name)) return;
    const wanted = this.wanted(name);
    for (const object of [...store.byIndex("pods", "node", name)]) {
      const pod = object as Pod;
      const hash = hashOf(pod);
      if (hash === undefined || pod.metadata.deletionTimestamp || wanted.get(keyOf(pod))?.hash === hash) continue;
      client.delete("pods", pod.metadata.namespace ?? "", pod.metadata.name);
    }
    for (const [key, each] of wanted) {
      const [namespace = "", podName = ""] = key.split("/");
      if (!store.get("pods", namespace, podName)) this.mirror(name, each, timestamp(this.options.runtime.now));
    }
  }

  private mirror(nodeName: string, { draft, hash }: StaticPod, seen: string): Pod | undefined {
    const { store, client } = this.options;
    const node = store.get("nodes", "", nodeName) as Node | undefined;
    if (!node || !store.get("namespaces", "", draft.metadata.namespace ?? "")) return undefined;
    const annotations = {
      ...draft.metadata.annotations,
      [HASH]: hash,
      [MIRROR]: hash,
      [SEEN]: seen,
      "kubernetes.io/config.source": "file",
    };
    const owner = { apiVersion: "v1", kind: "Node", name: nodeName, uid: node.metadata.uid, controller: true };
    try {
      return client.createChecked<Pod>("pods", {
        ...draft,
        metadata: { ...draft.metadata, annotations, ownerReferences: [owner] },
      } as ObjectDraft);
    } catch (error) {
      // A manifest the API server refuses stands in the kubelet's log alone.
      if (error instanceof ApiError) return undefined;
      throw error;
    }
  }

  /** By namespace and name, what a node's files ask for. */
  private wanted(node: string): ReadonlyMap<string, StaticPod> {
    const found = new Map<string, StaticPod>();
    const tree = this.options.files(node);
    for (const file of [...tree.names(MANIFESTS)].sort().slice(0, MOST)) {
      const entry = tree.get(`${MANIFESTS}/${file}`);
      if (file.startsWith(".") || entry?.type !== "f") continue;
      const pod = this.parse(node, fromBytes(entry.data ?? ""));
      if (pod) found.set(keyOf(pod.draft), pod);
    }
    return found;
  }

  private parse(node: string, text: string): StaticPod | undefined {
    const key = `${node} ${text}`;
    return this.read.get(key, () => staticPod(node, text));
  }

  /** What is kept of one pod becomes another's. */
  private move(from: string, to: string): void {
    const { runtime } = this.options;
    for (const name of KEPT_BY_UID) {
      const state = runtime.state<unknown>(name);
      for (const key of [...state.keys()]) {
        if (!key.startsWith(from)) continue;
        state.set(to + key.slice(from.length), state.get(key));
        state.delete(key);
      }
    }
    const files = runtime.state<unknown>("volume-files");
    for (const key of [...files.keys()]) {
      if (!key.startsWith(`pod:${from}/`)) continue;
      files.set(`pod:${to}${key.slice(`pod:${from}`.length)}`, files.get(key));
      files.delete(key);
    }
  }
}

/** Undefined for what is no mirror of a file. */
function hashOf({ metadata }: Pod): string | undefined {
  const { annotations } = metadata;
  return annotations?.["kubernetes.io/config.source"] === "file" ? annotations[MIRROR] : undefined;
}

const keyOf = ({ metadata }: { readonly metadata: { readonly namespace?: string; readonly name?: string } }): string =>
  `${metadata.namespace}/${metadata.name}`;

/** A file's text as the pod its node runs; undefined when it is none. */
function staticPod(node: string, text: string): StaticPod | undefined {
  let object: Record<string, unknown>;
  try {
    ({ object } = decodeBody({
      text,
      format: "yaml",
      expected: { group: "", version: "v1", kind: "Pod" },
      fieldValidation: "Ignore",
    }));
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
  const pod = object as unknown as KubeObject & { readonly spec?: PodSpec };
  const { name, namespace = "default", labels, annotations } = pod.metadata ?? {};
  if (!name || !pod.spec) return undefined;
  const tolerations = [...(pod.spec.tolerations ?? []), { operator: "Exists", effect: "NoExecute" } as const];
  return {
    hash: sha256Hex(`${node}\n${text}`).slice(0, 32),
    draft: {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: `${name}-${node}`,
        namespace,
        ...(labels ? { labels } : {}),
        ...(annotations ? { annotations } : {}),
      },
      spec: { ...pod.spec, nodeName: node, tolerations },
    } as unknown as ObjectDraft,
  };
}
