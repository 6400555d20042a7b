/** Containers of a pod by name, and the one that is meant when none is named. Mirrors kubectl pkg/cmd/util/podcmd. */
import { at, type JsonObject } from "../../json.ts";

export const DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

export type ContainerKind = "containers" | "initContainers" | "ephemeralContainers";

export interface FoundContainer {
  readonly kind: ContainerKind;
  readonly container: JsonObject;
}

export function containersOf(pod: JsonObject, kind: ContainerKind): JsonObject[] {
  const list = at(pod, "spec", kind);
  return Array.isArray(list) ? (list as JsonObject[]) : [];
}

export function findContainer(pod: JsonObject, name: string): FoundContainer | undefined {
  for (const kind of ["containers", "initContainers", "ephemeralContainers"] as const) {
    const container = containersOf(pod, kind).find((one) => one["name"] === name);
    if (container) return { kind, container };
  }
  return undefined;
}

/** `main, debugger (ephem), setup (init)`. */
export function containerNames(pod: JsonObject): string {
  const names = (kind: ContainerKind, mark: string): string[] =>
    containersOf(pod, kind).map(({ name }) => `${String(name)}${mark}`);
  return [
    ...names("containers", ""),
    ...names("ephemeralContainers", " (ephem)"),
    ...names("initContainers", " (init)"),
  ].join(", ");
}

export function hasSeveral(pod: JsonObject): boolean {
  return (
    containersOf(pod, "containers").length > 1 ||
    containersOf(pod, "initContainers").length > 0 ||
    containersOf(pod, "ephemeralContainers").length > 0
  );
}

export function podName(pod: JsonObject): string {
  return String(at(pod, "metadata", "name") ?? "");
}

/** The named container, the annotated one, or the first; `warn` is told about a choice. Throws when there is no such one. */
export function chosenContainer(pod: JsonObject, name: string, warn: (text: string) => void): JsonObject {
  const [first] = containersOf(pod, "containers");
  if (!first)
    throw new Error(`pod ${String(at(pod, "metadata", "namespace"))}/${podName(pod)} does not have any containers`);
  const annotated = at(pod, "metadata", "annotations", DEFAULT_CONTAINER);
  const wanted = name || (typeof annotated === "string" ? annotated : "");
  if (wanted) {
    const found = findContainer(pod, wanted);
    if (!found)
      throw new Error(`container ${wanted} is not valid for pod ${podName(pod)} out of: ${containerNames(pod)}`);
    return found.container;
  }
  if (hasSeveral(pod)) warn(`Defaulted container ${JSON.stringify(first["name"])} out of: ${containerNames(pod)}\n`);
  return first;
}
