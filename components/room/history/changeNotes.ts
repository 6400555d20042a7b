/** What changed of an object from one version to the next, in few words. Pure. */
import type { KubeObject, Pod } from "../../../server/protocol/kubernetes/index.ts";
import { podColumns } from "../../../server/protocol/kubernetes/podColumns.ts";

/** A field by its path, `spec.replicas`, and its values as texts; undefined where there was or is none. */
export interface ChangeNote {
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
}

const MOST = 6;

export function changeNotes(before: KubeObject, after: KubeObject): readonly ChangeNote[] {
  const notes: ChangeNote[] = [];
  const add = (path: string, from: unknown, to: unknown): void => {
    if (same(from, to)) return;
    notes.push({
      path,
      ...(from === undefined ? {} : { from: print(from) }),
      ...(to === undefined ? {} : { to: print(to) }),
    });
  };
  for (const part of ["labels", "annotations"] as const) {
    const [old, now] = [before.metadata[part] ?? {}, after.metadata[part] ?? {}];
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)]))
      if (!key.startsWith("kubectl.kubernetes.io/last-applied")) add(`${part}.${key}`, old[key], now[key]);
  }
  if (!before.metadata.deletionTimestamp && after.metadata.deletionTimestamp)
    notes.push({ path: "deletionTimestamp", to: after.metadata.deletionTimestamp });
  if (after.kind === "Pod") {
    const [old, now] = [before as Pod, after as Pod];
    const [was, is] = [podColumns(old), podColumns(now)];
    add("spec.nodeName", old.spec.nodeName, now.spec.nodeName);
    add("status", was.status, is.status);
    add("ready", `${was.readyContainers}/${was.totalContainers}`, `${is.readyContainers}/${is.totalContainers}`);
    add("podIP", old.status?.podIP, now.status?.podIP);
    add("restarts", was.restarts, is.restarts);
  } else {
    walk("spec", before.spec, after.spec, add);
    walk("data", field(before, "data"), field(after, "data"), add);
    const [old, now] = [before.status, after.status] as readonly ({ readonly [name: string]: unknown } | undefined)[];
    for (const key of new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})]))
      if (/[rR]eplicas$|^phase$|^succeeded$|^failed$|^active$/.test(key)) add(`status.${key}`, old?.[key], now?.[key]);
  }
  return notes.slice(0, MOST);
}

/** The same of an object that is too large to be held whole: that it is another version, and what labels say. */
export function largeNotes(before: KubeObject, after: KubeObject): readonly ChangeNote[] {
  const labels = ({ metadata }: KubeObject): KubeObject =>
    ({ ...after, metadata: { ...after.metadata, annotations: {}, labels: metadata.labels ?? {} } }) as KubeObject;
  const [from, to] = [before.metadata.resourceVersion, after.metadata.resourceVersion];
  return [{ path: "resourceVersion", from, to }, ...changeNotes(labels(before), labels(after))].slice(0, MOST);
}

function walk(path: string, from: unknown, to: unknown, add: (path: string, from: unknown, to: unknown) => void): void {
  if (same(from, to)) return;
  if (!isRecord(from) || !isRecord(to)) return add(path, from, to);
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)]))
    walk(`${path}.${key}`, from[key], to[key], add);
}

function field(object: KubeObject, name: string): unknown {
  return (object as unknown as { readonly [name: string]: unknown })[name];
}

function same(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

function print(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
