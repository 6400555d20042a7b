/** NetworkPolicies. */
import type { JsonObject } from "../json.ts";
import type { Describe } from "./DescribeContext.ts";
import { has, obj, objects, orNone, str, texts } from "./fields.ts";
import { selectorOrNone, writeAnnotations, writeLabels } from "./metadata.ts";
import { TabbedText } from "./tabbedText.ts";
import { goTime } from "./times.ts";

export const describeNetworkPolicy: Describe = async (policy) => {
  const w = new TabbedText();
  const metadata = obj(policy, "metadata");
  const spec = obj(policy, "spec");
  const types = texts(spec, "policyTypes");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  w.line(0, `Namespace:\t${str(metadata, "namespace")}`);
  w.line(0, `Created on:\t${goTime(str(metadata, "creationTimestamp"))}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  w.line(0, "Spec:");
  const selector = selectorOrNone(spec.podSelector);
  const all = selector === "<none>" ? " (Allowing the specific traffic to all pods in this namespace)" : "";
  w.line(1, `PodSelector:     ${selector}${all}`);
  for (const [type, direction, peers] of [
    ["Ingress", "ingress", "from"],
    ["Egress", "egress", "to"],
  ] as const) {
    if (types.includes(type)) {
      w.line(1, `Allowing ${direction} traffic:`);
      writeRules(w, objects(spec, direction), { direction, peers });
    } else w.line(1, `Not affecting ${direction} traffic`);
  }
  w.line(1, `Policy Types: ${orNone(types.join(", "))}`);
  return w.text();
};

interface Direction {
  readonly direction: "ingress" | "egress";
  readonly peers: "from" | "to";
}

function writeRules(w: TabbedText, rules: readonly JsonObject[], { direction, peers }: Direction): void {
  if (rules.length === 0) w.line(2, `<none> (Selected pods are isolated for ${direction} connectivity)`);
  const title = peers === "from" ? "From" : "To";
  rules.forEach((rule, index) => {
    const ports = objects(rule, "ports");
    if (ports.length === 0) w.line(2, "To Port: <any> (traffic allowed to all ports)");
    for (const port of ports) w.line(2, portText(port));
    const others = objects(rule, peers);
    if (others.length === 0)
      w.line(2, `${title}: <any> (traffic not restricted by ${peers === "from" ? "source" : "destination"})`);
    for (const peer of others) {
      w.line(2, `${title}:`);
      writePeer(w, peer);
    }
    if (index < rules.length - 1) w.line(2, "----------");
  });
}

function portText(port: JsonObject): string {
  const protocol = str(port, "protocol") || "TCP";
  const number = has(port, "port") ? str(port, "port") : "<nil>";
  return has(port, "endPort")
    ? `To Port Range: ${number}-${str(port, "endPort")}/${protocol}`
    : `To Port: ${number}/${protocol}`;
}

function writePeer(w: TabbedText, peer: JsonObject): void {
  if (has(peer, "namespaceSelector")) w.line(3, `NamespaceSelector: ${selectorOrNone(peer.namespaceSelector)}`);
  if (has(peer, "podSelector")) w.line(3, `PodSelector: ${selectorOrNone(peer.podSelector)}`);
  if (has(peer, "namespaceSelector") || has(peer, "podSelector") || !has(peer, "ipBlock")) return;
  w.line(3, "IPBlock:");
  w.line(4, `CIDR: ${str(peer, "ipBlock", "cidr")}`);
  w.line(4, `Except: ${texts(peer, "ipBlock", "except").join(", ")}`);
}
