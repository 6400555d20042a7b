/** What a kustomization does to all its resources: names, namespaces, labels, annotations, replicas. */
import { at, isObject, type JsonObject, setOwn } from "../json.ts";
import { changeFields, type FieldSpec } from "./fieldPaths.ts";
import { ANNOTATIONS, METADATA_LABELS, NAMESPACES, REPLICAS, SELECTOR_LABELS, TEMPLATE_LABELS } from "./fieldSpecs.ts";
import { clusterScoped, gvkText, sameIdentity, selects } from "./identity.ts";
import type { LabelArgs, Strings } from "./kustomization.ts";
import type { Resource } from "./Resource.ts";

export function setNamespace(resources: readonly Resource[], namespace: string): void {
  for (const resource of resources) {
    resource.remember();
    const { object, current } = resource;
    if (!clusterScoped(current)) setOwn(resource.metadata(), "namespace", namespace);
    if (current.kind === "Namespace" && object.apiVersion === "v1") resource.rename(namespace);
    if (current.kind === "RoleBinding" || current.kind === "ClusterRoleBinding") setSubjects(object, namespace);
    for (const spec of NAMESPACES) changeFields(object, spec, { change: (_, set) => set(namespace), made: "scalar" });
    const now = resource.current;
    if (resources.filter((other) => sameIdentity(other.current, now)).length !== 1)
      throw new Error(`namespace transformation produces ID conflict: ${now.kind} ${now.name}`);
  }
}

/** The default ServiceAccount goes along; others do when they are part of it. */
function setSubjects(object: JsonObject, namespace: string): void {
  const subjects = at(object, "subjects");
  if (!Array.isArray(subjects)) return;
  for (const subject of subjects)
    if (isObject(subject) && subject.name === "default") setOwn(subject, "namespace", namespace);
}

const UNNAMED = [
  { kind: "CustomResourceDefinition" },
  { kind: "APIService", group: "apiregistration.k8s.io" },
  { kind: "Namespace" },
];

/** Definitions, APIs and namespaces keep their names. */
export function addToNames(resources: readonly Resource[], { prefix = "", suffix = "" }): void {
  for (const resource of resources) {
    const { original } = resource;
    if (UNNAMED.some((kind) => selects(kind, original))) continue;
    if (prefix) resource.prefixes.push(prefix);
    if (suffix) resource.suffixes.push(suffix);
    resource.remember();
    resource.rename(prefix + resource.current.name + suffix);
  }
}

export function addLabels(resources: readonly Resource[], { pairs = {}, fields = [], ...where }: LabelArgs): void {
  const places = where.includeSelectors
    ? SELECTOR_LABELS
    : where.includeTemplates
      ? TEMPLATE_LABELS
      : [METADATA_LABELS];
  addPairs(resources, pairs, [...fields, ...places]);
}

export function addCommonLabels(resources: readonly Resource[], pairs: Strings): void {
  addPairs(resources, pairs, SELECTOR_LABELS);
}

export function addAnnotations(resources: readonly Resource[], pairs: Strings): void {
  addPairs(resources, pairs, ANNOTATIONS);
}

function addPairs(resources: readonly Resource[], pairs: Strings, specs: readonly FieldSpec[]): void {
  if (Object.keys(pairs).length === 0) return;
  for (const { object } of resources)
    for (const spec of specs)
      changeFields(object, spec, {
        change: (value) => {
          if (isObject(value)) for (const [name, text] of Object.entries(pairs)) setOwn(value, name, text);
        },
        made: "map",
      });
}

export function setReplicas(resources: readonly Resource[], { name = "", count = 0 }): void {
  let found = false;
  for (const spec of REPLICAS)
    for (const resource of resources)
      if ([...resource.past, resource.current].some((id) => id.name === name && selects(kindOf(spec), id))) {
        found = true;
        changeFields(resource.object, spec, { change: (_, set) => set(count), made: "scalar" });
      }
  if (!found)
    throw new Error(
      `resource with name ${name} does not match a config with the following GVK [${REPLICAS.map(({ kind = "" }) =>
        gvkText({ group: "", version: "", kind }),
      ).join(" ")}]`,
    );
}

function kindOf({ kind = "" }: FieldSpec): { readonly kind: string } {
  return { kind };
}
