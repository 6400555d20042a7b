/** The Service of `kubectl expose`. Models kubectl pkg/cmd/expose/expose.go and pkg/polymorphichelpers. */
import { at, goText, isObject, type Json, type JsonObject } from "../json.ts";
import { fail, intOrString, type Manifest, parseLabels } from "./generated.ts";

export interface ExposeFlags {
  readonly name: string;
  readonly selector: string;
  readonly port: string;
  readonly targetPort: string;
  readonly protocol: string;
  readonly labels: string;
  readonly type: string;
  readonly externalIP: string;
  readonly loadBalancerIP: string;
  readonly sessionAffinity: string;
  readonly clusterIP: string;
}

type Texts = { readonly [name: string]: string };

/** The Service for an object; what flags leave open comes from the object. */
export function exposedService(object: JsonObject, flags: ExposeFlags): Manifest {
  const objectName = String(at(object, "metadata", "name") ?? "").slice(0, 63);
  const found =
    flags.selector === "" &&
    wrapped("couldn't retrieve selectors via --selector flag or introspection", () => podLabels(object));
  const numbers = portNumbers(object, flags);
  const selector = found || parseLabels(flags.selector);
  const ports = servicePorts(object, flags, numbers);
  const objectLabels = (at(object, "metadata", "labels") ?? {}) as Texts;
  const labels = flags.labels === "" ? objectLabels : parseLabels(flags.labels);
  if (flags.selector === "" && Object.keys(selector).length === 0) fail("selector must be specified");
  const name = flags.name || objectName;
  if (name === "") fail("name must be specified");
  const affinity = flags.sessionAffinity;
  if (affinity !== "" && affinity !== "None" && affinity !== "ClientIP") fail(`unknown session affinity: ${affinity}`);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, labels: { ...labels } },
    spec: {
      ports,
      selector: { ...selector },
      clusterIP: flags.clusterIP,
      type: flags.type,
      externalIPs: flags.externalIP === "" ? [] : [flags.externalIP],
      sessionAffinity: affinity,
      loadBalancerIP: flags.type === "LoadBalancer" ? flags.loadBalancerIP : "",
    },
  };
}

/** The flags with what the Service says where they were left open. */
export function foundOut(flags: ExposeFlags, { metadata, spec }: Manifest): ExposeFlags {
  return {
    ...flags,
    selector: flags.selector || labelsText(at(spec, "selector")),
    port:
      flags.port ||
      list(at(spec, "ports"))
        .map((port) => at(port, "port"))
        .join(","),
    labels: flags.labels || labelsText(at(metadata, "labels")),
  };
}

function labelsText(labels: unknown): string {
  return Object.entries((labels ?? {}) as Texts)
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}

function wrapped<T>(text: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    return fail(`${text}: ${(error as Error).message}`);
  }
}

/** The labels by which an object's pods are found. */
function podLabels(object: JsonObject): Texts {
  const selector = at(object, "spec", "selector");
  const labels = at(object, "metadata", "labels");
  switch (object.kind) {
    case "Pod":
      if (!isObject(labels) || Object.keys(labels).length === 0) fail("the pod has no labels and cannot be exposed");
      return labels as Texts;
    case "ReplicationController":
      return (selector ?? {}) as Texts;
    case "Service":
      if (!isObject(selector)) fail("the service has no pod selector set");
      return selector as Texts;
    default: {
      const name = object.kind === "ReplicaSet" ? "replicaset" : "deployment";
      const wanted = at(selector, "matchLabels");
      if (!isObject(wanted) || Object.keys(wanted).length === 0)
        fail(`invalid ${name}: no selectors, therefore cannot be exposed`);
      const expressions = at(selector, "matchExpressions");
      if (Array.isArray(expressions) && expressions.length > 0)
        fail(`couldn't convert expressions - "${goText(expressions)}" to map-based selector format`);
      return wanted as Texts;
    }
  }
}

/** Ports an object listens on, with their protocols, in order. */
function listenedPorts(object: JsonObject): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const note = (port: unknown, protocol: unknown): void => {
    const key = String(port);
    found.set(key, [...(found.get(key) ?? []), typeof protocol === "string" && protocol !== "" ? protocol : "TCP"]);
  };
  if (object.kind === "Service") {
    for (const port of list(at(object, "spec", "ports"))) note(at(port, "port"), at(port, "protocol"));
    return found;
  }
  const spec = object.kind === "Pod" ? object.spec : at(object, "spec", "template", "spec");
  for (const container of list(at(spec, "containers")))
    for (const port of list(at(container, "ports"))) note(at(port, "containerPort"), at(port, "protocol"));
  return found;
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function portNumbers(object: JsonObject, flags: ExposeFlags): string[] {
  const numbers = flags.port === "" ? [...listenedPorts(object).keys()] : flags.port.split(",");
  if (numbers.length === 0 && flags.clusterIP !== "None") fail("couldn't find port via --port flag or introspection");
  return numbers;
}

function servicePorts(object: JsonObject, flags: ExposeFlags, numbers: readonly string[]): JsonObject[] {
  const listened = listenedPorts(object);
  const ports: JsonObject[] = [];
  numbers.forEach((text, index) => {
    if (!/^[-+]?\d+$/.test(text)) fail(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    const port = Number(text);
    const name = numbers.length > 1 ? `port-${index + 1}` : "";
    const known = listened.get(text);
    if (flags.protocol === "" && known && known.length > 1) {
      for (const protocol of known) ports.push({ name: `port-${index + 1}-${protocol.toLowerCase()}`, protocol, port });
      return;
    }
    ports.push({ name, protocol: flags.protocol === "" ? (known?.[0] ?? "TCP") : flags.protocol, port });
  });
  for (const port of ports)
    port.targetPort = flags.targetPort === "" ? (port.port as number) : intOrString(flags.targetPort);
  return ports;
}
