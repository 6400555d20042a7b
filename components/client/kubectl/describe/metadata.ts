/** Lines of metadata: labels, annotations, taints, tolerations, selectors. */
import { compareText, type JsonObject } from "../json.ts";
import { flag, num, has, obj, objects, orNone, sortedEntries, str, texts } from "./fields.ts";
import type { TabbedText } from "./tabbedText.ts";

const LONGEST_ANNOTATION = 140;
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** `title:` and lines under each other; in pieces as upstream writes them, for a nested text indents each. */
export function writeLines(w: TabbedText, title: string, lines: readonly string[]): void {
  w.write(0, `${title}:\t`);
  if (lines.length === 0) w.line(0, "<none>");
  lines.forEach((line, index) => {
    if (index > 0) {
      w.write(0, "");
      w.write(0, "\t");
    }
    w.line(0, line);
  });
}

export function writeLabels(w: TabbedText, title: string, labels: unknown): void {
  writeLines(
    w,
    title,
    sortedEntries(labels).map(([key, value]) => `${key}=${value}`),
  );
}

export function writeAnnotations(w: TabbedText, title: string, annotations: unknown): void {
  const entries = sortedEntries(annotations).filter(([key]) => key !== LAST_APPLIED);
  w.write(0, `${title}:\t`);
  if (entries.length === 0) w.write(0, "<none>\n");
  entries.forEach(([key, text], index) => {
    if (index > 0) w.write(0, "\t");
    const value = text.endsWith("\n") ? text.slice(0, -1) : text;
    if (value.length + key.length + 2 <= LONGEST_ANNOTATION && !value.includes("\n")) {
      w.write(0, `${key}: ${value}\n`);
      return;
    }
    w.write(0, `${key}:\n`);
    for (const line of value.split("\n")) w.write(0, `\t  ${shortened(line, LONGEST_ANNOTATION - 2)}\n`);
  });
}

function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

/** `Key=value` lines of a CSI volume, two levels in. */
export function writeAttributes(w: TabbedText, title: string, attributes: unknown): void {
  const entries = sortedEntries(attributes);
  w.write(2, `${title}:\t`);
  if (entries.length === 0) w.write(0, "<none>\n");
  entries.forEach(([key, value], index) => {
    if (index > 0) {
      w.write(2, "");
      w.write(2, "\t");
    }
    const line = `${key}=${value}`;
    w.write(2, line.length > LONGEST_ANNOTATION ? `${line.slice(0, LONGEST_ANNOTATION)}...\n` : `${line}\n`);
  });
}

/** `a=b,c=d`. */
export function mapText(labels: unknown): string {
  return orNone(
    sortedEntries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(","),
  );
}

/** `Kind/name` of the controlling owner; empty without one. */
export function controllerText(object: JsonObject): string {
  const owner = controllerOf(object);
  return owner ? `${str(owner, "kind")}/${str(owner, "name")}` : "";
}

export function controllerOf(object: JsonObject): JsonObject | undefined {
  return objects(object, "metadata", "ownerReferences").find((owner) => flag(owner, "controller"));
}

function taintText(taint: JsonObject): string {
  const { key, value, effect } = taint;
  const pair = value ? `${key}=${value}` : String(key);
  return effect ? `${pair}:${effect}` : pair;
}

export function writeTaints(w: TabbedText, title: string, taints: readonly JsonObject[]): void {
  const order = (taint: JsonObject): string => `${str(taint, "effect")},${str(taint, "key")}`;
  writeLines(w, title, [...taints].sort((a, b) => compareText(order(a), order(b))).map(taintText));
}

export function writeTolerations(w: TabbedText, title: string, tolerations: readonly JsonObject[]): void {
  const sorted = [...tolerations].sort((a, b) => compareText(str(a, "key"), str(b, "key")));
  writeLines(w, title, sorted.map(tolerationText));
}

function tolerationText(toleration: JsonObject): string {
  const key = str(toleration, "key");
  const value = str(toleration, "value");
  const effect = str(toleration, "effect");
  const exists = str(toleration, "operator") === "Exists" && value === "";
  const start = key + (value && `=${value}`) + (effect && `:${effect}`);
  const operator = exists ? (start ? " op=Exists" : "op=Exists") : "";
  const seconds = has(toleration, "tolerationSeconds") ? ` for ${num(toleration, "tolerationSeconds")}s` : "";
  return start + operator + seconds;
}

/** A label selector as one text, sorted by key; empty when it selects all. */
export function selectorText(selector: unknown): string {
  const parts = Object.entries(obj(selector, "matchLabels")).map(([key, value]): [string, string] => [
    key,
    `${key}=${value}`,
  ]);
  for (const expression of objects(selector, "matchExpressions")) {
    const key = str(expression, "key");
    const values = `(${texts(expression, "values").sort(compareText).join(",")})`;
    const byOperator: { readonly [operator: string]: string } = {
      In: `${key} in ${values}`,
      NotIn: `${key} notin ${values}`,
      Exists: key,
      DoesNotExist: `!${key}`,
    };
    parts.push([key, byOperator[str(expression, "operator")] ?? key]);
  }
  return parts
    .sort(([left], [right]) => compareText(left, right))
    .map(([, text]) => text)
    .join(",");
}

/** A label selector for people. */
export function selectorOrNone(selector: unknown): string {
  return orNone(selectorText(selector));
}
