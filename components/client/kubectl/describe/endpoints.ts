/** Endpoints, EndpointSlices, and the addresses behind a Service's port. */
import type { JsonObject } from "../json.ts";
import type { Describe, DescribeContext } from "./DescribeContext.ts";
import { writeEventsOf } from "./events.ts";
import { has, num, obj, objects, orNone, str, texts } from "./fields.ts";
import { writeAnnotations, writeLabels } from "./metadata.ts";
import { TabbedText } from "./tabbedText.ts";

const SHOWN = 3;

export async function slicesOf(
  service: { readonly namespace: string; readonly name: string },
  context: DescribeContext,
): Promise<JsonObject[]> {
  const path = `/apis/discovery.k8s.io/v1/namespaces/${service.namespace}/endpointslices`;
  return objects(await context.read(path, { labelSelector: `kubernetes.io/service-name=${service.name}` }), "items");
}

/** The first ready addresses behind the port of this name. */
export function endpointsText(slices: readonly JsonObject[], portName: string): string {
  if (slices.length === 0) return "<none>";
  const list: string[] = [];
  for (const slice of slices) {
    const ports = objects(slice, "ports");
    const ready = objects(slice, "endpoints").filter((endpoint) => obj(endpoint, "conditions").ready !== false);
    const addresses = ready.map((endpoint) => texts(endpoint, "addresses")[0] ?? "");
    if (ports.length === 0) list.push(...addresses);
    for (const port of ports)
      if (str(port, "name") === portName) list.push(...addresses.map((host) => hostPort(host, num(port, "port"))));
  }
  const shown = list.slice(0, SHOWN).join(",");
  return list.length > SHOWN ? `${shown} + ${list.length - SHOWN} more...` : shown;
}

function hostPort(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function writeHead(w: TabbedText, object: JsonObject): void {
  const metadata = obj(object, "metadata");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  w.line(0, `Namespace:\t${str(metadata, "namespace")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
}

export const describeEndpoints: Describe = async (endpoints, context) => {
  const w = new TabbedText();
  writeHead(w, endpoints);
  w.line(0, "Subsets:");
  for (const subset of objects(endpoints, "subsets")) {
    for (const [title, field] of [
      ["Addresses", "addresses"],
      ["NotReadyAddresses", "notReadyAddresses"],
    ] as const) {
      const addresses = objects(subset, field).map((address) => str(address, "ip"));
      w.line(1, `${title}:\t${orNone(addresses.join(","))}`);
    }
    const ports = objects(subset, "ports");
    if (ports.length > 0) {
      w.line(1, "Ports:");
      w.line(2, "Name\tPort\tProtocol");
      w.line(2, "----\t----\t--------");
    }
    for (const port of ports)
      w.line(2, `${str(port, "name") || "<unset>"}\t${num(port, "port")}\t${str(port, "protocol")}`);
    w.line(0, "");
  }
  await writeEventsOf(w, endpoints, context);
  return w.text();
};

export const describeEndpointSlice: Describe = async (slice, context) => {
  const w = new TabbedText();
  writeHead(w, slice);
  w.line(0, `AddressType:\t${str(slice, "addressType")}`);
  const ports = objects(slice, "ports");
  if (ports.length === 0) w.line(0, "Ports: <unset>");
  else {
    w.line(0, "Ports:");
    w.line(1, "Name\tPort\tProtocol");
    w.line(1, "----\t----\t--------");
  }
  for (const port of ports)
    w.line(1, `${str(port, "name") || "<unset>"}\t${unset(port, "port")}\t${str(port, "protocol")}`);
  const endpoints = objects(slice, "endpoints");
  w.line(0, endpoints.length === 0 ? "Endpoints: <none>" : "Endpoints:");
  for (const endpoint of endpoints) {
    w.line(1, `- Addresses:\t${orNone(texts(endpoint, "addresses").join(", "))}`);
    w.line(2, "Conditions:");
    w.line(3, `Ready:\t${unset(obj(endpoint, "conditions"), "ready")}`);
    w.line(2, `Hostname:\t${unset(endpoint, "hostname")}`);
    if (has(endpoint, "targetRef"))
      w.line(2, `TargetRef:\t${str(endpoint, "targetRef", "kind")}/${str(endpoint, "targetRef", "name")}`);
    w.line(2, `NodeName:\t${unset(endpoint, "nodeName")}`);
    w.line(2, `Zone:\t${unset(endpoint, "zone")}`);
  }
  await writeEventsOf(w, slice, context);
  return w.text();
};

function unset(object: JsonObject, field: string): string {
  return has(object, field) ? str(object, field) : "<unset>";
}
