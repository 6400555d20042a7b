/** Services out of flags. Models kubectl pkg/cmd/create/create_service.go. */
import type { JsonObject } from "../json.ts";
import { fail, type Manifest } from "./generated.ts";
import { isSubdomain, portNameProblems } from "./names.ts";

export interface ServiceFlags {
  readonly name: string;
  readonly type: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";
  /** `80` or `80:8080` or `80:http`. */
  readonly tcp: readonly string[];
  readonly clusterIP: string;
  readonly nodePort: number;
  readonly externalName: string;
}

export function service({ name, type, tcp, clusterIP, nodePort, externalName }: ServiceFlags): Manifest {
  if (clusterIP === "None" && type !== "ClusterIP") fail("ClusterIP=None can only be used with ClusterIP service type");
  if (clusterIP !== "None" && tcp.length === 0 && type !== "ExternalName")
    fail("at least one tcp port specifier must be provided");
  if (type === "ExternalName" && !isSubdomain(externalName)) fail(`invalid service external name ${externalName}`);
  const ports = tcp.map((text): JsonObject => {
    const { port, targetPort } = parsePorts(text);
    return {
      name: text.replaceAll(":", "-"),
      protocol: "TCP",
      port,
      targetPort,
      ...(nodePort !== 0 ? { nodePort } : undefined),
    };
  });
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, labels: { app: name } },
    spec: {
      ports,
      selector: { app: name },
      ...(clusterIP !== "" ? { clusterIP } : undefined),
      type,
      ...(externalName !== "" ? { externalName } : undefined),
    },
  };
}

function parsePorts(text: string): { readonly port: number; readonly targetPort: number | string } {
  const [first = "", second] = text.split(":");
  const port = parsePort(first);
  if (second === undefined) return { port, targetPort: port };
  if (!/^[-+]?\d+$/.test(second)) {
    const problems = portNameProblems(second);
    if (problems.length > 0) fail(problems.join(","));
    return { port, targetPort: second };
  }
  const target = Number(second);
  if (target < 1 || target > 65535) fail("must be between 1 and 65535, inclusive");
  return { port, targetPort: target };
}

function parsePort(text: string): number {
  if (!/^\d+$/.test(text)) fail(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Number(text) > 65535) fail(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`);
  return Number(text);
}
