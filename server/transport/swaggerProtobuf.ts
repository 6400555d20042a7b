/** The OpenAPI 2 document as protobuf, the one form in which kubectl asks for it. Models gnostic-models openapiv2/OpenAPIv2.proto. */
export const SWAGGER_PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

type Json = { readonly [member: string]: unknown };

/** Fields of a message under way. */
class Message {
  private readonly parts: Uint8Array[] = [];

  text(field: number, value: unknown): this {
    return typeof value === "string" && value !== "" ? this.bytes(field, Buffer.from(value)) : this;
  }

  message(field: number, value: Message | undefined): this {
    return value ? this.bytes(field, value.finish()) : this;
  }

  flag(field: number, value: unknown): this {
    if (value === true) this.parts.push(varint(field * 8), varint(1));
    return this;
  }

  finish(): Uint8Array {
    return Buffer.concat(this.parts);
  }

  private bytes(field: number, value: Uint8Array): this {
    this.parts.push(varint(field * 8 + 2), varint(value.length), value);
    return this;
  }
}

const known = new WeakMap<object, Uint8Array>();

/** The bytes of a document; made once. */
export function swaggerProtobuf(document: object): Uint8Array {
  let bytes = known.get(document);
  if (!bytes) known.set(document, (bytes = documentOf(document as Json).finish()));
  return bytes;
}

function documentOf({ swagger, info, definitions, paths }: Json): Message {
  const { title, version } = info as Json;
  const types = new Message();
  for (const [name, schema] of Object.entries(definitions as Json))
    types.message(1, named(name, schemaOf(schema as Json)));
  return new Message()
    .text(1, swagger)
    .message(2, new Message().text(1, title).text(2, version))
    .message(8, pathsOf(paths as Json))
    .message(9, types);
}

const METHODS: { readonly [method: string]: number } = { get: 2, put: 3, post: 4, delete: 5, patch: 8 };
const WHERE: { readonly [place: string]: number } = { query: 3, path: 4 };

function pathsOf(paths: Json): Message {
  const all = new Message();
  for (const [path, item] of Object.entries(paths)) {
    const message = new Message();
    for (const [method, field] of Object.entries(METHODS)) {
      const operation = (item as Json)[method] as Json | undefined;
      if (operation) message.message(field, extended(parametersOf(new Message(), 8, operation), 13, operation));
    }
    all.message(2, named(path, parametersOf(message, 9, item as Json)));
  }
  return all;
}

function parametersOf(message: Message, field: number, { parameters = [] }: Json): Message {
  for (const { in: place, name, type, required, uniqueItems } of parameters as readonly Json[]) {
    const inPath = place === "path";
    const one = new Message().flag(1, required).text(2, place).text(4, name);
    one.text(inPath ? 5 : 6, type).flag(inPath ? 19 : 20, uniqueItems);
    const kind = WHERE[place as string];
    if (kind !== undefined)
      message.message(field, new Message().message(1, new Message().message(2, new Message().message(kind, one))));
  }
  return message;
}

function extended(message: Message, field: number, value: Json): Message {
  for (const [name, extension] of Object.entries(value))
    if (name.startsWith("x-")) message.message(field, new Message().text(1, name).message(2, anyOf(extension)));
  return message;
}

function named(name: string, value: Message): Message {
  return new Message().text(1, name).message(2, value);
}

function schemaOf(schema: Json): Message {
  const { $ref, format, title, description, required, additionalProperties, type, items, allOf, properties } = schema;
  const message = new Message().text(1, $ref).text(2, format).text(3, title).text(4, description);
  if ("default" in schema) message.message(5, anyOf(schema.default));
  for (const name of (required ?? []) as readonly string[]) message.text(19, name);
  for (const value of (schema.enum ?? []) as readonly unknown[]) message.message(20, anyOf(value));
  if (typeof additionalProperties === "object" && additionalProperties !== null)
    message.message(21, new Message().message(1, schemaOf(additionalProperties as Json)));
  else if (additionalProperties === true) message.message(21, new Message().flag(2, true));
  if (typeof type === "string") message.message(22, new Message().text(1, type));
  if (items) message.message(23, new Message().message(1, schemaOf(items as Json)));
  for (const part of (allOf ?? []) as readonly Json[]) message.message(24, schemaOf(part));
  if (properties) {
    const all = new Message();
    for (const [name, value] of Object.entries(properties as Json))
      all.message(1, named(name, schemaOf(value as Json)));
    message.message(25, all);
  }
  return extended(message, 31, schema);
}

/** Whatever it is as YAML, of which JSON is a part. */
function anyOf(value: unknown): Message {
  return new Message().text(2, JSON.stringify(value));
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
