/** Environment variables as arguments and in containers. Models kubectl pkg/cmd/set/env and set_env.go. */
import { at, compareText, isObject, type JsonObject } from "../json.ts";
import { canonicalQuantity, quantityToNumber } from "../../../../server/protocol/kubernetes/quantity.ts";
import { envNameProblems } from "../generate/names.ts";
import { textsOf } from "./labels.ts";

export interface EnvChanges {
  readonly set: JsonObject[];
  readonly remove: readonly string[];
  readonly fromStdin: boolean;
}

/** Resources first, then `NAME=value` and `NAME-`; undefined when they are mixed. */
export function splitEnv(args: readonly string[]): { resources: string[]; env: string[] } | undefined {
  const resources: string[] = [];
  const env: string[] = [];
  for (const arg of args) {
    if (/^.+=.*$/s.test(arg) || arg.endsWith("-")) env.push(arg);
    else if (env.length === 0) resources.push(arg);
    else return undefined;
  }
  return { resources, env };
}

/** `stdin` is what `-` stands for. */
export function parseEnvChanges(args: readonly string[], stdin: () => string): EnvChanges {
  const set: JsonObject[] = [];
  const remove: string[] = [];
  let fromStdin = false;
  for (const arg of args) {
    const equals = arg.indexOf("=");
    if (arg === "-") {
      set.push(...readEnv(stdin()));
      fromStdin = true;
    } else if (equals >= 0) {
      const name = arg.slice(0, equals);
      const problems = envNameProblems(name);
      if (problems.length > 0)
        throw new Error(`${JSON.stringify(name)} is not a valid key name: ${problems.join(";")}`);
      set.push(variable(name, arg.slice(equals + 1)));
    } else if (arg.endsWith("-")) remove.push(arg.slice(0, -1));
    else throw new Error(`unknown environment variable: ${arg}`);
  }
  if (remove.some((name) => set.some((entry) => entry.name === name)))
    throw new Error("can not both modify and remove the same environment variable in the same command");
  return { set, remove, fromStdin };
}

function variable(name: string, value: string): JsonObject {
  return value === "" ? { name } : { name, value };
}

function readEnv(text: string): JsonObject[] {
  return text
    .split("\n")
    .map((line) => line.split("#")[0] as string)
    .filter((line) => line.includes("="))
    .map((line) => variable(line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)));
}

/** Variables that take the values of a ConfigMap's or Secret's keys; empty `keys`: all of them. */
export function envFromKeys(source: JsonObject, keys: readonly string[], warn: (text: string) => void): JsonObject[] {
  const kind = source.kind;
  if (kind !== "Secret" && kind !== "ConfigMap") throw new Error("unsupported resource specified in --from");
  const reference = kind === "Secret" ? "secretKeyRef" : "configMapKeyRef";
  const names = Object.keys(isObject(source.data) ? source.data : {}).sort(compareText);
  return names
    .filter((key) => keys.length === 0 || keys.includes(key))
    .map((key) => {
      const name = key.replace(/[^a-zA-Z0-9_]/g, "_").toUpperCase();
      if (name !== key) warn(`key ${key} transferred to ${name}`);
      return { name, valueFrom: { [reference]: { name: at(source, "metadata", "name") as string, key } } };
    });
}

/** A container's variables after changes: what is there stays in its place. */
export function changeEnv(existing: readonly JsonObject[], { set, remove }: EnvChanges): JsonObject[] {
  const covered = new Set(remove);
  const result: JsonObject[] = [];
  for (const entry of existing) {
    const name = String(entry.name);
    if (covered.has(name)) continue;
    const newer = set.find((other) => other.name === name);
    if (newer) covered.add(name);
    result.push(newer ?? entry);
  }
  for (const entry of set) {
    if (covered.has(String(entry.name))) continue;
    covered.add(String(entry.name));
    result.push(entry);
  }
  return result;
}

/** Throws when a variable is there with another value. */
export function refuseOverwrites(existing: readonly JsonObject[], set: readonly JsonObject[]): void {
  for (const entry of set) {
    const current = existing.find((other) => other.name === entry.name);
    if (current && (current.value ?? "") !== (entry.value ?? ""))
      throw new Error(`'${current.name}' already has a value (${current.value ?? ""}), and --overwrite is false`);
  }
}

/** Where a value comes from, in words: `configmap settings, key color`. */
export function referenceText(from: JsonObject): string {
  if (isObject(from.configMapKeyRef)) return `configmap ${from.configMapKeyRef.name}, key ${from.configMapKeyRef.key}`;
  if (isObject(from.secretKeyRef)) return `secret ${from.secretKeyRef.name}, key ${from.secretKeyRef.key}`;
  if (isObject(from.fieldRef)) return `field path ${from.fieldRef.fieldPath}`;
  if (isObject(from.resourceFieldRef)) {
    const { containerName, resource } = from.resourceFieldRef;
    return containerName ? `resource field ${containerName}/${resource}` : `resource field ${resource}`;
  }
  return "invalid valueFrom";
}

/** The value of a field of the pod, as the downward API would give it; throws for what kubectl does not resolve. */
export function fieldValue(object: JsonObject, fieldPath: string): string {
  const subscript = /^(.+)\['(.*)'\]$/.exec(fieldPath);
  if (subscript) {
    if (subscript[1] === "metadata.annotations") return textsOf(object, "annotations")[subscript[2] as string] ?? "";
    if (subscript[1] === "metadata.labels") return textsOf(object, "labels")[subscript[2] as string] ?? "";
    throw new Error(`fieldPath ${JSON.stringify(fieldPath)} does not support subscript`);
  }
  switch (fieldPath) {
    case "metadata.annotations":
    case "metadata.labels": {
      const texts = textsOf(object, fieldPath === "metadata.labels" ? "labels" : "annotations");
      return Object.keys(texts)
        .sort(compareText)
        .map((key) => `${key}=${JSON.stringify(texts[key])}`)
        .join("\n");
    }
    case "metadata.name":
    case "metadata.namespace":
    case "metadata.uid":
      return String(at(object, ...fieldPath.split(".")) ?? "");
    default:
      throw new Error(`unsupported fieldPath: ${fieldPath}`);
  }
}

/** The value of a container's request or limit, in whole divisors, rounded up. */
export function resourceValue(container: JsonObject, from: JsonObject): string {
  const name = String(from.resource);
  const match = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.+)$/.exec(name);
  if (!match) throw new Error(`Unsupported container resource : ${name}`);
  const amount = String(at(container, "resources", match[1] as string, match[2] as string) ?? "0");
  const asked = String(from.divisor ?? "0");
  const divisor = canonicalQuantity(asked) === "0" ? "1" : asked;
  return String(Math.ceil(quantityToNumber(amount) / quantityToNumber(divisor)));
}
