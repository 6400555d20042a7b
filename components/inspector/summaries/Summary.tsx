"use client";
/** The first tab of the inspector: what a kind has to say, then labels and what it is tied to. */
import { useTranslations } from "next-intl";
import type { KubeObject, Node, Pod, Service } from "../../../server/protocol/kubernetes/index.ts";
import { FidelityLine } from "../../fidelity/FidelityLine.tsx";
import type { Selection } from "../../room/view.ts";
import { Pairs } from "../Pairs.tsx";
import { RelatedObjects } from "../RelatedObjects.tsx";
import { GenericSummary } from "./GenericSummary.tsx";
import { NodeSummary } from "./NodeSummary.tsx";
import { PodSummary } from "./PodSummary.tsx";
import { ServiceSummary } from "./ServiceSummary.tsx";
import { WorkloadSummary } from "./WorkloadSummary.tsx";

const WORKLOADS = /^(deployments|replicasets|statefulsets|daemonsets)\.apps$|^replicationcontrollers$/;

export function Summary({ object, selection }: { readonly object: KubeObject; readonly selection: Selection }) {
  const t = useTranslations("inspector");
  return (
    <div className="flex flex-col gap-5">
      {selection.resource === "pods" ? (
        <PodSummary pod={object as Pod} selection={selection} />
      ) : selection.resource === "services" ? (
        <ServiceSummary service={object as Service} />
      ) : selection.resource === "nodes" ? (
        <NodeSummary node={object as Node} selection={selection} />
      ) : WORKLOADS.test(selection.resource) ? (
        <WorkloadSummary object={object} selection={selection} />
      ) : (
        <GenericSummary object={object} />
      )}
      <Pairs title={t("labels")} pairs={object.metadata.labels} filters />
      <RelatedObjects object={object} selection={selection} />
      <FidelityLine resource={selection.resource} />
    </div>
  );
}
