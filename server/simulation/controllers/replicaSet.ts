/** Keeps the pods of ReplicaSets: what is particular to them; how it is done stands in `replicaSet/ReplicaKeeper.ts`. */
import type { ReplicaSet } from "../../protocol/kubernetes/index.ts";
import type { ControllerFactory } from "../controllerkit/Controller.ts";
import { ReplicaKeeper } from "./replicaSet/ReplicaKeeper.ts";

export const replicaSetController: ControllerFactory = (context) =>
  new ReplicaKeeper(context, {
    controller: "replicaset-controller",
    resource: "replicasets.apps",
    kind: "ReplicaSet",
    selectorOf: (set) => (set as ReplicaSet).spec.selector,
    tellsTerminating: true,
  });
