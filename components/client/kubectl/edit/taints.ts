/** Taints as arguments, and what they do to a node's. Models kubectl pkg/cmd/taint. */
import { labelValueProblems } from "./labels.ts";

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
  readonly timeAdded?: string;
}

export interface TaintChanges {
  readonly add: readonly Taint[];
  readonly remove: readonly Taint[];
}

const EFFECTS = new Set(["NoSchedule", "PreferNoSchedule", "NoExecute"]);

/** Resources first, then taints; taints are what has `=`, `:` or ends in `-`. */
export function splitTaints(args: readonly string[]): { resources: string[]; taints: string[] } {
  const resources: string[] = [];
  const taints: string[] = [];
  for (const arg of args) {
    if (/[=:]/.test(arg) || arg.endsWith("-")) taints.push(arg);
    else if (taints.length === 0) resources.push(arg);
    else throw new Error(`all resources must be specified before taint changes: ${arg}`);
  }
  return { resources, taints };
}

export function parseTaints(texts: readonly string[]): TaintChanges {
  const add: Taint[] = [];
  const remove: Taint[] = [];
  for (const text of texts) {
    if (text.endsWith("-")) {
      const { key, effect } = parseTaint(text.slice(0, -1));
      remove.push({ key, effect });
      continue;
    }
    const taint = parseTaint(text);
    if (taint.effect === "") throw new Error(`invalid taint spec: ${text}`);
    if (add.some((other) => other.key === taint.key && other.effect === taint.effect))
      throw new Error(`duplicated taints with the same key and effect: ${taintStruct(taint)}`);
    add.push(taint);
  }
  return { add, remove };
}

function taintStruct({ key, value, effect }: Taint): string {
  return `{${key} ${value ?? ""} ${effect} <nil>}`;
}

function parseTaint(text: string): Taint {
  const parts = text.split(":");
  if (parts.length > 2) throw new Error(`invalid taint spec: ${text}`);
  const effect = parts[1] ?? "";
  if (parts.length === 2 && !EFFECTS.has(effect))
    throw new Error(`invalid taint effect: ${effect}, unsupported taint effect`);
  const [key = "", value, more] = parts.length === 2 ? (parts[0] as string).split("=") : [parts[0] as string];
  if (more !== undefined) throw new Error(`invalid taint spec: ${text}`);
  if (value !== undefined) {
    const problems = labelValueProblems(value);
    if (problems.length > 0) throw new Error(`invalid taint spec: ${text}, ${problems.join("; ")}`);
  }
  const problems = qualifiedNameProblems(key);
  if (problems.length > 0) throw new Error(`invalid taint spec: ${text}, ${problems.join("; ")}`);
  return { key, ...(value === undefined || value === "" ? undefined : { value }), effect };
}

const NAME_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const PREFIX_RULE =
  "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** What is wrong with a name with an optional prefix. Models apimachinery IsQualifiedName. */
function qualifiedNameProblems(text: string): string[] {
  const parts = text.split("/");
  if (parts.length > 2)
    return [
      `a valid label key ${NAME_RULE.replace("name part ", "")} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const problems: string[] = [];
  const name = parts[parts.length - 1] as string;
  if (parts.length === 2) {
    if (parts[0] === "") problems.push("prefix part must be non-empty");
    else if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(parts[0] as string))
      problems.push(PREFIX_RULE);
  }
  if (name === "") problems.push("name part must be non-empty");
  else if (name.length > 63) problems.push("name part must be no more than 63 bytes");
  if (!/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name)) problems.push(NAME_RULE);
  return problems;
}

/** Taints named to be both added and removed. */
export function contradictingTaints({ add, remove }: TaintChanges): string[] {
  return add.flatMap((taint) =>
    remove
      .filter((gone) => gone.key === taint.key && (gone.effect === "" || gone.effect === taint.effect))
      .map((gone) => `${gone.key}=${gone.effect}`),
  );
}

export interface ChangedTaints {
  readonly taints: Taint[];
  /** As printed. */
  readonly operation: "modified" | "tainted" | "untainted";
}

/** A node's taints after the changes: new ones come first. */
export function changeTaints(old: readonly Taint[], changes: TaintChanges, overwrite: boolean): ChangedTaints {
  let taints: Taint[] = [...changes.add];
  for (const taint of old)
    if (!taints.some((other) => other.key === taint.key && other.effect === taint.effect)) taints.push(taint);
  const added = old.length !== taints.length;
  const problems: string[] = [];
  let removed = false;
  for (const gone of changes.remove) {
    const kept = taints.filter(
      (taint) => taint.key !== gone.key || (gone.effect !== "" && taint.effect !== gone.effect),
    );
    removed = kept.length !== taints.length;
    if (!removed) problems.push(`taint ${JSON.stringify(taintText(gone))} not found`);
    taints = kept;
  }
  if (problems.length === 1) throw new Error(problems[0]);
  if (problems.length > 1) throw new Error(`[${problems.join(", ")}]`);
  if ((added && removed) || overwrite) return { taints, operation: "modified" };
  return { taints, operation: added ? "tainted" : "untainted" };
}

function taintText({ key, value, effect }: Taint): string {
  if (effect === "") return value ? `${key}=${value}:` : key;
  return value ? `${key}=${value}:${effect}` : `${key}:${effect}`;
}
