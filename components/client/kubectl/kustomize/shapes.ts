/** What members of a kustomization file are, as Go's decoder takes and refuses them. */
import { isObject, type Json, type JsonObject, setOwn } from "../json.ts";

export interface Struct {
  /** Go's name of the type, as refusals have it. */
  readonly name: string;
  readonly members: { readonly [name: string]: Member };
}

export interface Member {
  readonly form: "text" | "bool" | "int" | "texts" | "text map" | "struct" | "structs";
  /** Go's embedded structs between the member and its struct, `GeneratorArgs.`. */
  readonly through?: string;
  /** Of `texts`: Go's own name for its elements' type. */
  readonly element?: string;
  readonly struct?: Struct;
}

const text: Member = { form: "text" };
const bool: Member = { form: "bool" };
const texts: Member = { form: "texts" };
const textMap: Member = { form: "text map" };
const struct = (type: Struct): Member => ({ form: "struct", struct: type });
const structs = (type: Struct): Member => ({ form: "structs", struct: type });
const through = (path: string, members: Struct["members"]): Struct["members"] =>
  Object.fromEntries(Object.entries(members).map(([name, member]) => [name, { ...member, through: `${path}.` }]));

const SELECTOR: Struct = {
  name: "Selector",
  members: {
    ...through("ResId.Gvk", { group: text, version: text, kind: text }),
    ...through("ResId", { name: text, namespace: text }),
    annotationSelector: text,
    labelSelector: text,
  },
};
const PATCH: Struct = {
  name: "Patch",
  members: {
    path: text,
    patch: text,
    target: struct(SELECTOR),
    options: struct({ name: "PatchArgs", members: { allowNameChange: bool, allowKindChange: bool } }),
  },
};
const OPTIONS: Struct = {
  name: "GeneratorOptions",
  members: { labels: textMap, annotations: textMap, disableNameSuffixHash: bool, immutable: bool },
};
const GENERATOR: Struct["members"] = {
  ...through("GeneratorArgs", { namespace: text, name: text, behavior: text, options: struct(OPTIONS) }),
  ...through("GeneratorArgs.KvPairSources", { literals: texts, files: texts, envs: texts, env: text }),
};
const FIELD: Struct = {
  name: "FieldSpec",
  members: { ...through("Gvk", { group: text, version: text, kind: text }), path: text, create: bool },
};
const IMAGE: Struct = {
  name: "Image",
  members: { name: text, newName: text, tagSuffix: text, newTag: text, digest: text },
};

export const KUSTOMIZATION: Struct = {
  name: "Kustomization",
  members: {
    ...through("TypeMeta", { apiVersion: text, kind: text }),
    metadata: struct({
      name: "ObjectMeta",
      members: { name: text, namespace: text, labels: textMap, annotations: textMap },
    }),
    namePrefix: text,
    nameSuffix: text,
    namespace: text,
    commonLabels: textMap,
    labels: structs({
      name: "Label",
      members: { pairs: textMap, includeSelectors: bool, includeTemplates: bool, fields: structs(FIELD) },
    }),
    commonAnnotations: textMap,
    patchesStrategicMerge: { form: "texts", element: "types.PatchStrategicMerge" },
    patchesJson6902: structs(PATCH),
    patches: structs(PATCH),
    images: structs(IMAGE),
    imageTags: structs(IMAGE),
    replicas: structs({ name: "Replica", members: { name: text, count: { form: "int" } } }),
    sortOptions: struct({
      name: "SortOptions",
      members: {
        order: text,
        legacySortOptions: struct({ name: "LegacySortOptions", members: { orderFirst: texts, orderLast: texts } }),
      },
    }),
    resources: texts,
    components: texts,
    bases: texts,
    configMapGenerator: structs({ name: "ConfigMapArgs", members: GENERATOR }),
    secretGenerator: structs({ name: "SecretArgs", members: { ...GENERATOR, type: text } }),
    generatorOptions: struct(OPTIONS),
  },
};

/** The value with the members the struct has, by their own names. Throws what Go's decoder says. */
export function decoded(value: Json, type: Struct, path = ""): JsonObject {
  const result: JsonObject = {};
  if (value === null) return result;
  if (!isObject(value)) throw mismatch(value, "Go value", `types.${type.name}`);
  for (const [given, content] of Object.entries(value)) {
    const name = nameIn(type, given);
    if (name === undefined) throw new Error(`json: unknown field ${JSON.stringify(given)}`);
    const member = type.members[name] as Member;
    const place = `${path}${member.through ?? ""}${name}`;
    const read = content === null ? undefined : memberOf(content, member, { place, owner: type.name });
    if (read !== undefined) setOwn(result, name, read);
  }
  return result;
}

/** Go takes a member's name in any case. */
function nameIn({ members }: Struct, given: string): string | undefined {
  if (Object.hasOwn(members, given)) return given;
  return Object.keys(members).find((name) => name.toLowerCase() === given.toLowerCase());
}

interface Place {
  readonly place: string;
  readonly owner: string;
}

function memberOf(value: Json, member: Member, place: Place): Json {
  const name = `types.${member.struct?.name ?? ""}`;
  switch (member.form) {
    case "text":
      return expect(value, "string", { ...place, type: "string" });
    case "bool":
      return expect(value, "boolean", { ...place, type: "bool" });
    case "int":
      if (typeof value === "number" && !Number.isInteger(value)) throw wrong(value, { ...place, type: "int64" });
      return expect(value, "number", { ...place, type: "int64" });
    case "texts": {
      const element = member.element ?? "string";
      return list(value, { ...place, type: `[]${element}` }).map((item) =>
        item === null ? "" : expect(item, "string", { ...place, type: element }),
      );
    }
    case "text map": {
      if (!isObject(value)) throw wrong(value, { ...place, type: "map[string]string" });
      for (const item of Object.values(value)) if (item !== null) expect(item, "string", { ...place, type: "string" });
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, item ?? ""]));
    }
    case "struct":
      return inside(value, member.struct as Struct, { ...place, type: name });
    case "structs":
      return list(value, { ...place, type: `[]${name}` }).map((item) =>
        inside(item, member.struct as Struct, { ...place, type: name }),
      );
  }
}

interface Expected extends Place {
  readonly type: string;
}

function inside(value: Json, type: Struct, expected: Expected): JsonObject {
  if (value !== null && !isObject(value)) throw wrong(value, expected);
  return decoded(value, type, `${expected.place}.`);
}

function list(value: Json, expected: Expected): Json[] {
  if (!Array.isArray(value)) throw wrong(value, expected);
  return value;
}

function expect(value: Json, form: string, expected: Expected): Json {
  if (typeof value !== form) throw wrong(value, expected);
  return value;
}

function wrong(value: Json, { place, owner, type }: Expected): Error {
  return mismatch(value, `Go struct field ${owner}.${place}`, type);
}

function mismatch(value: Json, place: string, type: string): Error {
  let form = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  if (typeof value === "number" && type === "int64") form = `number ${value}` as "number";
  return new Error(`json: cannot unmarshal ${form} into ${place} of type ${type}`);
}
