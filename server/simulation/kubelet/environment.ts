import type { ConfigMap, Container, Node, Pod, Secret, Service } from "../../protocol/kubernetes/index.ts";
import { base64Problem, decodeText } from "../api/machinery/base64.ts";
import { milliValue } from "../runtime/quantity.ts";
import type { Store } from "../store/Store.ts";

/** What Linux takes when a program begins, of one argument or variable and of all: MAX_ARG_STRLEN, and a quarter of the stack. */
const LONGEST_STRING = 128 * 1024;
const MOST_STRINGS = 2 * 1024 * 1024;

/**
 * The environment of a process: what its spec says and refers to, references resolved. References to references can double with each
 * variable: beyond what Linux takes nothing more is worked out, see `exceedsLinux`.
 */
export function environmentOf(pod: Pod, spec: Container, store: Store): { [name: string]: string } {
  const env: Record<string, string> = serviceEnvironment(pod, store);
  let length = 0;
  for (const { prefix = "", configMapRef, secretRef } of spec.envFrom ?? []) {
    const data = configMapRef ? configMapOf(store, pod, configMapRef.name)?.data : undefined;
    for (const [key, value] of Object.entries(data ?? {})) {
      env[prefix + key] = value;
      length += value.length;
    }
    if (length > MOST_STRINGS) return env;
    if (secretRef)
      for (const [key, value] of Object.entries(secretOf(store, pod, secretRef.name)?.data ?? {}))
        env[prefix + key] = secretText(value);
  }
  for (const { name, value, valueFrom } of spec.env ?? []) {
    if (value !== undefined) env[name] = expandReferences(value, env);
    else if (valueFrom?.secretKeyRef)
      env[name] = secretText(
        secretOf(store, pod, valueFrom.secretKeyRef.name)?.data?.[valueFrom.secretKeyRef.key] ?? "",
      );
    else if (valueFrom?.configMapKeyRef)
      env[name] = configMapOf(store, pod, valueFrom.configMapKeyRef.name)?.data?.[valueFrom.configMapKeyRef.key] ?? "";
    else if (valueFrom?.fieldRef) env[name] = fieldValue(pod, valueFrom.fieldRef.fieldPath);
    else if (valueFrom?.resourceFieldRef) {
      const node = store.get("nodes", "", pod.spec.nodeName ?? "") as Node | undefined;
      env[name] = resourceFieldValue(pod, valueFrom.resourceFieldRef, {
        spec,
        allocatable: node?.status?.allocatable ?? {},
      });
    }
    length += env[name]?.length ?? 0;
    if (length > MOST_STRINGS) return env;
  }
  return env;
}

/** Whether a container's environment would be another one if it were worked out later. */
export function dependsOnObjects(spec: Container): boolean {
  return spec.envFrom !== undefined || (spec.env?.some(({ valueFrom }) => valueFrom !== undefined) ?? false);
}

/** What a container refers to and is not there, in the kubelet's words. */
export function missingConfig(pod: Pod, spec: Container, store: Store): string | undefined {
  for (const { configMapRef, secretRef } of spec.envFrom ?? []) {
    if (configMapRef && !configMapRef.optional && !configMapOf(store, pod, configMapRef.name))
      return `configmap "${configMapRef.name}" not found`;
    if (secretRef && !secretRef.optional && !secretOf(store, pod, secretRef.name))
      return `secret "${secretRef.name}" not found`;
  }
  for (const { valueFrom } of spec.env ?? []) {
    const map = valueFrom?.configMapKeyRef;
    if (map && !map.optional) {
      const found = configMapOf(store, pod, map.name);
      if (!found) return `configmap "${map.name}" not found`;
      if (found.data?.[map.key] === undefined)
        return `couldn't find key ${map.key} in ConfigMap ${pod.metadata.namespace}/${map.name}`;
    }
    const secret = valueFrom?.secretKeyRef;
    if (secret && !secret.optional) {
      const found = secretOf(store, pod, secret.name);
      if (!found) return `secret "${secret.name}" not found`;
      if (found.data?.[secret.key] === undefined)
        return `couldn't find key ${secret.key} in Secret ${pod.metadata.namespace}/${secret.name}`;
    }
  }
  return undefined;
}

/** Variables that a mount's subPathExpr refers to and that are not there or empty, in the kubelet's words. */
export function missingPart(spec: Container, env: { readonly [name: string]: string }): string | undefined {
  for (const { subPathExpr = "" } of spec.volumeMounts ?? []) {
    const named = Array.from(subPathExpr.matchAll(/\$\$|\$\(([^)]*)\)/g), ([, name]) => name);
    const missing = named.filter(
      (name): name is string => name !== undefined && !(Object.hasOwn(env, name) && env[name]),
    );
    if (missing.length > 0) return `missing value for ${[...new Set(missing)].sort().join(", ")}`;
  }
  return undefined;
}

function configMapOf(store: Store, pod: Pod, name: string | undefined): ConfigMap | undefined {
  return store.get("configmaps", pod.metadata.namespace ?? "", name ?? "") as ConfigMap | undefined;
}

function secretOf(store: Store, pod: Pod, name: string | undefined): Secret | undefined {
  return store.get("secrets", pod.metadata.namespace ?? "", name ?? "") as Secret | undefined;
}

