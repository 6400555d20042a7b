/**
 * What a CustomResourceDefinition brings: for each version how it is stored, and for each served one how it is seen.
 * Models apiextensions-apiserver pkg/apiserver/customresource_handler.go and pkg/registry/customresource.
 */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import { validateMetadataOnCreate } from "../kinds/validation/metadata.ts";
import { cloneJson, equalJson } from "../json.ts";
import { FieldSet, fieldSetOf } from "../machinery/managedFields/FieldSet.ts";
import type { ManagedFields } from "../machinery/managedFields/ManagedFields.ts";
import { quote } from "../machinery/goText.ts";
import { FieldError } from "../machinery/status.ts";
import { sha256Prefix } from "../machinery/sha256.ts";
import { qualifiedName } from "../kinds/validation/names.ts";
import type { CustomKind, Draft, ResourceDefinition, ResourceNames } from "../ResourceDefinition.ts";
import { typeFromOpenApi } from "../schema/Schema.ts";
import { customColumns } from "./columns.ts";
import { applyDefaults, dropNulls, hasDefaults, lacksDefaults } from "./defaulting.ts";
import { coerceEmbedded, embeddedErrors, typedMetadata } from "./embedded.ts";
import { parseJsonPath } from "./jsonPath.ts";
import { listTypeErrors } from "./listTypes.ts";
import { prune } from "./pruning.ts";
import { compiledRules } from "./rules.ts";
import { scaleAccess, scaleErrors } from "./scale.ts";
import {
  type CustomResourceDefinition,
  type CustomResourceVersion,
  hasCondition,
  isMembers,
  type JsonSchema,
  type Members,
  propertyOf,
} from "./types.ts";
import { type Before, valueErrors } from "./validateValue.ts";
import { compareVersions } from "./versions.ts";

export interface CustomDefinitions {
  /** The storage version's, under which objects stand in the store. */
  readonly stored: ResourceDefinition;
  /** One for each version served. */
  readonly served: readonly ResourceDefinition[];
}

const VERBS = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
const TERMINATING_VERBS = ["delete", "deletecollection", "get", "list", "watch"];
const STANDARD_FINALIZERS = new Set(["orphan", "foregroundDeletion", "kubernetes"]);
const BLOCKING = new Set([
  "FieldValueNotSupported",
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
]);
const NO_SCHEMA: JsonSchema = {};

/** What a definition brings; `managedFields` keeps who owns what where an object is shown in another form. */
export function definitionsOf(crd: CustomResourceDefinition, managedFields: ManagedFields): CustomDefinitions {
  const storage =
    crd.spec.versions.find((version) => version.storage) ?? (crd.spec.versions[0] as CustomResourceVersion);
  const forms = new Map(crd.spec.versions.map((version) => [version.name, storedForm(crd, version)]));
  const storedApiVersion = `${crd.spec.group}/${storage.name}`;
  const served = [...crd.spec.versions]
    .filter((version) => version.served)
    .sort((left, right) => compareVersions(left.name, right.name))
    .map((version): ResourceDefinition => {
      const stored = forms.get(version.name) as ResourceDefinition;
      const read = reader(crd, version, storage, managedFields);
      return {
        ...stored,
        view: {
          of: stored.resource,
          stored,
          toStored: (object) =>
            object.apiVersion === storedApiVersion ? object : { ...object, apiVersion: storedApiVersion },
          fromStored: read,
        },
      };
    });
  return { stored: forms.get(storage.name) as ResourceDefinition, served };
}

function namesOf({ spec, status, metadata }: CustomResourceDefinition, version: CustomResourceVersion): ResourceNames {
  const { plural, singular, kind, listKind, shortNames, categories } = status?.acceptedNames ?? spec.names;
  const { name, subresources } = version;
  const verbs = ["get", "patch", "update"];
  const storage = spec.versions.find((candidate) => candidate.storage)?.name ?? name;
  return {
    group: spec.group,
    version: name,
    plural,
    singular: singular ?? "",
    kind,
    listKind: listKind ?? `${kind}List`,
    namespaced: spec.scope === "Namespaced",
    shortNames: shortNames ?? [],
    categories: categories ?? [],
    verbs: metadata.deletionTimestamp === undefined ? VERBS : TERMINATING_VERBS,
    storageVersionHash: sha256Prefix(`${spec.group}/${storage}/${kind}`, 8),
    openApi: version.schema?.openAPIV3Schema ?? NO_SCHEMA,
    subresources: {
      ...(subresources?.status ? { status: { kind, verbs } } : {}),
      ...(subresources?.scale ? { scale: { group: "autoscaling", version: "v1", kind: "Scale", verbs } } : {}),
    },
  };
}

