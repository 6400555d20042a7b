/** Which objects kubectl has Go types of: some commands work on those alone. */
import type { JsonObject } from "../json.ts";
import { splitApiVersion } from "../rest/RestMapper.ts";
import { typeNameOf } from "../typed/types.ts";

/** Groups whose types are not kubectl's. */
const OTHERS = ["apiextensions.k8s.io", "apiregistration.k8s.io"];

/** Why an object of this kind cannot be had; undefined when it can. */
export function typeProblem(object: JsonObject): string | undefined {
  const version = String(object["apiVersion"]);
  if (typeNameOf(object) !== undefined && !OTHERS.includes(splitApiVersion(version).group)) return undefined;
  const kind = JSON.stringify(object["kind"]);
  return `no kind ${kind} is registered for version ${JSON.stringify(version)} in scheme "pkg/runtime/scheme.go:111"`;
}