/** A Secret's value; empty for what is no base64, which objects stored as they are may hold. */
function secretText(value: string): string {
  return base64Problem(value) === undefined ? decodeText(value) : "";
}

/** `$(NAME)` becomes what was set before it, `$$(NAME)` stays as `$(NAME)`. Models kubernetes third_party/forked/golang/expansion. */
export function expandReferences(text: string, env: { readonly [name: string]: string }): string {
  let length = 0;
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) => {
    if (length > LONGEST_STRING) return "";
    const value = whole === "$$" ? "$" : Object.hasOwn(env, name ?? "") ? (env[name ?? ""] ?? "") : whole;
    length += value.length;
    return value;
  });
}

/** The same of each word of a command, as far as Linux takes them. */
export function expandWords(
  words: readonly string[] | undefined,
  env: { readonly [name: string]: string },
): readonly string[] {
  let length = 0;
  return (words ?? []).map((word) => {
    const expanded = length > MOST_STRINGS ? word : expandReferences(word, env);
    length += expanded.length;
    return expanded;
  });
}

/** Whether a program cannot begin with these: E2BIG, `argument list too long`. */
export function exceedsLinux(words: readonly string[], env: { readonly [name: string]: string }): boolean {
  let length = 0;
  const takes = (text: string): boolean => {
    length += text.length + 1;
    return text.length < LONGEST_STRING && length <= MOST_STRINGS;
  };
  return !words.every(takes) || !Object.keys(env).every((name) => takes(`${name}=${env[name]}`));
}

/** A field of a pod as the downward API gives it. Models kubernetes pkg/fieldpath. */
export function fieldValue(pod: Pod, path: string): string {
  const format = (values: { readonly [key: string]: string } | undefined): string =>
    Object.keys(values ?? {})
      .sort()
      .map((key) => `${key}=${JSON.stringify(values?.[key] ?? "")}`)
      .join("\n");
  switch (path) {
    case "metadata.name":
      return pod.metadata.name;
    case "metadata.namespace":
      return pod.metadata.namespace ?? "";
    case "metadata.uid":
      return pod.metadata.uid;
    case "metadata.labels":
      return format(pod.metadata.labels);
    case "metadata.annotations":
      return format(pod.metadata.annotations);
    case "spec.nodeName":
      return pod.spec.nodeName ?? "";
    case "spec.serviceAccountName":
      return pod.spec.serviceAccountName ?? "";
    case "status.podIP":
    case "status.podIPs":
      return pod.status?.podIP ?? "";
    case "status.hostIP":
    case "status.hostIPs":
      return pod.status?.hostIP ?? "";
    default: {
      const match = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
      return match ? (pod.metadata[match[1] as "labels"]?.[match[2] ?? ""] ?? "") : "";
    }
  }
}

/** A container's request or limit, counted in the divisor; a limit that is not set is the node's. */
export function resourceFieldValue(
  pod: Pod,
  field: { readonly resource: string; readonly containerName?: string; readonly divisor?: string },
  { spec, allocatable = {} }: { readonly spec: Container; readonly allocatable?: { readonly [name: string]: string } },
): string {
  const target =
    [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(({ name }) => name === field.containerName) ??
    spec;
  const [kind = "", name = ""] = field.resource.split(".");
  const list = kind === "limits" ? target.resources?.limits : target.resources?.requests;
  const value = list?.[name] ?? (kind === "limits" ? allocatable[name] : undefined) ?? "0";
  const divisor = field.divisor && field.divisor !== "0" ? field.divisor : "1";
  return String(Math.ceil(milliValue(value) / milliValue(divisor)));
}

/** What every container finds of the Services there were when it started. Models kubernetes pkg/kubelet/envvars. */
function serviceEnvironment(pod: Pod, store: Store): { [name: string]: string } {
  const env: Record<string, string> = {};
  const own = pod.spec.enableServiceLinks === false ? [] : [...store.list("services", pod.metadata.namespace ?? "")];
  const master = store.get("services", "default", "kubernetes");
  for (const object of master && !own.includes(master) ? [master, ...own] : own) {
    const { metadata, spec } = object as Service;
    const [first] = spec.ports ?? [];
    if (!spec.clusterIP || spec.clusterIP === "None" || !first) continue;
    const name = metadata.name.toUpperCase().replaceAll("-", "_").replaceAll(".", "_");
    env[`${name}_SERVICE_HOST`] = spec.clusterIP;
    env[`${name}_SERVICE_PORT`] = String(first.port);
    for (const port of spec.ports ?? [])
      if (port.name) env[`${name}_SERVICE_PORT_${port.name.toUpperCase().replaceAll("-", "_")}`] = String(port.port);
    for (const [index, port] of (spec.ports ?? []).entries()) {
      const protocol = port.protocol ?? "TCP";
      const url = `${protocol.toLowerCase()}://${spec.clusterIP}:${port.port}`;
      const prefix = `${name}_PORT_${port.port}_${protocol}`;
      if (index === 0) env[`${name}_PORT`] = url;
      env[prefix] = url;
      env[`${prefix}_PROTO`] = protocol.toLowerCase();
      env[`${prefix}_PORT`] = String(port.port);
      env[`${prefix}_ADDR`] = spec.clusterIP;
    }
  }
  return env;
}