function deprecationOf({ spec }: CustomResourceDefinition, version: CustomResourceVersion): string | undefined {
  if (!version.deprecated) return undefined;
  if (version.deprecationWarning !== undefined) return version.deprecationWarning;
  const text = `${spec.group}/${version.name} ${spec.names.kind} is deprecated`;
  const [better] = spec.versions
    .filter(({ name, served, deprecated }) => served && !deprecated && compareVersions(name, version.name) < 0)
    .map(({ name }) => name)
    .sort(compareVersions);
  return better === undefined ? text : `${text}; use ${spec.group}/${better} ${spec.names.kind}`;
}

/** How objects of a version are made and checked. */
function storedForm(crd: CustomResourceDefinition, version: CustomResourceVersion): ResourceDefinition {
  const names = namesOf(crd, version);
  const schema = version.schema?.openAPIV3Schema ?? NO_SCHEMA;
  const { status, scale } = version.subresources ?? {};
  const deprecation = deprecationOf(crd, version);
  const selectable = (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath);
  const check = checks(version, schema);
  const custom = customKind(crd, version, schema);
  return {
    names,
    resource: `${crd.spec.names.plural}.${crd.spec.group}`,
    schemaType: "",
    custom,
    generation: true,
    changesGeneration: (draft, old) => !equalJson({ ...draft, metadata: undefined }, { ...old, metadata: undefined }),
    unconditionalUpdate: false,
    ...(deprecation === undefined ? {} : { deprecation }),
    ...(status ? { hasStatus: true } : {}),
    defaults: (draft) => applyDefaults(draft, schema),
    prepareCreate(draft) {
      if (status) delete draft.status;
    },
    prepareStatusUpdate(draft, old) {
      // Only the status comes through here, whatever the body says of the rest.
      draft.metadata = { ...old.metadata } as Draft<KubeObject>["metadata"];
    },
    validate: (object) =>
      check(object, undefined, {
        blocked: validateMetadataOnCreate({ names, custom }, object).some(({ type }) => BLOCKING.has(type)),
      }),
    validateUpdate: (object, old) => check(object, old),
    validateStatusUpdate: (object, old) => check(object, old, { status: true }),
    warnings: finalizerWarnings,
    ...customColumns(version.additionalPrinterColumns),
    fieldLabels: selectable.map((path) => path.replace(/^\./, "")),
    fieldValue: (object, field) => selected(object, `.${field}`),
    fieldSelectorWording: "notSupported",
    ...(scale ? { scale: scaleAccess(scale) } : {}),
  };
}

function selected(object: KubeObject, path: string): string {
  const [value] = parseJsonPath(path)?.(object) ?? [];
  return value === undefined || value === null ? "" : String(value);
}

function customKind(crd: CustomResourceDefinition, version: CustomResourceVersion, schema: JsonSchema): CustomKind {
  const main = version.subresources?.status ? fieldSetOf("status") : FieldSet.EMPTY;
  const status = fieldSetOf("metadata", "spec");
  const keepsUnknown = crd.spec.preserveUnknownFields === true;
  return {
    type: typeFromOpenApi(schema as Parameters<typeof typeFromOpenApi>[0]),
    terminating: crd.metadata.deletionTimestamp !== undefined,
    ignoredPaths: (subresource) => (subresource === "status" ? status : main),
    conform(object) {
      const { apiVersion, kind, metadata } = object;
      const typed = metadata === undefined || metadata === null ? undefined : typedMetadata(metadata);
      const unknown = (typed?.unknown ?? []).map((path) => `metadata.${path}`);
      if (!keepsUnknown) {
        unknown.push(...prune(object, schema, true));
        dropNulls(object, schema);
      }
      unknown.push(...coerceEmbedded(object, schema));
      object.apiVersion = apiVersion;
      object.kind = kind;
      if (typed) object.metadata = typed.value;
      else delete object.metadata;
      return unknown;
    },
  };
}

