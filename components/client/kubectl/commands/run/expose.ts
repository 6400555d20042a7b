/** `kubectl expose`. Mirrors kubectl pkg/cmd/expose. */
import { textFlag } from "../../cli/flags.ts";
import type { Command } from "../../cli/Command.ts";
import { type ExposeFlags, exposedService, foundOut } from "../../generate/exposed.ts";
import type { JsonObject } from "../../json.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import { fileFlags, fileOptions } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { inNamespace } from "../create/generating.ts";
import { updatedLastApplied } from "../writing/lastApplied.ts";
import { OVERRIDE_FLAGS, overridden } from "../writing/overriding.ts";
import { createObject } from "../writing/requests.ts";
import { kindText } from "../writing/selecting.ts";
import {
  DRY_RUN_FLAG,
  dryRunOf,
  managerFlag,
  operationPrinter,
  RECORD_FLAG,
  recorded,
  SAVE_CONFIG_FLAG,
} from "../writing/writeFlags.ts";

const EXPOSABLE = ["ReplicationController", "Service", "Pod", "Deployment.apps", "ReplicaSet.apps"];

export const expose: Command = {
  name: "expose",
  clientFirst: true,
  short: "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service",
  usage:
    "(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]",
  examples: ["kubectl expose deployment nginx --port=80 --target-port=8000"],
  flags: [
    ...PRINT_FLAGS,
    RECORD_FLAG,
    textFlag("protocol", "The network protocol of the service"),
    textFlag("port", "The port of the service"),
    textFlag("type", "ClusterIP, NodePort, LoadBalancer, or ExternalName"),
    textFlag("load-balancer-ip", "Address of the load balancer"),
    textFlag("selector", "Label selector of the service"),
    textFlag("labels", "Labels of the service", { short: "l" }),
    textFlag("target-port", "Name or number of the container's port"),
    textFlag("external-ip", "External address of the service"),
    textFlag("name", "Name of the service"),
    textFlag("session-affinity", "None or ClientIP"),
    textFlag("cluster-ip", "Address of the service, or None"),
    managerFlag("kubectl-expose"),
    ...OVERRIDE_FLAGS,
    DRY_RUN_FLAG,
    SAVE_CONFIG_FLAG,
    ...fileFlags("identifying the resource to expose a service"),
  ],
  async run(context) {
    const { flags, args, session } = context;
    const dryRun = dryRunOf(context);
    const print = await operationPrinter(context, "exposed", dryRun);
    const namespace = await session.namespace();
    const found = await findResources(session, {
      args,
      files: fileOptions(flags),
      namespace: namespace.name,
      requireNamespace: namespace.explicit,
      continueOnError: true,
      flatten: true,
      typed: true,
    });
    let asked: ExposeFlags = {
      name: flags.text("name"),
      selector: flags.text("selector"),
      port: flags.text("port"),
      targetPort: flags.text("target-port"),
      protocol: flags.text("protocol"),
      labels: flags.text("labels"),
      type: flags.text("type"),
      externalIP: flags.text("external-ip"),
      loadBalancerIP: flags.text("load-balancer-ip"),
      sessionAffinity: flags.text("session-affinity"),
      clusterIP: flags.text("cluster-ip"),
    };
    await found.visit(async (info) => {
      const kind = kindText(info);
      if (!EXPOSABLE.includes(kind)) throw new Error(`cannot expose a ${kind}`);
      const made = exposedService(info.object as JsonObject, asked);
      // Upstream keeps for the objects after it what it found out about the first.
      asked = foundOut(asked, made);
      const service = recorded(context, overridden(context, asTyped(made)));
      if (dryRun === "client") {
        const placed = namespace.explicit ? inNamespace(service, namespace.name) : service;
        return context.out(print(asTyped(placed), { typed: true }));
      }
      const mapping = (await session.mapper()).kindFor(String(service.kind), String(service.apiVersion));
      const sent = updatedLastApplied(service, flags.bool("save-config"), (typed) => JSON.stringify(asTyped(typed)));
      const answer = await createObject(
        await session.client(),
        { mapping, namespace: namespace.name, name: "" },
        sent,
        { dryRun, manager: flags.text("field-manager") },
      );
      context.out(print(asTyped(answer), { typed: true }));
    });
  },
};
