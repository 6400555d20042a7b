/**
 * The order of ports in Endpoints and EndpointSlices: by a hash of the text Go's debug printer makes of each.
 * Models k8s.io/endpointslice/util NewPortMapKey and kubernetes pkg/api/v1/endpoints SortSubsets.
 */
import type { DiscoveryV1EndpointPort, EndpointPort } from "../../../protocol/kubernetes/index.ts";

const OFFSET = 0x6c62272e07bb014262b821756295c58dn;
const PRIME = 0x0000000001000000000000000000013bn;
const BITS = (1n << 128n) - 1n;
const encoder = new TextEncoder();

/** The ports of a slice in their order. */
export function slicePorts(ports: readonly DiscoveryV1EndpointPort[]): readonly DiscoveryV1EndpointPort[] {
  return byHash(
    ports,
    ({ name = "", protocol, port, appProtocol = "<nil>" }) =>
      `(v1.EndpointPort){Name:(*string)${name} Protocol:(*v1.Protocol)${protocol} Port:(*int32)${port} AppProtocol:(*string)${appProtocol}}`,
  );
}

/** The ports of a subset in their order. */
export function subsetPorts(ports: readonly EndpointPort[]): readonly EndpointPort[] {
  return byHash(
    ports,
    ({ name = "", port, protocol, appProtocol = "<nil>" }) =>
      `(v1.EndpointPort){Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol} AppProtocol:(*string)${appProtocol}}`,
  );
}

function byHash<T>(ports: readonly T[], printed: (port: T) => string): readonly T[] {
  if (ports.length < 2) return ports;
  return ports
    .map((port) => ({ port, hash: fnv128a(printed(port)) }))
    .sort((left, right) => (left.hash < right.hash ? -1 : left.hash > right.hash ? 1 : 0))
    .map(({ port }) => port);
}

function fnv128a(text: string): bigint {
  let hash = OFFSET;
  for (const byte of encoder.encode(text)) hash = ((hash ^ BigInt(byte)) * PRIME) & BITS;
  return hash;
}
