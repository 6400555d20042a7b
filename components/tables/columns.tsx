"use client";
/** Columns of our own for the kinds one looks at most; the server's Table answers say those of the rest. */
import type { ReactNode } from "react";
import type {
  ConfigMap,
  Deployment,
  Endpoints,
  Event,
  KubeObject,
  Namespace,
  Node,
  Pod,
  ReplicaSet,
  Service,
} from "../../server/protocol/kubernetes/index.ts";
import { podColumns } from "../../server/protocol/kubernetes/podColumns.ts";
import { podLook, TEXT_COLOUR } from "../map/podLook.ts";
import { age } from "./age.ts";

export interface TableColumn {
  /** Key in the `tables` texts; with `text`, any name of its own. */
  readonly title: string;
  /** The heading as the server writes it. */
  readonly text?: string;
  readonly mono?: boolean;
  /** Cut short between open panels. */
  readonly tight?: boolean;
  /** Shown on demand only. */
  readonly wide?: boolean;
  cell(object: KubeObject, now: number): ReactNode;
  /** Stands before a name. */
  mark?(object: KubeObject): ReactNode;
  /** What sorting compares; the cell's text when left out. */
  sort?(object: KubeObject): string | number;
}

function column<T extends KubeObject>(
  title: string,
  cell: (object: T, now: number) => ReactNode,
  more: {
    readonly mono?: boolean;
    readonly wide?: boolean;
    readonly tight?: boolean;
    readonly sort?: (object: T) => string | number;
  } = {},
): TableColumn {
  return {
    title,
    cell: cell as TableColumn["cell"],
    ...(more.mono ? { mono: true } : {}),
    ...(more.wide ? { wide: true } : {}),
    ...(more.tight ? { tight: true } : {}),
    ...(more.sort ? { sort: more.sort as NonNullable<TableColumn["sort"]> } : {}),
  };
}

export const NAME = column("name", ({ metadata }) => metadata.name, { mono: true });
export const AGE = column("age", ({ metadata }, now) => age(metadata.creationTimestamp, now), {
  sort: ({ metadata }) => -Date.parse(metadata.creationTimestamp),
});
const pairs = (map: { readonly [key: string]: string } | undefined): string =>
  Object.entries(map ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");

/** Who made it: the controller among its owners. */
export const OWNER = column<KubeObject>(
  "owner",
  ({ metadata }) => {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller) ?? metadata.ownerReferences?.[0];
    return owner ? `${owner.kind}/${owner.name}` : "";
  },
  { mono: true, wide: true },
);

interface WithContainers {
  readonly containers?: readonly { readonly image?: string }[];
  readonly template?: { readonly spec?: WithContainers };
}

const IMAGES = column<KubeObject>(
  "images",
  ({ spec }) => {
    const { containers, template } = (spec ?? {}) as WithContainers;
    return (containers ?? template?.spec?.containers ?? []).map(({ image }) => image ?? "").join(", ");
  },
  { mono: true, wide: true },
);

