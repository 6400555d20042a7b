/** Answers as Tables and as metadata alone. Models apiserver pkg/endpoints/handlers/response.go. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import { CREATED_AT_COLUMN } from "../kinds/columns.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";

/** How much of each object a Table row carries. */
export type IncludeObject = "None" | "Metadata" | "Object";

export interface TableOptions {
  readonly now: number;
  readonly includeObject: IncludeObject;
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
  /** False in a watch after its first event. */
  readonly columns?: boolean;
  /** The older version of the form, when the client asked for that. */
  readonly metaVersion?: "v1beta1" | undefined;
}

export function tableOf(definition: ResourceDefinition, objects: readonly KubeObject[], options: TableOptions): object {
  return {
    kind: "Table",
    apiVersion: `meta.k8s.io/${options.metaVersion ?? "v1"}`,
    metadata: {
      resourceVersion: options.resourceVersion,
      ...(options.continue ? { continue: options.continue } : {}),
      ...(options.remainingItemCount ? { remainingItemCount: options.remainingItemCount } : {}),
    },
    columnDefinitions: options.columns === false ? null : columnDefinitions(definition),
    rows: rowsOf(definition, objects, options),
  };
}

function rowsOf(
  definition: ResourceDefinition,
  objects: readonly KubeObject[],
  options: TableOptions,
): readonly object[] | null {
  // Kinds without columns of their own have no list where there is nothing to list.
  if (objects.length === 0 && definition.columns[1] === CREATED_AT_COLUMN) return null;
  const second = Math.floor(options.now / 1000);
  const form = `${options.includeObject} ${options.metaVersion ?? ""}`;
  return inRowOrder(definition, objects).map((object) => {
    const known = rows.get(object);
    if (known && known.second === second && known.form === form && !definition.computed) return known.row;
    const row = rowOf(definition, object, options);
    rows.set(object, { second, form, row });
    return row;
  });
}

/** Rows made last, by object: of one moment and form. Ages are told in whole seconds. */
const rows = new WeakMap<KubeObject, { readonly second: number; readonly form: string; readonly row: object }>();

function rowOf(
  definition: ResourceDefinition,
  object: KubeObject,
  { now, includeObject, metaVersion }: TableOptions,
): object {
  return {
    cells: definition.row(withName(object), now),
    ...rowConditions(definition, object),
    object:
      includeObject === "None"
        ? null
        : includeObject === "Object"
          ? object
          : partialMetadata(object, definition, metaVersion),
  };
}

function inRowOrder({ rowOrder }: ResourceDefinition, objects: readonly KubeObject[]): readonly KubeObject[] {
  return rowOrder && objects.length > 1 ? [...objects].sort(rowOrder) : objects;
}

/** Bookmarks have no name, and their rows an empty one. */
function withName(object: KubeObject): KubeObject {
  return object.metadata.name === undefined ? { ...object, metadata: { ...object.metadata, name: "" } } : object;
}

function rowConditions(definition: ResourceDefinition, object: KubeObject): object {
  const conditions = definition.rowConditions?.(object);
  return conditions ? { conditions } : {};
}

function columnDefinitions(definition: ResourceDefinition): readonly object[] {
  return definition.columns.map((column) => ({
    name: column.name,
    type: column.type,
    format: column.format ?? "",
    description: column.description,
    priority: column.priority ?? 0,
  }));
}

const partials = { v1: new WeakMap<KubeObject, object>(), v1beta1: new WeakMap<KubeObject, object>() };

/** The object's metadata as a PartialObjectMetadata, the same each time. */
export function partialMetadata(
  object: KubeObject,
  definition: ResourceDefinition,
  metaVersion: "v1" | "v1beta1" = "v1",
): object {
  const known = partials[metaVersion].get(object);
  if (known) return known;
  const made = partialOf(object, definition, metaVersion);
  partials[metaVersion].set(object, made);
  return made;
}

function partialOf(object: KubeObject, { hiddenAnnotation }: ResourceDefinition, metaVersion: string): object {
  const { metadata } = object;
  const shown = hiddenAnnotation === undefined ? metadata : withoutAnnotation(metadata, hiddenAnnotation);
  return { kind: "PartialObjectMetadata", apiVersion: `meta.k8s.io/${metaVersion}`, metadata: shown };
}

function withoutAnnotation(metadata: KubeObject["metadata"], key: string): KubeObject["metadata"] {
  const { annotations, ...others } = metadata;
  const rest = Object.entries(annotations ?? {}).filter(([name]) => name !== key);
  return rest.length > 0 ? { ...others, annotations: Object.fromEntries(rest) } : others;
}
