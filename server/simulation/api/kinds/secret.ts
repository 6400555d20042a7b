/** Secrets. Models kubernetes pkg/registry/core/secret and pkg/apis/core/validation ValidateSecret. */
import type { Secret } from "../../../protocol/kubernetes/index.ts";
import { JsonObject, JsonSyntaxError, parseJson } from "../machinery/jsonText.ts";
import type { Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { DATA_LIMIT, validateImmutableData } from "./configMap.ts";
import { resourceNames } from "./resourceNames.ts";
import { decodeText } from "../machinery/base64.ts";
import { decodedLength, encodeText, fillEmptyBytes } from "./validation/base64.ts";
import { type FieldError, invalid, required, tooLong } from "./validation/errors.ts";
import { validateImmutable } from "./validation/metadata.ts";
import { configMapKey } from "./validation/names.ts";

const ACCOUNT_ANNOTATION = "kubernetes.io/service-account.name";

export const secret: ResourceDefinition<Secret> = {
  names: resourceNames("", "secrets"),
  resource: "secrets",
  schemaType: "core.v1.Secret",
  defaults(draft) {
    fillEmptyBytes(draft.data);
    mergeStringData(draft);
    draft.type ||= "Opaque";
  },
  prepareUpdate(draft, old) {
    draft.type ||= old.type;
  },
  validate: validateSecret,
  validateUpdate: (object, old) => [
    ...validateImmutable(object.type, old.type, "type"),
    ...validateImmutableData(object, old, ["data"]),
    ...validateSecret(object),
  ],
  warnings: ({ type, data = {} }) => (type === "kubernetes.io/tls" ? keyPairProblem(data) : []),
  columns: [
    NAME_COLUMN,
    textColumn(
      "Type",
      "Used to facilitate programmatic handling of secret data. More info: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types",
    ),
    textColumn(
      "Data",
      "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. The serialized form of the secret data is a base64 encoded string, representing the arbitrary (possibly non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4",
    ),
    AGE_COLUMN,
  ],
  row: (object, now) => [
    object.metadata.name,
    object.type ?? "",
    Object.keys(object.data ?? {}).length,
    ageCell(object, now),
  ],
  fieldLabels: ["type"],
  fieldValue: ({ type }) => type ?? "",
  fieldSelectorWording: "notSupported",
};

/** stringData is only for writing: it goes into data and is not kept. */
function mergeStringData(draft: Draft<Secret>): void {
  const { stringData } = draft;
  delete draft.stringData;
  if (!stringData || Object.keys(stringData).length === 0) return;
  const data = { ...draft.data };
  for (const [key, value] of Object.entries(stringData)) data[key] = encodeText(value);
  draft.data = data;
}

function validateSecret({ metadata, type, data = {} }: Secret): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    for (const message of configMapKey(key)) errors.push(invalid(`data[${key}]`, key, message));
    size += decodedLength(value);
  }
  if (size > DATA_LIMIT) errors.push(tooLong("data", DATA_LIMIT));
  const has = (key: string) => Object.hasOwn(data, key);
  switch (type) {
    case "kubernetes.io/service-account-token":
      if (!metadata.annotations?.[ACCOUNT_ANNOTATION])
        errors.push(required(`metadata.annotations[${ACCOUNT_ANNOTATION}]`));
      break;
    case "kubernetes.io/dockercfg":
      errors.push(...validateJson(data, ".dockercfg"));
      break;
    case "kubernetes.io/dockerconfigjson":
      errors.push(...validateJson(data, ".dockerconfigjson"));
      break;
    case "kubernetes.io/basic-auth":
      if (!has("username") && !has("password")) errors.push(required("data[username]"), required("data[password]"));
      break;
    case "kubernetes.io/ssh-auth":
      if (!data["ssh-privatekey"]) errors.push(required("data[ssh-privatekey]"));
      break;
    case "kubernetes.io/tls":
      for (const key of ["tls.crt", "tls.key"]) if (!has(key)) errors.push(required(`data[${key}]`));
      break;
  }
  return errors;
}

function validateJson(data: { readonly [key: string]: string }, key: string): FieldError[] {
  const path = `data[${key}]`;
  const value = data[key];
  if (value === undefined) return [required(path)];
  const problem = objectProblem(decodeText(value));
  return problem === undefined ? [] : [invalid(path, "<secret contents redacted>", problem)];
}

/** Why a text is no JSON object (or null), in Go's words. */
function objectProblem(text: string): string | undefined {
  try {
    const node = parseJson(text);
    if (node === null || node instanceof JsonObject) return undefined;
    const kind = Array.isArray(node)
      ? "array"
      : typeof node === "string"
        ? "string"
        : typeof node === "boolean"
          ? "bool"
          : "number";
    return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message;
    throw error;
  }
}

/** Only what can be told without cryptography: whether both parts are PEM at all. */
function keyPairProblem(data: { readonly [key: string]: string }): readonly string[] {
  const parts = [
    ["certificate", "tls.crt"],
    ["key", "tls.key"],
  ] as const;
  for (const [what, key] of parts) {
    if (!/-----BEGIN [^-]+-----/.test(decodeText(data[key] ?? "")))
      return [`tls: failed to find any PEM data in ${what} input`];
  }
  return [];
}