/** `blocked`: what else is wrong with the object keeps its rules from being looked at. */
interface CheckOptions {
  readonly status?: boolean;
  readonly blocked?: boolean;
}

type Check = (object: KubeObject, old: KubeObject | undefined, options?: CheckOptions) => FieldError[];

function checks(version: CustomResourceVersion, schema: JsonSchema): Check {
  const rules = compiledRules(schema);
  const { scale } = version.subresources ?? {};
  const ofStatus = propertyOf(schema, "status");
  return (object, old, { status = false, blocked = false } = {}) => {
    const errors: FieldError[] = [];
    if (!status) {
      const before: Before | undefined = old && { value: old };
      errors.push(...valueErrors(object, schema, "", before));
    } else if (object.status !== undefined && ofStatus) {
      const before: Before | undefined = old?.status === undefined ? undefined : { value: old.status };
      errors.push(...valueErrors(object.status, ofStatus, "status", before));
    }
    if (scale) errors.push(...scaleErrors(object, scale, status ? "status" : "all"));
    if (!status) errors.push(...embeddedErrors(object, schema));
    if (!old || listTypeErrors(old, schema, "").length === 0) errors.push(...listTypeErrors(object, schema, ""));
    if (!rules) return errors;
    if (blocked || errors.some(({ type }) => BLOCKING.has(type))) errors.push(notChecked());
    else errors.push(...rules(object, old));
    return errors;
  };
}

function notChecked(): FieldError {
  return FieldError.invalid(
    "<nil>",
    undefined,
    "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
  );
}

function finalizerWarnings(object: KubeObject, old?: KubeObject): readonly string[] {
  const before = new Set(old?.metadata.finalizers);
  const added = [...new Set(object.metadata.finalizers)].filter((name) => !before.has(name)).sort();
  return added.flatMap((name) => {
    const warnings = qualifiedName(name).map((problem) => `metadata.finalizers: ${quote(name)}: ${problem}`);
    if (!name.includes("/") && !STANDARD_FINALIZERS.has(name))
      warnings.push(
        `metadata.finalizers: ${quote(name)}: prefer a domain-qualified finalizer name ${name.includes(".") ? "including a path (/) " : ""}to avoid accidental conflicts with other finalizer writers`,
      );
    return warnings;
  });
}

/** Stored objects as a version shows them: with its name, today's defaults, and without what it does not know. */
function reader(
  ...[crd, version, storage, managedFields]: readonly [
    CustomResourceDefinition,
    CustomResourceVersion,
    CustomResourceVersion,
    ManagedFields,
  ]
): (object: KubeObject) => KubeObject {
  const apiVersion = `${crd.spec.group}/${version.name}`;
  const schema = version.schema?.openAPIV3Schema ?? NO_SCHEMA;
  const storageSchema = storage.schema?.openAPIV3Schema ?? NO_SCHEMA;
  const known = new WeakMap<KubeObject, KubeObject>();
  const withDefaults = [...new Set([storageSchema, schema])].filter(hasDefaults);
  const convert = (object: KubeObject): KubeObject => {
    const { metadata, ...rest } = object;
    const fits =
      object.apiVersion === apiVersion &&
      !hasUnknown(rest, schema) &&
      withDefaults.every((one) => !lacksDefaults(rest, one));
    if (fits) return object;
    const shown = cloneJson(rest) as Members;
    for (const one of withDefaults) applyDefaults(shown, one);
    prune(shown, schema, true);
    Object.assign(shown, { apiVersion, metadata });
    managedFields.keep(object, shown);
    return shown as unknown as KubeObject;
  };
  return (object) => {
    let shown = known.get(object);
    if (!shown) known.set(object, (shown = convert(object)));
    return shown;
  };
}

/** Whether pruning would take something away. */
function hasUnknown(value: Members, schema: JsonSchema): boolean {
  const copy = cloneJson(value);
  return prune(copy, schema, true).length > 0 || !isMembers(copy);
}

/** Whether a definition's objects can be reached. */
export function isServed(crd: CustomResourceDefinition): boolean {
  return hasCondition(crd, "Established");
}
