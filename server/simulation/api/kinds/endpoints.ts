/** Endpoints, the old form of EndpointSlices. Models kubernetes pkg/registry/core/endpoint. */
import type { Endpoints } from "../../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { equalJson } from "../json.ts";
import { resourceNames } from "./resourceNames.ts";
import { validateAddress, validateEndpointAddress, warningsForAddress } from "./validation/addresses.ts";
import { type FieldError, invalid, notSupported, required } from "./validation/errors.ts";
import { dns1123Label, nameIsSubdomain, portNumber, qualifiedName } from "./validation/names.ts";

type Subset = NonNullable<Endpoints["subsets"]>[number];
type Address = NonNullable<Subset["addresses"]>[number];
type Port = NonNullable<Subset["ports"]>[number];

export const PROTOCOLS = ["SCTP", "TCP", "UDP"];
const SHOWN = 3;

export const endpoints: ResourceDefinition<Endpoints> = {
  names: resourceNames("", "endpoints"),
  resource: "endpoints",
  schemaType: "core.v1.Endpoints",
  createOnUpdate: true,
  deprecation: "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
  defaults(draft) {
    for (const subset of draft.subsets ?? []) for (const port of subset.ports ?? []) port.protocol ||= "TCP";
  },
  validate: ({ subsets }) => validateSubsets(subsets),
  validateUpdate: ({ subsets }, old) => (equalJson(subsets, old.subsets) ? [] : validateSubsets(subsets)),
  warnings({ metadata, subsets = [] }) {
    if (metadata.labels?.["endpoints.kubernetes.io/managed-by"] === "endpoint-controller") return [];
    return subsets.flatMap((subset, at) =>
      (["addresses", "notReadyAddresses"] as const).flatMap((field) =>
        (subset[field] ?? []).flatMap(({ ip }, index) =>
          warningsForAddress(`subsets[${at}].${field}[${index}].ip`, ip),
        ),
      ),
    );
  },
  columns: [
    NAME_COLUMN,
    textColumn(
      "Endpoints",
      "The set of all endpoints is the union of all subsets. Addresses are placed into subsets according to the IPs they share. A single address with multiple ports, some of which are ready and some of which are not (because they come from different containers) will result in the address being displayed in different subsets for the different ports. No address will appear in both Addresses and NotReadyAddresses in the same subset. Sets of addresses and ports that comprise a service.",
    ),
    AGE_COLUMN,
  ],
  row: (object, now) => [object.metadata.name, addressesText(object.subsets ?? []), ageCell(object, now)],
};

function validateSubsets(subsets: readonly Subset[] = []): FieldError[] {
  return subsets.flatMap((subset, index) => {
    const path = `subsets[${index}]`;
    const errors: FieldError[] = [];
    if (!subset.addresses?.length && !subset.notReadyAddresses?.length)
      errors.push(required(path, "must specify `addresses` or `notReadyAddresses`"));
    for (const field of ["addresses", "notReadyAddresses"] as const) {
      (subset[field] ?? []).forEach((address, at) =>
        errors.push(...validateSubsetAddress(address, `${path}.${field}[${at}]`)),
      );
    }
    (subset.ports ?? []).forEach((port, at, ports) =>
      errors.push(...validatePort(port, `${path}.ports[${at}]`, ports.length > 1)),
    );
    return errors;
  });
}

function validateSubsetAddress({ ip = "", hostname, nodeName }: Address, path: string): FieldError[] {
  return [
    ...validateAddress(`${path}.ip`, ip),
    ...(hostname ? dns1123Label(hostname).map((message) => invalid(`${path}.hostname`, hostname, message)) : []),
    ...(nodeName === undefined
      ? []
      : nameIsSubdomain(nodeName, false).map((message) => invalid(`${path}.nodeName`, nodeName, message))),
    ...validateEndpointAddress(`${path}.ip`, ip),
  ];
}

function validatePort({ name, port = 0, protocol, appProtocol }: Port, path: string, several: boolean): FieldError[] {
  const errors: FieldError[] = [];
  if (name) for (const message of dns1123Label(name)) errors.push(invalid(`${path}.name`, name, message));
  else if (several) errors.push(required(`${path}.name`));
  for (const message of portNumber(port)) errors.push(invalid(`${path}.port`, port, message));
  if (!protocol) errors.push(required(`${path}.protocol`));
  else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
  if (appProtocol !== undefined)
    for (const message of qualifiedName(appProtocol)) errors.push(invalid(`${path}.appProtocol`, appProtocol, message));
  return errors;
}

/** `10.0.0.1:80,10.0.0.2:80 + 3 more...` */
function addressesText(subsets: readonly Subset[]): string {
  if (subsets.length === 0) return "<none>";
  const all = subsets.flatMap(({ addresses = [], ports = [] }) => {
    if (ports.length === 0) return addresses.map(({ ip }) => ip);
    return ports.flatMap(({ port }) =>
      addresses.map(({ ip }) => (ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`)),
    );
  });
  const shown = all.slice(0, SHOWN).join(",");
  return all.length > SHOWN ? `${shown} + ${all.length - SHOWN} more...` : shown;
}
