/** `kubectl explain`. Mirrors kubectl pkg/cmd/explain. */
import { boolFlag, textFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { asError, NoResourceMatch, withoutBody } from "../../errors.ts";
import { at, isObject } from "../../json.ts";
import { type Node, parseJsonPath } from "../../print/jsonpath/parse.ts";
import { groupResourceText, type Mapping, splitApiVersion } from "../../rest/RestMapper.ts";
import { explainOlder } from "./olderPlaintext.ts";
import { explainPlaintext } from "./plaintext.ts";
import { kindOfResource, type OpenApiDocument, schemaOfKind } from "./schemas.ts";

export const explain: Command = {
  name: "explain",
  short: "Get documentation for a resource",
  usage: "TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]",
  examples: ["kubectl explain pods", "kubectl explain pods.spec.containers", "kubectl explain deployments.apps"],
  flags: [
    boolFlag("recursive", "Print the fields of fields", { short: "R" }),
    textFlag("api-version", "Use this API version (group/version)"),
    textFlag("output", "plaintext or plaintext-openapiv2", { short: "o", default: "plaintext" }),
  ],
  async run(context) {
    const { args, flags, session, out } = context;
    const [asked] = args;
    if (asked === undefined)
      throw new Error(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    if (args.length > 1) throw new Error("We accept only this format: explain RESOURCE\n");
    const client = await session.client();
    const { mapping, path } = await splitRequest(context, asked);
    const output = flags.text("output");
    const wanted = flags.text("api-version");
    const target = { ...mapping, ...(wanted ? splitApiVersion(wanted) : {}) };
    const index = await client.json("GET", "/openapi/v3").catch((error) => Promise.reject(withoutBody(asError(error))));
    const document = target.group ? `apis/${target.group}/${target.version}` : `api/${target.version}`;
    const url = at(index, "paths", document, "serverRelativeURL");
    const gvr = `${target.group}/${target.version}, Resource=${target.resource}`;
    if (typeof url !== "string") throw new Error(`couldn't find resource for "${gvr}"`);
    const schemas = await documentAt(context, document, url);
    if (output !== "plaintext" && output !== "plaintext-openapiv2") throw new Error(`unrecognized format: ${output}`);
    const kind = kindOfResource(schemas, target);
    if (!kind) throw new Error(`error: GVR (${gvr}) not found in OpenAPI schema`);
    const schema = schemaOfKind(schemas, kind);
    if (!schema)
      throw new Error(
        `error: GVK map[group:${kind.group} kind:${kind.kind} version:${kind.version}] not found in OpenAPI schema`,
      );
    const render = output === "plaintext" ? explainPlaintext : explainOlder;
    out(render(schemas, schema, { kind, path, recursive: flags.bool("recursive") }));
  },
};

async function documentAt({ session }: CommandContext, name: string, url: string): Promise<OpenApiDocument> {
  const client = await session.client();
  try {
    const found = await client.json("GET", url);
    return isObject(found) ? (found as OpenApiDocument) : {};
  } catch (error) {
    throw new Error(`failed to fetch openapi schema for ${name}: ${asError(error).message}`);
  }
}

function nodesOf(text: string): readonly Node[] {
  const [list, ...more] = parseJsonPath(`{.${text.replace(/\.$/, "")}}`);
  if (more.length > 0 || list?.type !== "list") throw new Error("must pass in 1 jsonpath string");
  return list.nodes;
}

function fieldNames(nodes: readonly Node[], problem: string): string[] {
  return nodes.map((node) => {
    if (node.type !== "field") throw new Error(`invalid jsonpath syntax, ${problem}`);
    return node.name;
  });
}

const FIRST = "first node must be field node";

/** `deployments.apps.spec`: the resource, with its group when it is named, and the fields. */
async function splitRequest(
  { session, flags }: CommandContext,
  text: string,
): Promise<{ readonly mapping: Mapping; readonly path: readonly string[] }> {
  const [head, ...rest] = nodesOf(text);
  const [resource = ""] = fieldNames(head ? [head] : [], FIRST);
  const mapper = await session.mapper(2);
  const first = mapper.find({ group: "", version: "", resource });
  if (!first) throw new NoResourceMatch({ group: "", version: "", resource });
  const versioned = flags.text("api-version") !== "";
  const named = versioned
    ? undefined
    : mapper.findAll(resource).find((candidate) => text.startsWith(groupResourceText(candidate)));
  if (!named) return { mapping: first, path: fieldNames(rest, versioned ? "all nodes must be field nodes" : FIRST) };
  // The point before the fields makes two, which is a node of its own.
  const [, ...path] = nodesOf(text.slice(groupResourceText(named).length));
  return { mapping: named, path: fieldNames(path, FIRST) };
}
