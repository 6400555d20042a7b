/** Where the real server keeps an object, which some refusals quote. Models kubernetes pkg/registry, by `genericregistry` prefix. */
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import type { ResourceDefinition } from "./ResourceDefinition.ts";

/** Resources that have an older name in storage. */
const OLD_NAMES: { readonly [plural: string]: string } = {
  services: "services/specs",
  endpoints: "services/endpoints",
  replicationcontrollers: "controllers",
  nodes: "minions",
  ingresses: "ingress",
};

/** Groups whose servers were once of their own keep their objects under the group's name. */
const BY_GROUP = new Set(["apiextensions.k8s.io", "apiregistration.k8s.io"]);

/** `/registry/configmaps/lab/x`; a dry run does not come as far as the prefix. */
export function storageKey(
  { names, custom }: Pick<ResourceDefinition, "names" | "custom">,
  { metadata }: KubeObject,
  dryRun = false,
): string {
  const { group, plural } = names;
  const resource = custom || BY_GROUP.has(group) ? `${group}/${plural}` : (OLD_NAMES[plural] ?? plural);
  const place = metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;
  return `${dryRun ? "" : "/registry"}/${resource}/${place}`;
}
