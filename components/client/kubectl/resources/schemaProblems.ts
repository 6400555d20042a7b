/**
 * Documents that the server does not check as a whole, lists above all, against its OpenAPI 2 schemas. Mirrors kube-openapi
 * pkg/util/proto/validation in order and words.
 */
import { compareText, isObject, type Json, type JsonObject } from "../json.ts";
import { splitApiVersion } from "../rest/RestMapper.ts";
import type { Session } from "../Session.ts";
import { kindProblems } from "./decodable.ts";

interface Schema {
  readonly type?: string;
  readonly $ref?: string;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly "x-kubernetes-group-version-kind"?: readonly { readonly [part: string]: string }[];
}
type Definitions = { readonly [name: string]: Schema };

const kept = new WeakMap<Session, Promise<Definitions>>();

/** What is wrong with a document of a kind the server has no resource for. Unknown kinds are passed over. */
export async function schemaProblems(session: Session, document: JsonObject): Promise<readonly string[]> {
  const definitions = await definitionsOf(session);
  const { apiVersion, kind, items } = document;
  if (apiVersion !== "v1" || kind !== "List") return objectProblems(definitions, document);
  if (!Array.isArray(items)) return ["invalid object to validate"];
  return items.flatMap((item) => {
    const problems = kindProblems(item);
    return problems.length > 0 ? problems : objectProblems(definitions, item as JsonObject);
  });
}

function definitionsOf(session: Session): Promise<Definitions> {
  let found = kept.get(session);
  if (!found) {
    found = session.client().then(async (client) => {
      const document = (await client.json("GET", "/openapi/v2")) as JsonObject;
      return (isObject(document["definitions"]) ? document["definitions"] : {}) as Definitions;
    });
    kept.set(session, found);
  }
  return found;
}

function objectProblems(definitions: Definitions, object: JsonObject): string[] {
  const kind = String(object["kind"]);
  const { group, version } = splitApiVersion(String(object["apiVersion"]));
  const [name] =
    Object.entries(definitions).find(([, schema]) =>
      schema["x-kubernetes-group-version-kind"]?.some(
        (one) => one["kind"] === kind && one["version"] === version && (one["group"] ?? "") === group,
      ),
    ) ?? [];
  return name === undefined
    ? []
    : new Checker(definitions).check(object, kind, { schema: { $ref: `#/${name}` }, of: "" });
}

interface Place {
  readonly schema: Schema;
  /** What the schema is called in texts: a type, or a member of one. */
  readonly of: string;
}

class Checker {
  constructor(private readonly definitions: Definitions) {}

  check(value: Json, path: string, { schema, of }: Place): string[] {
    if (schema.$ref !== undefined) {
      const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
      const target = Object.hasOwn(this.definitions, name) ? this.definitions[name] : undefined;
      return target ? this.check(value, path, { schema: target, of: name }) : [];
    }
    const form = formOf(value);
    const expected = expectedForm(schema);
    if (expected === undefined) return [];
    if (!fits(form, expected))
      return [told(path, `invalid type for ${of}: got ${JSON.stringify(form)}, expected ${JSON.stringify(expected)}`)];
    if (Array.isArray(value)) return this.items(value, path, { schema: schema.items ?? {}, of });
    if (!isObject(value)) return [];
    return schema.properties ? this.members(value, path, { schema, of }) : this.values(value, path, { schema, of });
  }

  private items(list: readonly Json[], path: string, place: Place): string[] {
    return list.flatMap((item, index) => {
      const at = `${path}[${index}]`;
      return item === null ? [told(path, `unknown object type "nil" in ${at}`)] : this.check(item, at, place);
    });
  }

  private values(map: JsonObject, path: string, { schema, of }: Place): string[] {
    const values = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
    return sortedNames(map).flatMap((name) => {
      const [value, at] = [map[name] as Json, `${path}.${name}`];
      return value === null ? [`unknown object type "nil" in ${at}`] : this.check(value, at, { schema: values, of });
    });
  }

  private members(object: JsonObject, path: string, { schema, of }: Place): string[] {
    const { properties = {}, required = [] } = schema;
    const problems = sortedNames(object).flatMap((name) => {
      const value = object[name] as Json;
      if (value === null) return [];
      const member = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (!member) return [told(path, `unknown field ${JSON.stringify(name)} in ${of}`)];
      return this.check(value, `${path}.${name}`, { schema: member, of: `${of}.${name}` });
    });
    const missing = required.filter((name) => object[name] === undefined || object[name] === null);
    return [
      ...problems,
      ...missing.map((name) => told(path, `missing required field ${JSON.stringify(name)} in ${of}`)),
    ];
  }
}

const told = (path: string, problem: string): string => `ValidationError(${path}): ${problem}`;

const sortedNames = (object: JsonObject): string[] => Object.keys(object).sort(compareText);

/** Undefined where anything goes. */
function expectedForm({ type, properties, additionalProperties }: Schema): string | undefined {
  if (properties) return "map";
  if (type !== "object") return type;
  return typeof additionalProperties === "object" ? "map" : undefined;
}

/** A number may stand for a text, but not the other way round. */
function fits(form: string, expected: string): boolean {
  if (form === expected) return true;
  if (expected === "string") return form !== "map" && form !== "array";
  return (expected === "integer" || expected === "number") && (form === "integer" || form === "number");
}

function formOf(value: Json): string {
  if (Array.isArray(value)) return "array";
  if (isObject(value)) return "map";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}
