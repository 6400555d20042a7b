/** Containers of pods and of pod templates. Models describeContainers. */
import { resourceValue, fieldValue } from "../edit/env.ts";
import { canonicalQuantity } from "../../../../server/protocol/kubernetes/quantity.ts";
import { compareText, isObject, type JsonObject } from "../json.ts";
import { flag, goList, has, num, obj, objects, orNone, sortedEntries, str, texts, yes } from "./fields.ts";
import type { TabbedText } from "./tabbedText.ts";
import { longTime } from "./times.ts";

export interface ContainerSection {
  readonly label: string;
  readonly containers: readonly JsonObject[];
  readonly statuses: readonly JsonObject[];
  /** Gives the values of the downward API; a template has none. */
  readonly pod?: JsonObject;
  /** Blanks in front: templates stand two in. */
  readonly space: string;
}

export function writeContainers(w: TabbedText, section: ContainerSection): void {
  const { label, containers, statuses, space, pod } = section;
  w.line(0, `${space}${label}:${containers.length === 0 ? " <none>" : ""}`);
  for (const container of containers) {
    const status = statuses.findLast((entry) => entry.name === container.name);
    w.line(1, `${space ? " " : ""}${str(container, "name")}:`);
    writeImage(w, container, status);
    writePorts(w, objects(container, "ports"));
    writeSeccomp(w, container);
    writeWords(w, "Command", texts(container, "command"));
    writeWords(w, "Args", texts(container, "args"));
    if (status) writeStatus(w, status);
    writeResources(w, 2, obj(container, "resources"));
    writeProbes(w, container);
    writeEnvFrom(w, objects(container, "envFrom"));
    writeEnv(w, container, pod);
    writeMounts(w, container);
  }
}

function writeImage(w: TabbedText, container: JsonObject, status: JsonObject | undefined): void {
  if (status) w.line(2, `Container ID:\t${str(status, "containerID")}`);
  w.line(2, `Image:\t${str(container, "image")}`);
  if (status) w.line(2, `Image ID:\t${str(status, "imageID")}`);
}

function writePorts(w: TabbedText, ports: readonly JsonObject[]): void {
  const list = (field: string): string =>
    ports
      .map(
        (port) => `${num(port, field)}/${str(port, "protocol")}${has(port, "name") ? ` (${str(port, "name")})` : ""}`,
      )
      .join(", ");
  for (const [title, text] of [
    ["Port", list("containerPort")],
    ["Host Port", list("hostPort")],
  ] as const) {
    w.line(2, text.includes(",") ? `${title}s:\t${text}` : `${title}:\t${orNone(text)}`);
  }
}

function writeSeccomp(w: TabbedText, container: JsonObject): void {
  const profile = obj(container, "securityContext", "seccompProfile");
  if (!has(container, "securityContext", "seccompProfile")) return;
  w.line(2, `SeccompProfile:\t${str(profile, "type")}`);
  if (profile.type === "Localhost") w.line(3, `LocalhostProfile:\t${str(profile, "localhostProfile")}`);
}

function writeWords(w: TabbedText, title: string, words: readonly string[]): void {
  if (words.length === 0) return;
  w.line(2, `${title}:`);
  for (const line of words.flatMap((word) => word.split("\n"))) w.line(3, line);
}

function writeStatus(w: TabbedText, status: JsonObject): void {
  writeState(w, "State", obj(status, "state"));
  if (has(status, "lastState", "terminated")) writeState(w, "Last State", obj(status, "lastState"));
  w.line(2, `Ready:\t${yes(flag(status, "ready"))}`);
  w.line(2, `Restart Count:\t${num(status, "restartCount")}`);
}

function writeState(w: TabbedText, title: string, { running, waiting, terminated }: JsonObject): void {
  if (isObject(running)) {
    w.line(2, `${title}:\tRunning`);
    w.line(3, `Started:\t${longTime(str(running, "startedAt"))}`);
  } else if (isObject(waiting) || !isObject(terminated)) {
    w.line(2, `${title}:\tWaiting`);
    if (str(waiting, "reason")) w.line(3, `Reason:\t${str(waiting, "reason")}`);
  } else {
    w.line(2, `${title}:\tTerminated`);
    if (str(terminated, "reason")) w.line(3, `Reason:\t${str(terminated, "reason")}`);
    if (str(terminated, "message")) w.line(3, `Message:\t${str(terminated, "message")}`);
    w.line(3, `Exit Code:\t${num(terminated, "exitCode")}`);
    if (num(terminated, "signal") > 0) w.line(3, `Signal:\t${num(terminated, "signal")}`);
    w.line(3, `Started:\t${longTime(str(terminated, "startedAt"))}`);
    w.line(3, `Finished:\t${longTime(str(terminated, "finishedAt"))}`);
  }
}

/** Limits and requests, `level` levels in. */
export function writeResources(w: TabbedText, level: number, resources: JsonObject): void {
  for (const [title, field] of [
    ["Limits", "limits"],
    ["Requests", "requests"],
  ] as const) {
    const entries = sortedEntries(resources, field);
    if (entries.length > 0) w.line(level, `${title}:`);
    for (const [name, quantity] of entries) w.line(level + 1, `${name}:\t${canonicalQuantity(quantity)}`);
  }
}

