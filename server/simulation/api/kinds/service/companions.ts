/** What a Service has beside it: its addresses as objects, and the Endpoints that end with it. Models pkg/registry/core/service/storage. */
import type { Service } from "../../../../protocol/kubernetes/index.ts";
import type { Companion } from "../../ResourceDefinition.ts";

export function serviceCompanions({ metadata, spec }: Service): readonly Companion[] {
  const { namespace = "", name } = metadata;
  const addresses = (spec?.clusterIPs ?? []).filter((address) => address !== "" && address !== "None");
  return [
    { resource: "endpoints", namespace, name },
    ...addresses.map((address) => ({
      resource: "ipaddresses.networking.k8s.io",
      namespace: "",
      name: address,
      body: {
        apiVersion: "networking.k8s.io/v1",
        kind: "IPAddress",
        metadata: {
          name: address,
          labels: {
            "ipaddress.kubernetes.io/ip-family": address.includes(":") ? "IPv6" : "IPv4",
            "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
          },
        },
        spec: { parentRef: { resource: "services", namespace, name } },
      },
    })),
  ];
}
