/** Ingresses. Models kubernetes pkg/registry/networking/ingress and pkg/printers. */
import type { Ingress } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { CLASS_ANNOTATION, validateIngress, validateIngressStatus, validateNewIngress } from "./ingress/validate.ts";
import { resourceNames } from "./resourceNames.ts";

const HOSTS_SHOWN = 3;

export const ingress: ResourceDefinition<Ingress> = {
  names: resourceNames("networking.k8s.io", "ingresses"),
  resource: "ingresses.networking.k8s.io",
  schemaType: "networking.v1.Ingress",
  generation: true,
  hasStatus: true,
  unconditionalUpdate: true,
  prepareCreate(draft) {
    draft.status = { loadBalancer: {} };
  },
  validate: validateNewIngress,
  validateUpdate: validateIngress,
  validateStatusUpdate: validateIngressStatus,
  warnings: ({ metadata }, old) =>
    old || metadata.annotations?.[CLASS_ANNOTATION] === undefined
      ? []
      : [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`],
  columns: [
    NAME_COLUMN,
    textColumn("Class", "The name of the IngressClass resource that should be used for additional configuration"),
    textColumn("Hosts", "Hosts that incoming requests are matched against before the ingress rule"),
    textColumn("Address", "Address is a list containing ingress points for the load-balancer"),
    textColumn("Ports", "Ports of TLS configurations that open"),
    AGE_COLUMN,
  ],
  row: (object, now) => {
    const { metadata, spec, status } = object;
    return [
      metadata.name,
      spec?.ingressClassName ?? "<none>",
      hostsCell(object),
      addressCell(status),
      spec?.tls?.length ? "80, 443" : "80",
      ageCell(object, now),
    ];
  },
};

function hostsCell({ spec }: Ingress): string {
  const hosts = (spec?.rules ?? []).flatMap(({ host }) => host || []);
  if (hosts.length === 0) return "*";
  const rest = hosts.length - HOSTS_SHOWN;
  const text = hosts.slice(0, HOSTS_SHOWN).join(",");
  return rest > 0 ? `${text} + ${rest} more...` : text;
}

function addressCell(status: Ingress["status"]): string {
  const points = new Set((status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip || hostname || []));
  return [...points].sort().join(",");
}
