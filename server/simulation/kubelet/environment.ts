import type { ConfigMap, Container, Pod, Secret } from "../../protocol/kubernetes/index.ts";
import { base64Problem, decodeText } from "../api/machinery/base64.ts";
import type { Store } from "../store/Store.ts";

/** The environment of a process: what its spec says and refers to, references resolved. */
export function environmentOf(pod: Pod, spec: Container, store: Store): { [name: string]: string } {
  const env: Record<string, string> = {};
  for (const { prefix = "", configMapRef, secretRef } of spec.envFrom ?? []) {
    const data = configMapRef ? configMapOf(store, pod, configMapRef.name)?.data : undefined;
    for (const [key, value] of Object.entries(data ?? {})) env[prefix + key] = value;
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
    else if (valueFrom?.fieldRef) env[name] = fieldOf(pod, valueFrom.fieldRef.fieldPath);
  }
  return env;
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
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    whole === "$$" ? "$" : Object.hasOwn(env, name ?? "") ? (env[name ?? ""] ?? "") : whole,
  );
}

function fieldOf(pod: Pod, path: string): string {
  switch (path) {
    case "metadata.name":
      return pod.metadata.name;
    case "metadata.namespace":
      return pod.metadata.namespace ?? "";
    case "metadata.uid":
      return pod.metadata.uid;
    case "spec.nodeName":
      return pod.spec.nodeName ?? "";
    case "spec.serviceAccountName":
      return pod.spec.serviceAccountName ?? "";
    case "status.podIP":
      return pod.status?.podIP ?? "";
    case "status.hostIP":
      return pod.status?.hostIP ?? "";
    default: {
      const match = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
      return match ? (pod.metadata[match[1] as "labels"]?.[match[2] ?? ""] ?? "") : "";
    }
  }
}
