/** Ingresses and their classes. */
import { compareText, type JsonObject } from "../json.ts";
import type { Describe, DescribeContext } from "./DescribeContext.ts";
import { endpointsText, slicesOf } from "./endpoints.ts";
import { writeEventsOf } from "./events.ts";
import { has, num, obj, objects, str, texts } from "./fields.ts";
import { writeAnnotations, writeLabels } from "./metadata.ts";
import { TabbedText } from "./tabbedText.ts";

export const describeIngress: Describe = async (ingress, context) => {
  const w = new TabbedText();
  const metadata = obj(ingress, "metadata");
  const spec = obj(ingress, "spec");
  const namespace = str(metadata, "namespace");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  writeLabels(w, "Labels", metadata.labels);
  w.line(0, `Namespace:\t${namespace}`);
  w.line(0, `Address:\t${addressesOf(ingress)}`);
  w.line(0, `Ingress Class:\t${has(spec, "ingressClassName") ? str(spec, "ingressClassName") : "<none>"}`);
  const byDefault = has(spec, "defaultBackend")
    ? await backendText(obj(spec, "defaultBackend"), namespace, context)
    : "<default>";
  w.line(0, `Default backend:\t${byDefault}`);
  const tls = objects(spec, "tls");
  if (tls.length > 0) w.line(0, "TLS:");
  for (const entry of tls) {
    const secret = str(entry, "secretName");
    w.line(1, `${secret ? `${secret} terminates` : "SNI routes"} ${texts(entry, "hosts").join(",")}`);
  }
  w.line(0, "Rules:\n  Host\tPath\tBackends");
  w.line(1, "----\t----\t--------");
  const rules = objects(spec, "rules").filter((rule) => has(rule, "http"));
  for (const rule of rules) {
    w.line(1, `${str(rule, "host") || "*"}\t`);
    for (const path of objects(rule, "http", "paths"))
      w.line(2, `\t${str(path, "path")} \t${await backendText(obj(path, "backend"), namespace, context)}`);
  }
  if (rules.length === 0) w.line(1, `*\t*\t${byDefault}`);
  writeAnnotations(w, "Annotations", metadata.annotations);
  await writeEventsOf(w, ingress, context);
  return w.text();
};

function addressesOf(ingress: JsonObject): string {
  const addresses = objects(ingress, "status", "loadBalancer", "ingress").map(
    (entry) => str(entry, "ip") || str(entry, "hostname"),
  );
  return [...new Set(addresses)]
    .filter((address) => address !== "")
    .sort(compareText)
    .join(",");
}

async function backendText(backend: JsonObject, namespace: string, context: DescribeContext): Promise<string> {
  if (has(backend, "service")) return serviceText(obj(backend, "service"), namespace, context);
  if (!has(backend, "resource")) return "";
  const { apiGroup, kind, name } = obj(backend, "resource");
  return `APIGroup: ${apiGroup ?? "<none>"}, Kind: ${kind ?? ""}, Name: ${name ?? ""}`;
}

async function serviceText(reference: JsonObject, namespace: string, context: DescribeContext): Promise<string> {
  const name = str(reference, "name");
  const number = num(reference, "port", "number");
  const portName = str(reference, "port", "name");
  const text = `${name}:${number === 0 ? portName : number}`;
  try {
    const slices = await slicesOf({ namespace, name }, context);
    const service = await context.read(`/api/v1/namespaces/${namespace}/services/${name}`);
    let found = "";
    for (const port of objects(service, "spec", "ports")) {
      const matches = number !== 0 ? num(port, "port") === number : portName !== "" && str(port, "name") === portName;
      if (matches) found = str(port, "name");
    }
    return `${text} (${endpointsText(slices, found)})`;
  } catch (error) {
    return `${text} (<error: ${error instanceof Error ? error.message : String(error)}>)`;
  }
}

export const describeIngressClass: Describe = async (ingressClass, context) => {
  const w = new TabbedText();
  const metadata = obj(ingressClass, "metadata");
  const parameters = obj(ingressClass, "spec", "parameters");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  w.line(0, `Controller:\t${str(ingressClass, "spec", "controller")}`);
  if (has(ingressClass, "spec", "parameters")) {
    w.line(0, "Parameters:");
    if (has(parameters, "apiGroup")) w.line(1, `APIGroup:\t${str(parameters, "apiGroup")}`);
    w.line(1, `Kind:\t${str(parameters, "kind")}`);
    w.line(1, `Name:\t${str(parameters, "name")}`);
  }
  await writeEventsOf(w, ingressClass, context);
  return w.text();
};
