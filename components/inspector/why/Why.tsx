"use client";
/** Why an object is as it is: of a pod where it went and how its containers live; of a Service whom it chooses. */
import type { KubeObject, Pod, Service } from "../../../server/protocol/kubernetes/index.ts";
import { FromOthers } from "../../crossings/FromOthers.tsx";
import type { Selection } from "../../room/view.ts";
import { Addresses } from "./Addresses.tsx";
import { ContainerLives } from "./ContainerLives.tsx";
import { Membership } from "./Membership.tsx";
import { Origin } from "./Origin.tsx";
import { Scheduling } from "./Scheduling.tsx";

export function Why({ object, selection }: { readonly object: KubeObject; readonly selection: Selection }) {
  if (selection.resource === "services")
    return (
      <div className="flex flex-col gap-5">
        <FromOthers selection={selection} />
        <Membership service={object as Service} />
      </div>
    );
  const pod = selection.resource === "pods" ? (object as Pod) : undefined;
  // What one came for stands first.
  const ailing = pod !== undefined && isAiling(pod);
  return (
    <div className="flex flex-col gap-5">
      <FromOthers selection={selection} />
      {pod && ailing && <ContainerLives pod={pod} />}
      {pod && <Scheduling pod={pod} />}
      {pod && !ailing && <ContainerLives pod={pod} />}
      {pod && <Addresses pod={pod} />}
      <Origin object={object} selection={selection} />
    </div>
  );
}

/** It has its node, and a container of it does not run as it should. */
function isAiling({ spec, status }: Pod): boolean {
  if (!spec.nodeName) return false;
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].some(
    ({ state, lastState }) =>
      /BackOff|Err|Invalid/.test(state?.waiting?.reason ?? "") ||
      ((state?.terminated ?? lastState?.terminated)?.exitCode ?? 0) !== 0,
  );
}
