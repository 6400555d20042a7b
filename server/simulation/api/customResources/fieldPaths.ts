/** Paths into a schema as selectable fields and rules write them. Models ValidFieldPath of apiextensions-apiserver. */
import { additionalOf, type JsonSchema, propertyOf } from "./types.ts";

/** The path leads nowhere; the message is upstream's. */
export class FieldPathError extends Error {}

export interface FieldPath {
  /** As field errors print it, without a dot in front. */
  readonly path: string;
  readonly first: string;
  readonly schema: JsonSchema;
}

/** Follows a path; throws FieldPathError. `brackets`: members may be named in brackets. */
export function followFieldPath(text: string, root: JsonSchema, brackets: boolean): FieldPath {
  const tokens = text.match(/'(?:\\.|[^'])*'|[.[\]]|[^.[\]]+/g) ?? [];
  let schema = root;
  let path = "";
  let first = "";
  const enter = (name: string, named: boolean): void => {
    const next = named ? propertyOf(schema, name) : additionalOf(schema);
    if (!next) throw new FieldPathError("does not refer to a valid field");
    schema = next;
    path = named ? (path === "" ? name : `${path}.${name}`) : `${path}[${name}]`;
    if (first === "") first = name;
  };
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] as string;
    if (token === "[") {
      if (!brackets) throw new FieldPathError("array notation is not allowed");
      const name = tokens[at + 1];
      if (name === undefined) throw new FieldPathError("unexpected end of JSON path");
      const quoted = /^'((?:\\.|[^'])*)'$/.exec(name)?.[1];
      if (quoted === undefined) throw new FieldPathError(`expected single quoted string but got ${name}`);
      if (tokens[at + 2] !== "]") throw new FieldPathError(`expected ] but got ${tokens[at + 2] ?? ""}`);
      enter(quoted.replace(/\\(.)/g, "$1"), schema.properties !== undefined);
      at += 3;
    } else if (token === ".") {
      const name = tokens[at + 1];
      if (name === undefined) throw new FieldPathError("unexpected end of JSON path");
      if (schema.properties === undefined && schema.additionalProperties === undefined)
        throw new FieldPathError("does not refer to a valid field");
      enter(name, schema.properties !== undefined);
      at += 2;
    } else throw new FieldPathError(`expected [ or . but got: ${token}`);
  }
  return { path, first, schema };
}
