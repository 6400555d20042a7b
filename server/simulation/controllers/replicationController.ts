/**
 * Keeps the pods of ReplicationControllers, as those of ReplicaSets: `replicaSet/ReplicaKeeper.ts`. A selector is a plain
 * map here, and the status does not tell of pods being deleted.
 */
import type { ReplicationController } from "../../protocol/kubernetes/index.ts";
import type { ControllerFactory } from "../controllerkit/Controller.ts";
import { ReplicaKeeper } from "./replicaSet/ReplicaKeeper.ts";

export const replicationControllerController: ControllerFactory = (context) =>
  new ReplicaKeeper(context, {
    controller: "replication-controller",
    resource: "replicationcontrollers",
    kind: "ReplicationController",
    selectorOf: (set) => ({ matchLabels: (set as ReplicationController).spec.selector ?? {} }),
    tellsTerminating: false,
  });