/** By group resource. Owner and labels are added to all. */
export const OWN_COLUMNS: { readonly [resource: string]: readonly TableColumn[] } = {
  pods: [
    { ...NAME, mark: (pod) => <PodMark pod={pod as Pod} /> },
    column<Pod>("ready", (pod) => `${podColumns(pod).readyContainers}/${podColumns(pod).totalContainers}`),
    column<Pod>("status", (pod) => <PodStatusText pod={pod} />, {
      tight: true,
      sort: (pod) => podColumns(pod).status,
    }),
    // What one looks for first, before what scrolls out of sight between open panels.
    column<Pod>("node", (pod) => pod.spec.nodeName ?? "", { mono: true }),
    column<Pod>("restarts", (pod) => podColumns(pod).restarts, { sort: (pod) => podColumns(pod).restarts }),
    column<Pod>("ip", (pod) => pod.status?.podIP ?? "", { mono: true }),
    OWNER,
    IMAGES,
    AGE,
  ],
  "deployments.apps": [
    NAME,
    column<Deployment>("ready", ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`),
    column<Deployment>("upToDate", ({ status }) => status?.updatedReplicas ?? 0),
    column<Deployment>("available", ({ status }) => status?.availableReplicas ?? 0),
    IMAGES,
    AGE,
  ],
  "replicasets.apps": [
    NAME,
    column<ReplicaSet>("desired", ({ spec }) => spec.replicas ?? 0),
    column<ReplicaSet>("ready", ({ status }) => status?.readyReplicas ?? 0),
    OWNER,
    IMAGES,
    AGE,
  ],
  services: [
    NAME,
    column<Service>("type", ({ spec }) => spec.type ?? ""),
    column<Service>("clusterIp", ({ spec }) => spec.clusterIP ?? "", { mono: true }),
    column<Service>(
      "ports",
      ({ spec }) =>
        (spec.ports ?? [])
          .map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ""}/${protocol}`)
          .join(","),
      { mono: true },
    ),
    column<Service>("selector", ({ spec }) => pairs(spec.selector), { mono: true }),
    AGE,
  ],
  endpoints: [
    NAME,
    column<Endpoints>(
      "endpointsColumn",
      ({ subsets }) =>
        (subsets ?? [])
          .flatMap(({ addresses, ports }) =>
            (addresses ?? []).flatMap(({ ip }) => (ports ?? []).map(({ port }) => `${ip}:${port}`)),
          )
          .join(", "),
      { mono: true },
    ),
    AGE,
  ],
  nodes: [
    NAME,
    column<Node>(
      "status",
      ({ status, spec }) =>
        `${status?.conditions?.find(({ type }) => type === "Ready")?.status === "True" ? "Ready" : "NotReady"}${spec?.unschedulable ? ",SchedulingDisabled" : ""}`,
    ),
    column<Node>(
      "roles",
      ({ metadata }) =>
        Object.keys(metadata.labels ?? {})
          .filter((key) => key.startsWith("node-role.kubernetes.io/"))
          .map((key) => key.split("/")[1])
          .join(",") || "<none>",
    ),
    column<Node>("cpu", ({ status }) => status?.allocatable?.cpu ?? ""),
    column<Node>("memory", ({ status }) => status?.allocatable?.memory ?? ""),
    column<Node>("version", ({ status }) => status?.nodeInfo?.kubeletVersion ?? ""),
    AGE,
  ],
  events: [
    column<Event>(
      "last",
      (event, now) => age(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime, now),
      {
        sort: (event) => -Date.parse(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? ""),
      },
    ),
    column<Event>("type", ({ type }) => <span className={type === "Warning" ? "text-failing" : ""}>{type}</span>),
    column<Event>("reason", ({ reason }) => reason ?? ""),
    column<Event>("object", ({ involvedObject }) => `${involvedObject.kind?.toLowerCase()}/${involvedObject.name}`, {
      mono: true,
    }),
    column<Event>("message", ({ message }) => message ?? ""),
    column<Event>("count", ({ count, series }) => series?.count ?? count ?? 1),
  ],
  configmaps: [
    NAME,
    column<ConfigMap>(
      "data",
      ({ data, binaryData }) => Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
    ),
    AGE,
  ],
  namespaces: [NAME, column<Namespace>("status", ({ status }) => status?.phase ?? ""), AGE],
};

/** Where the state's own column is out of sight its mark stands before the name. */
function PodMark({ pod }: { readonly pod: Pod }) {
  const { colour, glyph } = podLook(pod);
  return (
    <span aria-hidden data-mark={colour} className={`mr-1.5 font-sans @xl:hidden ${TEXT_COLOUR[colour]}`}>
      {glyph}
    </span>
  );
}

function PodStatusText({ pod }: { readonly pod: Pod }) {
  const look = podLook(pod);
  return (
    <span className={TEXT_COLOUR[look.colour]} title={look.status}>
      {/* Where it stands before the name, it stands there alone. */}
      <span aria-hidden className="@max-xl:hidden">
        {look.glyph}{" "}
      </span>
      {look.status}
    </span>
  );
}
