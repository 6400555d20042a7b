/** `create service` and `create ingress`. */
import type { Command } from "../../cli/Command.ts";
import { arrayFlag, type Flag, intFlag, sliceFlag, textFlag } from "../../cli/flags.ts";
import { ingress } from "../../generate/ingress.ts";
import { service, type ServiceFlags } from "../../generate/services.ts";
import { generatingCommand } from "./generating.ts";

const TCP_FLAG: Flag = sliceFlag("tcp", "Port pairs, <port>:<targetPort>");

function serviceCommand(name: string, type: ServiceFlags["type"], flags: readonly Flag[]): Command {
  return generatingCommand({
    name,
    short: `Create a ${type} service`,
    usage: "NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]",
    flags: [TCP_FLAG, ...flags],
    failure: `failed to create ${type} service: `,
    savesNothing: true,
    generate: ({ flags: values }, object) =>
      service({
        name: object,
        type,
        tcp: values.list("tcp"),
        clusterIP: values.has("clusterip") ? values.text("clusterip") : "",
        nodePort: values.has("node-port") ? values.number("node-port") : 0,
        externalName: values.has("external-name") ? values.text("external-name") : "",
      }),
  });
}

export const createService: Command = {
  name: "service",
  aliases: ["svc"],
  short: "Create a service using a specified subcommand",
  commands: [
    serviceCommand("clusterip", "ClusterIP", [textFlag("clusterip", "Address of the service, or None")]),
    serviceCommand("nodeport", "NodePort", [intFlag("node-port", "Port on each node")]),
    serviceCommand("loadbalancer", "LoadBalancer", []),
    serviceCommand("externalname", "ExternalName", [
      textFlag("external-name", "External name of the service", { required: true }),
    ]),
  ],
};

export const createIngress: Command = generatingCommand({
  name: "ingress",
  aliases: ["ing"],
  short: "Create an ingress with the specified name",
  usage: "NAME --rule=host/path=service:port[,tls[=secret]]",
  flags: [
    textFlag("class", "Ingress class to be used"),
    arrayFlag("rule", "Rule, host/path=service:port[,tls=secretname]"),
    textFlag("default-backend", "Default service, svcname:port"),
    arrayFlag("annotation", "Annotation, annotation=value"),
  ],
  failure: "failed to create ingress: ",
  generate: ({ flags }, name) =>
    ingress({
      name,
      className: flags.text("class"),
      rules: flags.list("rule"),
      defaultBackend: flags.text("default-backend"),
      annotations: flags.list("annotation"),
    }),
});
