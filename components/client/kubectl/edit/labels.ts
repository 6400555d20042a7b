/** What `kubectl label` reads and changes. Models kubectl pkg/cmd/label/label.go. */
import { isObject, type JsonObject } from "../json.ts";
import type { Pairs } from "./pairs.ts";

const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/** What is wrong with a label's value. */
export function labelValueProblems(value: string): string[] {
  const problems: string[] = [];
  if (value.length > 63) problems.push("must be no more than 63 bytes");
  if (!VALUE.test(value))
    problems.push(
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    );
  return problems;
}

export function parseLabelChanges(args: readonly string[]): Pairs {
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const arg of args) {
    if (arg.includes("=")) {
      const parts = arg.split("=");
      if (parts.length !== 2) throw new Error(`invalid label spec: ${arg}`);
      const problems = labelValueProblems(parts[1] as string);
      if (problems.length > 0) throw new Error(`invalid label value: ${JSON.stringify(arg)}: ${problems.join(";")}`);
      set.set(parts[0] as string, parts[1] as string);
    } else if (arg.endsWith("-")) remove.push(arg.slice(0, -1));
    else throw new Error(`unknown label spec: ${arg}`);
  }
  if (remove.some((name) => set.has(name)))
    throw new Error("can not both modify and remove a label in the same command");
  return { set, remove };
}

/** The object's texts under `metadata.labels` or `metadata.annotations`. */
export function textsOf(object: JsonObject, field: "labels" | "annotations"): { [name: string]: string } {
  const metadata = object.metadata;
  const texts = isObject(metadata) ? metadata[field] : undefined;
  return isObject(texts) ? (texts as { [name: string]: string }) : {};
}

/** Puts texts in their place; an empty map takes the member away. */
export function setTexts(object: JsonObject, field: "labels" | "annotations", texts: { [name: string]: string }): void {
  if (!isObject(object.metadata)) object.metadata = {};
  const metadata = object.metadata as JsonObject;
  if (Object.keys(texts).length === 0) delete metadata[field];
  else metadata[field] = texts;
}

/** The same, and an empty map stays. */
function keepTexts(object: JsonObject, field: "labels" | "annotations", texts: { [name: string]: string }): void {
  setTexts(object, field, texts);
  (object.metadata as JsonObject)[field] = texts;
}

/** Changes an object's labels in place; answers what happened, as printed. */
export function changeLabels(object: JsonObject, { set, remove }: Pairs, overwrite: boolean): string {
  const labels = { ...textsOf(object, "labels") };
  if (!overwrite) {
    const taken = [...set].filter(([name, value]) => Object.hasOwn(labels, name) && labels[name] !== value);
    const problems = taken.map(([name]) => `'${name}' already has a value (${labels[name]}), and --overwrite is false`);
    if (problems.length === 1) throw new Error(problems[0]);
    if (problems.length > 1) throw new Error(`[${problems.join(", ")}]`);
  }
  let added = false;
  let removed = false;
  for (const [name, value] of set) {
    if (labels[name] === value && Object.hasOwn(labels, name)) continue;
    labels[name] = value;
    added = true;
  }
  for (const name of remove) {
    if (!Object.hasOwn(labels, name)) continue;
    delete labels[name];
    removed = true;
  }
  keepTexts(object, "labels", labels);
  if (added && removed) return "modified";
  if (added) return "labeled";
  return removed ? "unlabeled" : "not labeled";
}

/** Changes an object's annotations in place. Models kubectl pkg/cmd/annotate/annotate.go. */
export function changeAnnotations(object: JsonObject, { set, remove }: Pairs, overwrite: boolean): void {
  const annotations = { ...textsOf(object, "annotations") };
  if (!overwrite) {
    const taken = [...set].filter(
      ([name, value]) =>
        name !== "kubernetes.io/change-cause" && Object.hasOwn(annotations, name) && annotations[name] !== value,
    );
    if (taken.length > 0)
      throw new Error(
        `--overwrite is false but found the following declared annotation(s): ${taken
          .map(([name]) => `'${name}' already has a value (${annotations[name]})`)
          .join("; ")}`,
      );
  }
  for (const [name, value] of set) annotations[name] = value;
  for (const name of remove) delete annotations[name];
  keepTexts(object, "annotations", annotations);
}
