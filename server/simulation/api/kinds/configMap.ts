/** ConfigMaps. Models kubernetes pkg/apis/core/validation ValidateConfigMap. */
import type { ConfigMap } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../json.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { decodedLength, fillEmptyBytes } from "./validation/base64.ts";
import { type FieldError, forbidden, invalid, tooLong } from "./validation/errors.ts";
import { byteLength, configMapKey } from "./validation/names.ts";

/** Bytes a ConfigMap or Secret may hold. */
export const DATA_LIMIT = 1024 * 1024;

export const configMap: ResourceDefinition<ConfigMap> = {
  names: resourceNames("", "configmaps"),
  resource: "configmaps",
  schemaType: "core.v1.ConfigMap",
  defaults(draft) {
    fillEmptyBytes(draft.binaryData);
  },
  validate: validateData,
  validateUpdate: (object, old) => [
    ...validateImmutableData(object, old, ["data", "binaryData"]),
    ...validateData(object),
  ],
  columns: [
    NAME_COLUMN,
    textColumn(
      "Data",
      "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not overlap with the keys in the BinaryData field, this is enforced during validation process.",
    ),
    AGE_COLUMN,
  ],
  row: (object, now) => [
    object.metadata.name,
    Object.keys(object.data ?? {}).length + Object.keys(object.binaryData ?? {}).length,
    ageCell(object, now),
  ],
};

function validateData({ data = {}, binaryData = {} }: ConfigMap): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    for (const message of configMapKey(key)) errors.push(invalid(`data[${key}]`, key, message));
    if (Object.hasOwn(binaryData, key))
      errors.push(invalid(`data[${key}]`, key, "duplicate of key present in binaryData"));
    size += byteLength(value);
  }
  for (const [key, value] of Object.entries(binaryData)) {
    for (const message of configMapKey(key)) errors.push(invalid(`binaryData[${key}]`, key, message));
    size += decodedLength(value);
  }
  // Upstream's path is empty here and prints so.
  if (size > DATA_LIMIT) errors.push(tooLong("[]", DATA_LIMIT));
  return errors;
}

type Immutable = { readonly immutable?: boolean; readonly data?: object; readonly binaryData?: object };

/** What may not change once an object is marked immutable; the mark neither. */
export function validateImmutableData(
  object: Immutable,
  old: Immutable,
  fields: readonly ("data" | "binaryData")[],
): FieldError[] {
  if (!old.immutable) return [];
  const words = "field is immutable when `immutable` is set";
  return [
    ...(object.immutable ? [] : [forbidden("immutable", words)]),
    ...fields
      .filter((field) => !equalJson(object[field] ?? {}, old[field] ?? {}))
      .map((field) => forbidden(field, words)),
  ];
}
