"use client";
/** What the map draws, from the cluster's tables: what is in view, what just went, who made what, and where all of it stands. */
import { useMemo, useRef } from "react";
import type { EndpointSlice, Ingress, KubeObject, Node, Pod, Service } from "../../server/protocol/kubernetes/index.ts";
import { objectKey } from "../../server/protocol/messages.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import type { Selection, View } from "../room/view.ts";
import type { Size } from "./camera.ts";
import type { LineRequest } from "./layout/lines.ts";
import { type Fitted, fitMap, pillWidth } from "./layout/mapLayout.ts";
import { assignSlots, type Slots } from "./layout/slots.ts";
import { isControlPlane } from "./nodes.ts";
import { type NodeSums, nodeSums } from "./nodeSums.ts";
import { type OwnerChain, ownerChains } from "./owners.ts";
import { ingressHosts } from "./Pills.tsx";
import { amount } from "./quantities.ts";
import { useDeparted } from "./useDeparted.ts";
import { usePacedCluster } from "./usePacedCluster.ts";

export interface ServiceView {
  readonly service: Service;
  readonly key: string;
  readonly ready: number;
  readonly total: number;
}

export interface MapModel {
  readonly nodes: readonly Node[];
  /** In view, those that went a moment ago included. */
  readonly pods: readonly Pod[];
  readonly departed: ReadonlySet<string>;
  readonly services: readonly ServiceView[];
  readonly ingresses: readonly Ingress[];
  readonly chains: readonly OwnerChain[];
  readonly sums: ReadonlyMap<string, NodeSums>;
  readonly endpoints: readonly LineRequest[];
  readonly owned: readonly LineRequest[];
  /** Pod uid → id of the person who made or changed it last. */
  makerOf(uid: string): string | undefined;
  readonly fitted: Fitted;
}

const GIB = 2 ** 30;

export function useMapModel(window: Size): MapModel {
  const { tables, causes } = usePacedCluster();
  const { view } = useRoomView();
  const activity = useRoomPart((room) => room.activity);
  const { namespace, owners, selection } = view;
  const nodes = useAll<Node>(tables.get("nodes"));
  const allPods = useAll<Pod>(tables.get("pods"));
  const services = useAll<Service>(tables.get("services"), namespace);
  const slices = useAll<EndpointSlice>(tables.get("endpointslices.discovery.k8s.io"), namespace);
  const ingresses = useAll<Ingress>(tables.get("ingresses.networking.k8s.io"), namespace);
  const goneNow = useDeparted(allPods);
  const departed = useMemo(() => new Set(goneNow.map(({ metadata }) => metadata.uid)), [goneNow]);
  const pods = useMemo(() => {
    const inView = ({ metadata }: Pod): boolean => namespace === "" || metadata.namespace === namespace;
    return [...allPods.filter(inView), ...goneNow.filter(inView)];
  }, [allPods, goneNow, namespace]);
  const sums = useMemo(() => nodeSums(allPods), [allPods]);

  const endpoints = useMemo(() => endpointRequests(slices), [slices]);
  const shownServices = useMemo(() => serviceViews(services, endpoints), [services, endpoints]);
  const chains = useChains(pods, { tables, owners, selection });
  const owned = useMemo(
    () =>
      chains.flatMap(({ id, pods: made }) =>
        made.map(
          ({ metadata, spec }): LineRequest => ({
            id: `${id} ${metadata.uid}`,
            from: `owner ${id}`,
            pod: metadata.uid,
            node: spec.nodeName ?? "",
            ready: true,
          }),
        ),
      ),
    [chains],
  );

  const slots = useSlots(nodes, pods, namespace);
  const pillTexts = JSON.stringify([
    shownServices.map(({ key, service }) => [key, service.metadata.name, service.spec.selector ?? {}]),
    ingresses.map((ingress) => [`${ingress.metadata.namespace}/${ingress.metadata.name}`, ingressHosts(ingress)]),
    chains.map(({ id, links }) => [id, links.map(({ name }) => name)]),
    nodes.map((node) => [node.metadata.name, capacityOf(node), isControlPlane(node)]),
  ]);
  const fitted = useMemo(() => {
    const input = {
      nodes: nodes.map((node) => ({
        name: node.metadata.name,
        capacity: capacityOf(node),
        quiet: isControlPlane(node),
      })),
      slots,
      services: shownServices.map(({ key, service }) => ({
        id: key,
        width: pillWidth(
          service.metadata.name,
          Object.entries(service.spec.selector ?? {}).map(([label, value]) => `${label}=${value}`),
        ),
      })),
      ingresses: ingresses.map((ingress) => ({
        id: `ingress ${ingress.metadata.namespace}/${ingress.metadata.name}`,
        width: pillWidth(`Ingress ${ingress.metadata.name}`, ingressHosts(ingress), 12),
      })),
      owners: chains.map(({ id, links }) => ({
        id: `owner ${id}`,
        width: pillWidth(
          "",
          links.map(({ name }) => name),
          50,
        ),
      })),
    };
    return fitMap(input, window.width > 0 ? window : { width: 1000, height: 600 });
    // oxlint-disable-next-line react/exhaustive-deps -- `pillTexts` stands for the objects: what else changes of them moves nothing
  }, [slots, pillTexts, window.width, window.height]);

  const makers = useMemo(() => new Map(activity.map(({ seq, person }) => [seq, person])), [activity]);
  return useMemo(
    () => ({
      nodes,
      pods,
      departed,
      services: shownServices,
      ingresses,
      chains,
      sums,
      endpoints,
      owned,
      makerOf: (uid: string) => makers.get(causes.get(uid) ?? -1),
      fitted,
    }),
    [nodes, pods, departed, shownServices, ingresses, chains, sums, endpoints, owned, makers, causes, fitted],
  );
}

