/**
 * Writes `server/simulation/api/protobuf/messages-1.36.json`: field numbers, names and types of the messages that objects of the API are sent as.
 *
 *     node server/protocol/kubernetes/generateMessages.mjs FOLDER
 *
 * FOLDER holds the `generated.proto` files of k8s.io/api, apimachinery, apiextensions-apiserver, metrics and
 * kube-aggregator at v0.36, in any arrangement. Taken are the packages the schema knows; of a message only numbers, names
 * and types. A line a message: `metadata 1 meta.v1.ObjectMeta,items 2 *core.v1.Pod`; see `messageTable.ts`.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const folder = process.argv[2];
if (!folder) throw new Error("usage: generateMessages.mjs FOLDER");

const schema = JSON.parse(readFileSync(join(here, "../../simulation/api/schema/schema-1.36.json"), "utf8")).types;
const packages = new Set(Object.keys(schema).map((name) => name.split(".").slice(0, -1).join(".")));
const SCALARS = { string: "s", bytes: "y", int32: "i", int64: "l", bool: "b", double: "d" };
/** Packages without their long beginnings, as the schema names types. */
const shortPackage = (name) =>
  name.replace(/^k8s\.io\.[a-z_]+\.(pkg\.)?(apis\.)?/, "").replace(/^api\.(?!resource)/, "");
/** Keys of a JSON schema that are no words of a language. */
const jsonName = (message, field) => {
  if (message.endsWith(".JSONSchemaProps")) {
    if (field === "ref" || field === "schema") return `$${field}`;
    if (field.startsWith("xKubernetes"))
      return `x-kubernetes${field.slice(11).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  }
  const name = field.replace(/^_/, "");
  const properties = Object.keys(schema[message]?.properties ?? {});
  return properties.includes(name)
    ? name
    : (properties.find((own) => own.toLowerCase() === name.toLowerCase()) ?? name);
};

const messages = {};
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (entry.name !== "generated.proto") continue;
  const text = readFileSync(join(entry.parentPath ?? entry.path, entry.name), "utf8").replace(/\/\/.*$/gm, "");
  const long = /^package ([\w.]+);/m.exec(text)[1];
  const name = shortPackage(long);
  if (!packages.has(name) || /apis\.testapigroup|metrics\.v1alpha1/.test(long)) continue;
  const typeName = (type) => {
    if (SCALARS[type]) return SCALARS[type];
    const full = type.startsWith(".") ? type.slice(1) : `${long}.${type}`;
    return `${shortPackage(full.slice(0, full.lastIndexOf(".")))}.${full.slice(full.lastIndexOf(".") + 1)}`;
  };
  for (const [, bare, body] of text.matchAll(/^message (\w+) \{([^}]*)\}/gm)) {
    const message = `${name}.${bare}`;
    const fields = [];
    for (const [, label, map, single, field, number] of body.matchAll(
      /(optional|repeated|required)?\s*(?:map<string,\s*([\w.]+)>|([\w.]+))\s+(\w+) = (\d+);/g,
    )) {
      const own = jsonName(message, field);
      const properties = schema[message]?.properties;
      const kind = map
        ? "%"
        : label === "repeated"
          ? "*"
          : properties && !(own in properties) && SCALARS[single] === undefined
            ? "^"
            : "";
      fields.push(`${own} ${number} ${kind}${typeName(map ?? single)}`);
    }
    messages[message] = fields.join(",");
  }
}
const sorted = Object.fromEntries(Object.entries(messages).sort(([left], [right]) => (left < right ? -1 : 1)));
writeFileSync(join(here, "../../simulation/api/protobuf/messages-1.36.json"), JSON.stringify(sorted));
