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
  return (
    <div className="flex flex-col gap-5">
      <FromOthers selection={selection} />
      {pod && <Scheduling pod={pod} />}
      {pod && <ContainerLives pod={pod} />}
      {pod && <Addresses pod={pod} />}
      <Origin object={object} selection={selection} />
    </div>
  );
}
