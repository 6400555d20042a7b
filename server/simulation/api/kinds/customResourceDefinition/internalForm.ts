/**
 * A definition as upstream checks it: what all versions have alike stands once, at the top. Field paths show it.
 * Models apiextensions/v1 conversion.go.
 */
import type {
  Conversion,
  CustomResourceNames,
  CustomResourceSpec,
  CustomResourceVersion,
  JsonSchema,
  PrinterColumn,
  Subresources,
} from "../../customResources/types.ts";
import { equalJson } from "../../json.ts";

type Shared = "schema" | "subresources" | "additionalPrinterColumns" | "selectableFields";

export interface InternalSpec {
  readonly group: string;
  readonly scope: string;
  /** Name of the first version. */
  readonly version: string;
  readonly names: CustomResourceNames;
  readonly validation?: { readonly openAPIV3Schema?: JsonSchema };
  readonly subresources?: Subresources;
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
  readonly versions: readonly CustomResourceVersion[];
  readonly conversion?: Conversion;
  readonly preserveUnknownFields: boolean;
}

export function internalForm(spec: CustomResourceSpec): InternalSpec {
  const versions = spec.versions ?? [];
  const [first] = versions;
  const shared = (name: Shared): boolean => versions.every((version) => equalJson(version[name], first?.[name]));
  const moved = (["schema", "subresources", "additionalPrinterColumns", "selectableFields"] as const).filter(shared);
  const at = <Name extends Shared>(name: Name): CustomResourceVersion[Name] | undefined =>
    moved.includes(name) ? first?.[name] : undefined;
  const validation = at("schema");
  const subresources = at("subresources");
  const additionalPrinterColumns = at("additionalPrinterColumns");
  const selectableFields = at("selectableFields");
  return {
    group: spec.group,
    scope: spec.scope,
    version: first?.name ?? "",
    names: spec.names,
    ...(validation ? { validation } : {}),
    ...(subresources ? { subresources } : {}),
    ...(additionalPrinterColumns ? { additionalPrinterColumns } : {}),
    ...(selectableFields ? { selectableFields } : {}),
    versions: versions.map((version) => {
      const rest: { -readonly [Key in keyof CustomResourceVersion]: CustomResourceVersion[Key] } = { ...version };
      for (const name of moved) delete rest[name];
      return rest;
    }),
    ...(spec.conversion ? { conversion: spec.conversion } : {}),
    preserveUnknownFields: spec.preserveUnknownFields ?? false,
  };
}
