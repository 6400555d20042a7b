/** Services, ServiceCIDRs, IPAddresses. */
import type { JsonObject } from "../json.ts";
import type { Describe } from "./DescribeContext.ts";
import { endpointsText, slicesOf } from "./endpoints.ts";
import { writeEventsOf } from "./events.ts";
import { has, num, obj, objects, orNone, str, texts } from "./fields.ts";
import { mapText, writeAnnotations, writeLabels } from "./metadata.ts";
import { TabbedText } from "./tabbedText.ts";
import { longTime } from "./times.ts";

export const describeService: Describe = async (service, context) => {
  const metadata = obj(service, "metadata");
  const spec = obj(service, "spec");
  const name = { namespace: str(metadata, "namespace"), name: str(metadata, "name") };
  const slices = await slicesOf(name, context).catch(() => []);
  const w = new TabbedText();
  w.line(0, `Name:\t${name.name}`);
  w.line(0, `Namespace:\t${name.namespace}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  w.line(0, `Selector:\t${mapText(spec.selector)}`);
  w.line(0, `Type:\t${str(spec, "type")}`);
  if (has(spec, "ipFamilyPolicy")) w.line(0, `IP Family Policy:\t${str(spec, "ipFamilyPolicy")}`);
  w.line(0, `IP Families:\t${orNone(texts(spec, "ipFamilies").join(","))}`);
  writeAddresses(w, service);
  for (const port of objects(spec, "ports")) writePort(w, port, slices);
  w.line(0, `Session Affinity:\t${str(spec, "sessionAffinity")}`);
  for (const [title, text] of [
    ["External Traffic Policy", str(spec, "externalTrafficPolicy")],
    ["Internal Traffic Policy", str(spec, "internalTrafficPolicy")],
    ["HealthCheck NodePort", num(spec, "healthCheckNodePort") === 0 ? "" : str(spec, "healthCheckNodePort")],
    ["LoadBalancer Source Ranges", texts(spec, "loadBalancerSourceRanges").join(",")],
    ["Traffic Distribution", str(spec, "trafficDistribution")],
  ] as const) {
    if (text) w.line(0, `${title}:\t${text}`);
  }
  await writeEventsOf(w, service, context);
  return w.text();
};

function writeAddresses(w: TabbedText, service: JsonObject): void {
  const spec = obj(service, "spec");
  w.line(0, `IP:\t${str(spec, "clusterIP")}`);
  w.line(0, `IPs:\t${orNone(texts(spec, "clusterIPs").join(","))}`);
  const balancers = objects(service, "status", "loadBalancer", "ingress").map((ingress) => {
    if (!str(ingress, "ip")) return str(ingress, "hostname");
    return `${str(ingress, "ip")}${has(ingress, "ipMode") ? ` (${str(ingress, "ipMode")})` : ""}`;
  });
  for (const [title, text] of [
    ["External IPs", texts(spec, "externalIPs").join(",")],
    ["Desired LoadBalancer IP", str(spec, "loadBalancerIP")],
    ["External Name", str(spec, "externalName")],
    ["LoadBalancer Ingress", balancers.join(", ")],
  ] as const) {
    if (text) w.line(0, `${title}:\t${text}`);
  }
}

function writePort(w: TabbedText, port: JsonObject, slices: readonly JsonObject[]): void {
  const name = str(port, "name") || "<unset>";
  const protocol = str(port, "protocol");
  w.line(0, `Port:\t${name}\t${num(port, "port")}/${protocol}`);
  w.line(0, `TargetPort:\t${str(port, "targetPort") || "0"}/${protocol}`);
  if (has(port, "appProtocol")) w.line(0, `AppProtocol:\t${str(port, "appProtocol")}`);
  if (num(port, "nodePort") !== 0) w.line(0, `NodePort:\t${name}\t${num(port, "nodePort")}/${protocol}`);
  w.line(0, `Endpoints:\t${endpointsText(slices, str(port, "name"))}`);
}

export const describeServiceCIDR: Describe = async (cidr, context) => {
  const w = new TabbedText();
  const metadata = obj(cidr, "metadata");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  w.line(0, `CIDRs:\t${texts(cidr, "spec", "cidrs").join(", ")}`);
  const conditions = objects(cidr, "status", "conditions");
  if (conditions.length > 0) {
    w.line(0, "Status:");
    w.line(0, "Conditions:");
    w.line(1, "Type\tStatus\tLastTransitionTime\tReason\tMessage");
    w.line(1, "----\t------\t------------------\t------\t-------");
  }
  for (const condition of conditions)
    w.line(
      1,
      `${str(condition, "type")}\t${str(condition, "status")}\t${longTime(str(condition, "lastTransitionTime"))}\t${str(condition, "reason")}\t${str(condition, "message")}`,
    );
  await writeEventsOf(w, cidr, context);
  return w.text();
};

export const describeIPAddress: Describe = async (address, context) => {
  const w = new TabbedText();
  const metadata = obj(address, "metadata");
  const parent = obj(address, "spec", "parentRef");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  if (has(address, "spec", "parentRef")) {
    w.line(0, "Parent Reference:");
    for (const field of ["Group", "Resource", "Namespace", "Name"])
      w.line(1, `${field}:\t${str(parent, field.toLowerCase())}`);
  }
  await writeEventsOf(w, address, context);
  return w.text();
};