function useAll<T extends KubeObject>(
  table: ReadonlyMap<string, KubeObject> | undefined,
  namespace = "",
): readonly T[] {
  return useMemo(() => {
    const all = [...(table?.values() ?? [])] as T[];
    return namespace === "" ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
  }, [table, namespace]);
}

/** A node's capacity as one number: the mean of its share of CPU and of memory, in the course's worker1 as unit. */
function capacityOf({ status }: Node): number {
  const cpu = amount(status?.allocatable?.cpu) / 2;
  const memory = amount(status?.allocatable?.memory) / (3.6 * GIB);
  return Math.max(0.25, (cpu + memory) / 2);
}

function useSlots(nodes: readonly Node[], pods: readonly Pod[], namespace: string): Slots {
  const known = useRef<{ readonly slots: Slots; readonly namespace: string }>({ slots: new Map(), namespace });
  return useMemo(() => {
    const groups = new Map<string, string[]>(nodes.map(({ metadata }) => [metadata.name, []]));
    groups.set("", []);
    for (const { metadata, spec } of pods) {
      const node = spec.nodeName ?? "";
      const group = groups.get(node);
      if (group) group.push(metadata.uid);
      else groups.set(node, [metadata.uid]);
    }
    // Another namespace is another picture: no holes of the one before.
    const before: Slots = known.current.namespace === namespace ? known.current.slots : new Map();
    const slots = assignSlots(before, groups);
    known.current = { slots, namespace };
    return slots;
  }, [nodes, pods, namespace]);
}

function endpointRequests(slices: readonly EndpointSlice[]): readonly LineRequest[] {
  return slices.flatMap(({ metadata, endpoints = [] }) => {
    const from = `${metadata.namespace}/${metadata.labels?.["kubernetes.io/service-name"]}`;
    return (endpoints ?? []).map(
      ({ targetRef, nodeName, conditions }): LineRequest => ({
        id: `${from} ${targetRef?.uid}`,
        from,
        pod: targetRef?.uid ?? "",
        node: nodeName ?? "",
        ready: conditions?.ready !== false,
      }),
    );
  });
}

function serviceViews(services: readonly Service[], endpoints: readonly LineRequest[]): readonly ServiceView[] {
  const counts = new Map<string, { ready: number; total: number }>();
  for (const { from, ready } of endpoints) {
    const count = counts.get(from) ?? { ready: 0, total: 0 };
    count.total++;
    if (ready) count.ready++;
    counts.set(from, count);
  }
  return services
    .filter(({ spec }) => spec.selector)
    .map((service) => {
      const key = `${service.metadata.namespace}/${service.metadata.name}`;
      return { service, key, ...(counts.get(key) ?? { ready: 0, total: 0 }) };
    });
}

/** On demand: all of them, or those of the owner that is selected. */
function useChains(
  pods: readonly Pod[],
  {
    tables,
    owners,
    selection,
  }: {
    readonly tables: ReadonlyMap<string, ReadonlyMap<string, KubeObject>>;
    readonly owners: boolean;
    readonly selection: View["selection"];
  },
): readonly OwnerChain[] {
  const wanted =
    owners || /^(deployments|replicasets|statefulsets|daemonsets|jobs|cronjobs)\./.test(selection?.resource ?? "");
  return useMemo(() => {
    if (!wanted) return [];
    const find = ({ resource, namespace, name }: Selection): KubeObject | undefined =>
      tables.get(resource)?.get(objectKey(namespace, name));
    const all = ownerChains(pods, find);
    if (owners) return all;
    return all.filter(({ links }) =>
      links.some(
        ({ target }) =>
          target.resource === selection?.resource &&
          target.name === selection.name &&
          target.namespace === selection.namespace,
      ),
    );
  }, [wanted, owners, selection, pods, tables]);
}
