/** Ingresses out of rules like `host/path=service:port,tls=secret`. Models kubectl pkg/cmd/create/create_ingress.go. */
import type { JsonObject } from "../json.ts";
import { fail, intOrString, type Manifest } from "./generated.ts";

const RULE = /^([\w*\-.]*)(\/.*)=([\w-]+):([\w-]+)(,(tls)=?([\w-]+)?)?/;

export interface IngressFlags {
  readonly name: string;
  readonly className: string;
  readonly rules: readonly string[];
  readonly defaultBackend: string;
  readonly annotations: readonly string[];
}

export function ingress({ name, className, rules, defaultBackend, annotations }: IngressFlags): Manifest {
  if (defaultBackend === "" && rules.length === 0)
    fail(
      "not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)",
    );
  for (const rule of rules)
    if (!RULE.test(rule))
      fail(`rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  const notes: JsonObject = {};
  for (const annotation of annotations) {
    const equals = annotation.indexOf("=");
    if (equals < 0) fail(`annotation ${annotation} is invalid and should be in format key=[value]`);
    notes[annotation.slice(0, equals)] = annotation.slice(equals + 1);
  }
  if (defaultBackend !== "" && defaultBackend.split(":").length !== 2)
    fail("default-backend should be in format servicename:serviceport");
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, ...(annotations.length > 0 ? { annotations: notes } : undefined) },
    spec: {
      ...(className !== "" ? { ingressClassName: className } : undefined),
      ...(defaultBackend !== "" ? { defaultBackend: backend(defaultBackend) } : undefined),
      tls: tls(rules),
      rules: hostRules(rules),
    },
  };
}

function backend(text: string): JsonObject {
  const [name = "", port = ""] = text.split(":");
  const number = intOrString(port);
  return { service: { name, port: typeof number === "number" ? { number } : { name: number } } };
}

function tls(rules: readonly string[]): JsonObject[] {
  const entries: { hosts: string[]; secretName: string }[] = [];
  const seen = new Set<string>();
  for (const rule of rules) {
    const parts = rule.split(",");
    if (parts.length !== 2) continue;
    const host = rule.split("/")[0] as string;
    if (seen.has(host)) continue;
    seen.add(host);
    const secretName = (parts[1] as string).split("=")[1] ?? "";
    const same = entries.find((entry) => entry.secretName === secretName);
    if (same) same.hosts.push(host);
    else if (host !== "" || secretName !== "") entries.push({ hosts: host === "" ? [] : [host], secretName });
  }
  return entries.map(({ hosts, secretName }) => ({
    ...(hosts.length > 0 ? { hosts } : undefined),
    ...(secretName !== "" ? { secretName } : undefined),
  }));
}

function hostRules(rules: readonly string[]): JsonObject[] {
  const hosts = new Map<string, JsonObject[]>();
  for (const rule of rules) {
    const text = rule.split(",")[0] as string;
    const slash = text.indexOf("/");
    const host = text.slice(0, slash);
    const paths = hosts.get(host) ?? [];
    paths.push(path(text.slice(slash + 1)));
    hosts.set(host, paths);
  }
  return [...hosts].map(([host, paths]) => ({ ...(host !== "" ? { host } : undefined), http: { paths } }));
}

function path(text: string): JsonObject {
  const [route = "", target = ""] = text.split("=");
  const prefix = `/${route}`.endsWith("*");
  return {
    path: prefix ? `/${route}`.slice(0, -1) : `/${route}`,
    pathType: prefix ? "Prefix" : "Exact",
    backend: backend(target),
  };
}
