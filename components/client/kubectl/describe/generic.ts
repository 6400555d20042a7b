/** Kinds without a describer of their own: all members, named for people. Models genericDescriber. */
import { compareText, goText, isObject, type JsonObject } from "../json.ts";
import type { Describe } from "./DescribeContext.ts";
import { writeEventsOf } from "./events.ts";
import { obj, str } from "./fields.ts";
import { writeAnnotations, writeLabels } from "./metadata.ts";
import { TabbedText } from "./tabbedText.ts";

const SHOWN_BEFORE = new Set(
  ["managedFields", "name", "namespace", "labels", "annotations"].map((field) => `.metadata.${field}`),
);
const ACRONYMS = new Set(["API", "URL", "UID", "GUID"]);

export const describeGeneric: Describe = async (object, context) => {
  const w = new TabbedText();
  const metadata = obj(object, "metadata");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  w.line(0, `Namespace:\t${str(metadata, "namespace")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  writeContent(w, object, { level: 0, path: "" });
  await writeEventsOf(w, object, context);
  return w.text();
};

interface Place {
  readonly level: number;
  readonly path: string;
}

function writeContent(w: TabbedText, content: JsonObject, { level, path }: Place): void {
  for (const field of Object.keys(content).sort(compareText)) {
    const value = content[field];
    const here = `${path}.${field}`;
    if (SHOWN_BEFORE.has(here)) continue;
    const label = labelFor(field);
    const below = { level: level + 1, path: here };
    if (isObject(value)) {
      w.line(level, `${label}:`);
      writeContent(w, value, below);
    } else if (Array.isArray(value)) {
      w.line(level, `${label}:`);
      for (const item of value) {
        if (isObject(item)) writeContent(w, item, below);
        else w.line(level + 1, goText(item));
      }
    } else w.line(level, `${label}:\t${goText(value)}`);
  }
}

/** `podIP` → `Pod IP`, `creationTimestamp` → `Creation Timestamp`; names with signs stay. */
export function labelFor(field: string): string {
  if (!/^[\p{L}-]*$/u.test(field)) return field;
  const parts = camelParts(field);
  const merged: string[] = [];
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as string;
    const next = parts[index + 1];
    if (next !== undefined && part.length >= 2 && !/\p{Ll}/u.test(part) && /^\p{Lu}/u.test(next)) {
      merged.push(part + next);
      index++;
    } else merged.push(part);
  }
  return merged
    .map((part) => {
      if (ACRONYMS.has(part.toUpperCase())) return part.toUpperCase();
      return part.toLowerCase() === part ? part.charAt(0).toUpperCase() + part.slice(1) : part;
    })
    .join(" ");
}

/** Runs of one class of letters; the last capital of a run goes to the small letters behind it. */
function camelParts(text: string): string[] {
  const parts = text.match(/\p{Ll}+|\p{Lu}+|[^\p{Ll}\p{Lu}]+/gu) ?? [];
  for (let index = 0; index < parts.length - 1; index++) {
    const part = parts[index] as string;
    const next = parts[index + 1] as string;
    if (!/^\p{Lu}/u.test(part) || !/^\p{Ll}/u.test(next)) continue;
    parts[index] = part.slice(0, -1);
    parts[index + 1] = part.slice(-1) + next;
  }
  return parts.filter((part) => part !== "");
}
