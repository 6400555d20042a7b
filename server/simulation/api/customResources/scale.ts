/** The scale subresource of custom resources. Models apiextensions-apiserver pkg/registry/customresource/etcd.go. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import { goJsonSorted, goPrint } from "../machinery/goText.ts";
import { setMember } from "../machinery/jsonText.ts";
import { ApiError, FieldError } from "../machinery/status.ts";
import type { ScaleAccess } from "../ResourceDefinition.ts";
import { isMembers, type Members, type ScaleSubresource } from "./types.ts";

const MAX_INT32 = 2 ** 31 - 1;

/** A member deep in an object: missing, there, or in the way of somebody who wants another type. */
type Found = { readonly value?: unknown } | { readonly problem: string };

function nested(object: unknown, path: string, wanted: "int64" | "string"): Found {
  const names = path.replace(/^\./, "").split(".");
  const printedPath = (count: number): string => `.${names.slice(0, count).join(".")}`;
  let value: unknown = object;
  for (const [index, name] of names.entries()) {
    if (value === null || value === undefined) return {};
    if (!isMembers(value))
      return {
        problem: `${printedPath(index + 1)} accessor error: ${goPrint(value)} is of the type ${goTypeOf(value)}, expected map[string]interface{}`,
      };
    if (!Object.hasOwn(value, name)) return {};
    value = value[name];
  }
  if (wanted === "int64" ? Number.isInteger(value) : typeof value === "string") return { value };
  return {
    problem: `${printedPath(names.length)} accessor error: ${goPrint(value)} is of the type ${goTypeOf(value)}, expected ${wanted}`,
  };
}

function goTypeOf(value: unknown): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "string" : "map[string]interface {}";
}

/** Errors of the members that scale reads, in an object or (`status` alone) in its status. */
export function scaleErrors(object: unknown, scale: ScaleSubresource, which: "all" | "status"): FieldError[] {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  const errors = which === "all" ? replicasErrors(object, specReplicasPath) : [];
  errors.push(...replicasErrors(object, statusReplicasPath));
  if (labelSelectorPath !== undefined) {
    const found = nested(object, labelSelectorPath, "string");
    if ("problem" in found) errors.push(FieldError.invalid(labelSelectorPath, "", found.problem));
  }
  return errors;
}

function replicasErrors(object: unknown, path: string): FieldError[] {
  const found = nested(object, path, "int64");
  if ("problem" in found) return [FieldError.invalid(path, 0, found.problem)];
  const replicas = (found.value as number | undefined) ?? 0;
  if (replicas < 0) return [FieldError.invalid(path, replicas, "should be a non-negative integer")];
  if (replicas > MAX_INT32) return [FieldError.invalid(path, replicas, `should be less than or equal to ${MAX_INT32}`)];
  return [];
}

export function scaleAccess({
  specReplicasPath,
  statusReplicasPath,
  labelSelectorPath,
}: ScaleSubresource): ScaleAccess<KubeObject> {
  const read = (object: KubeObject, path: string, wanted: "int64" | "string"): unknown => {
    const found = nested(object, path, wanted);
    if ("problem" in found) throw ApiError.plain(found.problem);
    return found.value;
  };
  return {
    replicas(object) {
      const replicas = read(object, specReplicasPath, "int64") as number | undefined;
      if (replicas === undefined)
        throw ApiError.internalError(`the spec replicas field ${goJsonSorted(specReplicasPath)} does not exist`);
      return replicas;
    },
    withReplicas: (object, replicas) => withMember(object, specReplicasPath.replace(/^\./, "").split("."), replicas),
    statusReplicas: (object) => (read(object, statusReplicasPath, "int64") as number | undefined) ?? 0,
    selector: (object) =>
      labelSelectorPath ? ((read(object, labelSelectorPath, "string") as string | undefined) ?? "") : "",
  };
}

function withMember<T extends object>(object: T, path: readonly string[], value: unknown): T {
  const [name = "", ...rest] = path;
  const copy = { ...object } as Members;
  const inner = isMembers(copy[name]) ? (copy[name] as Members) : {};
  setMember(copy, name, rest.length === 0 ? value : withMember(inner, rest, value));
  return copy as T;
}
