/** Parts of a definition as Go prints its internal structs in messages: Go's names, Go's order, all members. */
import type { CustomResourceVersion, JsonSchema, ValidationRule } from "../../customResources/types.ts";
import { goJson, goJsonSorted } from "../../machinery/goText.ts";
import { PrintedValue } from "../../machinery/status.ts";

type Row = readonly [goName: string, value: string];

const struct = (rows: readonly Row[]): string => `{${rows.map(([name, value]) => `"${name}":${value}`).join(",")}}`;
const list = <T>(items: readonly T[] | undefined, print: (item: T) => string): string =>
  items === undefined || items === null ? "null" : `[${items.map(print).join(",")}]`;
const text = (value: string | undefined): string => goJson(value ?? "");
const flag = (value: boolean | undefined): string => String(value ?? false);
const pointer = (value: unknown): string => (value === undefined || value === null ? "null" : goJsonSorted(value));
const map = (value: { readonly [name: string]: JsonSchema } | undefined): string =>
  value === undefined
    ? "null"
    : `{${Object.keys(value)
        .sort()
        .map((name) => `${goJson(name)}:${schemaText(value[name] as JsonSchema)}`)
        .join(",")}}`;

export function printedVersions(versions: readonly CustomResourceVersion[]): PrintedValue {
  return new PrintedValue(list(versions, versionText));
}

export function printedRule(rule: ValidationRule): PrintedValue {
  return new PrintedValue(ruleText(rule));
}

export function printedSchema(schema: JsonSchema): PrintedValue {
  return new PrintedValue(schemaText(schema));
}

function versionText(version: CustomResourceVersion): string {
  const { name, served, storage, deprecated, deprecationWarning, schema, subresources } = version;
  return struct([
    ["Name", text(name)],
    ["Served", flag(served)],
    ["Storage", flag(storage)],
    ["Deprecated", flag(deprecated)],
    ["DeprecationWarning", pointer(deprecationWarning)],
    [
      "Schema",
      schema
        ? struct([["OpenAPIV3Schema", schema.openAPIV3Schema ? schemaText(schema.openAPIV3Schema) : "null"]])
        : "null",
    ],
    [
      "Subresources",
      subresources
        ? struct([
            ["Status", subresources.status ? "{}" : "null"],
            [
              "Scale",
              subresources.scale
                ? struct([
                    ["SpecReplicasPath", text(subresources.scale.specReplicasPath)],
                    ["StatusReplicasPath", text(subresources.scale.statusReplicasPath)],
                    ["LabelSelectorPath", pointer(subresources.scale.labelSelectorPath)],
                  ])
                : "null",
            ],
          ])
        : "null",
    ],
    [
      "AdditionalPrinterColumns",
      list(version.additionalPrinterColumns, (column) =>
        struct([
          ["Name", text(column.name)],
          ["Type", text(column.type)],
          ["Format", text(column.format)],
          ["Description", text(column.description)],
          ["Priority", String(column.priority ?? 0)],
          ["JSONPath", text(column.jsonPath)],
        ]),
      ),
    ],
    ["SelectableFields", list(version.selectableFields, ({ jsonPath }) => struct([["JSONPath", text(jsonPath)]]))],
  ]);
}

function ruleText(rule: ValidationRule): string {
  return struct([
    ["Rule", text(rule.rule)],
    ["Message", text(rule.message)],
    ["MessageExpression", text(rule.messageExpression)],
    ["Reason", pointer(rule.reason)],
    ["FieldPath", text(rule.fieldPath)],
    ["OptionalOldSelf", pointer(rule.optionalOldSelf)],
  ]);
}

function schemaText(schema: JsonSchema): string {
  const items = schema.items;
  const orBool = (value: JsonSchema | boolean | undefined): string =>
    value === undefined
      ? "null"
      : struct([
          ["Allows", flag(value !== false)],
          ["Schema", typeof value === "object" ? schemaText(value) : "null"],
        ]);
  return struct([
    ["ID", text(schema.id)],
    ["Schema", text(schema.$schema)],
    ["Ref", pointer(schema.$ref)],
    ["Description", text(schema.description)],
    ["Type", text(schema.type)],
    ["Nullable", flag(schema.nullable)],
    ["Format", text(schema.format)],
    ["Title", text(schema.title)],
    ["Default", pointer(schema.default)],
    ["Maximum", pointer(schema.maximum)],
    ["ExclusiveMaximum", flag(schema.exclusiveMaximum)],
    ["Minimum", pointer(schema.minimum)],
    ["ExclusiveMinimum", flag(schema.exclusiveMinimum)],
    ["MaxLength", pointer(schema.maxLength)],
    ["MinLength", pointer(schema.minLength)],
    ["Pattern", text(schema.pattern)],
    ["MaxItems", pointer(schema.maxItems)],
    ["MinItems", pointer(schema.minItems)],
    ["UniqueItems", flag(schema.uniqueItems)],
    ["MultipleOf", pointer(schema.multipleOf)],
    ["Enum", pointer(schema.enum)],
    ["MaxProperties", pointer(schema.maxProperties)],
    ["MinProperties", pointer(schema.minProperties)],
    ["Required", pointer(schema.required)],
    [
      "Items",
      items === undefined
        ? "null"
        : struct([
            ["Schema", Array.isArray(items) ? "null" : schemaText(items as JsonSchema)],
            ["JSONSchemas", Array.isArray(items) ? list(items as readonly JsonSchema[], schemaText) : "null"],
          ]),
    ],
    ["AllOf", list(schema.allOf, schemaText)],
    ["OneOf", list(schema.oneOf, schemaText)],
    ["AnyOf", list(schema.anyOf, schemaText)],
    ["Not", schema.not ? schemaText(schema.not) : "null"],
    ["Properties", map(schema.properties)],
    ["AdditionalProperties", orBool(schema.additionalProperties)],
    ["PatternProperties", map(schema.patternProperties)],
    ["Dependencies", pointer(schema.dependencies)],
    ["AdditionalItems", pointer(schema.additionalItems)],
    ["Definitions", map(schema.definitions)],
    ["ExternalDocs", pointer(schema.externalDocs)],
    ["Example", pointer(schema.example)],
    ["XPreserveUnknownFields", pointer(schema["x-kubernetes-preserve-unknown-fields"])],
    ["XEmbeddedResource", flag(schema["x-kubernetes-embedded-resource"])],
    ["XIntOrString", flag(schema["x-kubernetes-int-or-string"])],
    ["XListMapKeys", pointer(schema["x-kubernetes-list-map-keys"])],
    ["XListType", pointer(schema["x-kubernetes-list-type"])],
    ["XMapType", pointer(schema["x-kubernetes-map-type"])],
    ["XValidations", list(schema["x-kubernetes-validations"], ruleText)],
  ]);
}