function writeProbes(w: TabbedText, container: JsonObject): void {
  for (const title of ["Liveness", "Readiness", "Startup"]) {
    const field = `${title.toLowerCase()}Probe`;
    if (has(container, field)) w.line(2, `${title}:\t${probeText(obj(container, field))}`);
  }
}

function probeText(probe: JsonObject): string {
  const attributes = `delay=${num(probe, "initialDelaySeconds")}s timeout=${num(probe, "timeoutSeconds")}s period=${num(probe, "periodSeconds")}s #success=${num(probe, "successThreshold")} #failure=${num(probe, "failureThreshold")}`;
  if (has(probe, "exec")) return `exec ${goList(texts(probe, "exec", "command"))} ${attributes}`;
  if (has(probe, "httpGet")) return `http-get ${probeUrl(obj(probe, "httpGet"))} ${attributes}`;
  if (has(probe, "tcpSocket"))
    return `tcp-socket ${str(probe, "tcpSocket", "host")}:${str(probe, "tcpSocket", "port")} ${attributes}`;
  if (has(probe, "grpc"))
    return `grpc <pod>:${num(probe, "grpc", "port")} ${str(probe, "grpc", "service")} ${attributes}`;
  return `unknown ${attributes}`;
}

function probeUrl(get: JsonObject): string {
  const host = str(get, "host");
  const scheme = str(get, "scheme").toLowerCase();
  // A path may hold what a URL's path may not: Go escapes it.
  const path = encodeURI(str(get, "path")).replaceAll("?", "%3F").replaceAll("#", "%23");
  const rooted = path !== "" && !path.startsWith("/") ? `/${path}` : path;
  return `${scheme && `${scheme}:`}//${host.includes(":") ? `[${host}]` : host}:${str(get, "port")}${rooted}`;
}

function writeEnvFrom(w: TabbedText, sources: readonly JsonObject[]): void {
  if (sources.length === 0) return;
  w.line(2, "Environment Variables from:");
  for (const source of sources) {
    const field = has(source, "configMapRef") ? "configMapRef" : "secretRef";
    const kind = !has(source, field) ? "" : field === "secretRef" ? "Secret" : "ConfigMap";
    const prefix = has(source, "prefix") && source.prefix !== "" ? ` with prefix '${str(source, "prefix")}'` : "";
    w.line(3, `${str(source, field, "name")}\t${kind}${prefix}\tOptional: ${flag(source, field, "optional")}`);
  }
}

function writeEnv(w: TabbedText, container: JsonObject, pod: JsonObject | undefined): void {
  const env = objects(container, "env");
  w.line(2, env.length === 0 ? "Environment:\t<none>" : "Environment:");
  for (const entry of env) {
    const name = str(entry, "name");
    if (has(entry, "valueFrom")) {
      const text = sourceText(obj(entry, "valueFrom"), container, pod);
      if (text !== undefined) w.line(3, `${name}:\t${text}`);
      continue;
    }
    str(entry, "value")
      .split("\n")
      .forEach((line, index) => w.line(3, `${index === 0 ? `${name}:` : ""}\t${line}`));
  }
}

function sourceText(from: JsonObject, container: JsonObject, pod: JsonObject | undefined): string | undefined {
  if (has(from, "fieldRef")) {
    const path = str(from, "fieldRef", "fieldPath");
    // Of the pod's fields kubectl knows the names of these alone.
    const known = pod && (path === "metadata.name" || path === "metadata.namespace");
    return `${known ? attempt(() => fieldValue(pod, path)) : ""} (${str(from, "fieldRef", "apiVersion")}:${path})`;
  }
  if (has(from, "resourceFieldRef")) {
    const resource = str(from, "resourceFieldRef", "resource");
    const value = attempt(() => resourceValue(container, obj(from, "resourceFieldRef")));
    const unlimited = value === "0" && (resource === "limits.cpu" || resource === "limits.memory");
    return `${unlimited ? "node allocatable" : value} (${resource})`;
  }
  for (const [field, words] of [
    ["secretKeyRef", "in secret"],
    ["configMapKeyRef", "of config map"],
  ] as const) {
    if (!has(from, field)) continue;
    return `<set to the key '${str(from, field, "key")}' ${words} '${str(from, field, "name")}'>\tOptional: ${flag(from, field, "optional")}`;
  }
  return undefined;
}

function attempt(give: () => string): string {
  try {
    return give();
  } catch {
    return "";
  }
}

function writeMounts(w: TabbedText, container: JsonObject): void {
  const sorted = (field: string, key: string): JsonObject[] =>
    objects(container, field).sort((a, b) => compareText(str(a, key), str(b, key)));
  const mounts = sorted("volumeMounts", "mountPath");
  w.line(2, mounts.length === 0 ? "Mounts:\t<none>" : "Mounts:");
  for (const mount of mounts) {
    const path = str(mount, "subPath");
    const flags = `${flag(mount, "readOnly") ? "ro" : "rw"}${path && `,path=${JSON.stringify(path)}`}`;
    w.line(3, `${str(mount, "mountPath")} from ${str(mount, "name")} (${flags})`);
  }
  const devices = sorted("volumeDevices", "devicePath");
  if (devices.length === 0) return;
  w.line(2, mounts.length === 0 ? "Devices:\t<none>" : "Devices:");
  for (const device of devices) w.line(3, `${str(device, "devicePath")} from ${str(device, "name")}`);
}
