/** Types of API versions that are gone but that bodies are still read as, before they are refused. */
import { type SchemaNode, type StructType, typeFromOpenApi } from "./Schema.ts";

const TEXT: SchemaNode = { type: "string" };
const FLAG: SchemaNode = { type: "boolean" };
const ref = (name: string): SchemaNode => ({ $ref: `apiextensions.v1.${name}` });
const listOf = (items: SchemaNode): SchemaNode => ({ type: "array", items });
const object = (properties: { readonly [name: string]: SchemaNode }): SchemaNode => ({ type: "object", properties });

const columns = listOf(
  object({
    name: TEXT,
    type: TEXT,
    format: TEXT,
    description: TEXT,
    priority: { type: "integer", format: "int32" },
    JSONPath: TEXT,
  }),
);
const version = object({
  name: TEXT,
  served: FLAG,
  storage: FLAG,
  deprecated: FLAG,
  deprecationWarning: TEXT,
  schema: ref("CustomResourceValidation"),
  subresources: ref("CustomResourceSubresources"),
  additionalPrinterColumns: columns,
  selectableFields: listOf(ref("SelectableField")),
});
const customResourceDefinition = object({
  spec: object({
    group: TEXT,
    version: TEXT,
    names: ref("CustomResourceDefinitionNames"),
    scope: TEXT,
    validation: ref("CustomResourceValidation"),
    subresources: ref("CustomResourceSubresources"),
    versions: listOf(version),
    additionalPrinterColumns: columns,
    selectableFields: listOf(ref("SelectableField")),
    conversion: object({
      strategy: TEXT,
      webhookClientConfig: ref("WebhookClientConfig"),
      conversionReviewVersions: listOf(TEXT),
    }),
    preserveUnknownFields: FLAG,
  }),
  status: ref("CustomResourceDefinitionStatus"),
});

const RETIRED = new Map<string, StructType>();

/** The type of a kind in a version that is gone; undefined where its fields are not known. */
export function retiredType(gvk: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}): StructType | undefined {
  const name = `${gvk.group}/${gvk.version}/${gvk.kind}`;
  if (name !== "apiextensions.k8s.io/v1beta1/CustomResourceDefinition") return undefined;
  let type = RETIRED.get(name);
  if (!type) RETIRED.set(name, (type = typeFromOpenApi(customResourceDefinition)));
  return type;
}
