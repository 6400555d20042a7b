/** `kubectl api-resources` and `api-versions`. */
import { boolFlag, sliceFlag, textFlag } from "../../cli/flags.ts";
import { type Command, type CommandContext, usageError } from "../../cli/Command.ts";
import { messageFor } from "../../errorText.ts";
import { asError } from "../../errors.ts";
import { compareText, type JsonObject } from "../../json.ts";
import {
  JSON_YAML_FORMATS,
  jsonYamlPrinter,
  NoPrinter,
  OUTPUT_FLAG,
  SHOW_MANAGED_FIELDS,
} from "../../print/printers.ts";
import { tableWriter } from "../../print/TabWriter.ts";
import type { ApiResource } from "../../rest/served.ts";
import { apiVersionOf, groupResourceText } from "../../rest/RestMapper.ts";

export const apiResources: Command = {
  name: "api-resources",
  short: "Print the supported API resources on the server",
  flags: [
    OUTPUT_FLAG,
    SHOW_MANAGED_FIELDS,
    boolFlag("no-headers", "Print no headers"),
    textFlag("api-group", "Limit to resources in the specified API group"),
    boolFlag("namespaced", "Namespaced resources, or the others when false", { default: "true" }),
    sliceFlag("verbs", "Limit to resources that support the specified verbs"),
    textFlag("sort-by", "Sort by name or kind"),
    boolFlag("cached", "Use the cached list of resources if available"),
    sliceFlag("categories", "Limit to resources of the specified categories"),
  ],
  async run(context) {
    const { args, flags, session, out } = context;
    if (args.length > 0) throw usageError(context, `unexpected arguments: [${args.join(" ")}]`);
    const output = flags.text("output");
    const structured = jsonYamlPrinter(output, flags);
    if (!structured && !["", "wide", "name"].includes(output))
      throw new NoPrinter(output, [...JSON_YAML_FORMATS, "name", "wide"]);
    const sortBy = flags.text("sort-by");
    if (!["", "name", "kind"].includes(sortBy)) throw new Error("--sort-by accepts only name or kind");
    const groups = await session.freshGroups().catch((error: unknown) => {
      // The table's head is printed before anything is asked.
      if (output === "" || output === "wide") out("");
      throw error;
    });
    const preferred = groups.flatMap(({ versions }) => {
      const seen = new Set<string>();
      return versions.flatMap(({ resources }) => resources.filter(({ name }) => !seen.has(name) && seen.add(name)));
    });
    const key = (resource: ApiResource): string =>
      sortBy === "" ? resource.group : sortBy === "name" ? resource.name : resource.kind;
    const shown = preferred
      .filter((resource) => isWanted(context, resource))
      .sort((left, right) => compareText(key(left), key(right)) || compareText(left.name, right.name));
    if (structured) return void out(structured(listObject(shown), { typed: true }));
    if (output === "name")
      return void out(shown.map(({ group, name }) => `${groupResourceText({ group, resource: name })}\n`).join(""));
    const wide = output === "wide";
    const writer = tableWriter(out);
    if (!flags.bool("no-headers"))
      writer.write(`NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND${wide ? "\tVERBS\tCATEGORIES" : ""}\n`);
    for (const resource of shown) {
      const { name, shortNames, namespaced, kind, verbs, categories } = resource;
      const cells = [name, shortNames.join(","), apiVersionOf(resource), String(namespaced), kind];
      writer.write(`${[...cells, ...(wide ? [verbs.join(","), categories.join(",")] : [])].join("\t")}\n`);
    }
    writer.flush();
  },
};

function isWanted({ flags }: CommandContext, { group, namespaced, verbs, categories }: ApiResource): boolean {
  if (verbs.length === 0) return false;
  if (flags.changed("api-group") && flags.text("api-group") !== group) return false;
  if (flags.changed("namespaced") && flags.bool("namespaced") !== namespaced) return false;
  return (
    flags.list("verbs").every((verb) => verbs.includes(verb)) &&
    flags.list("categories").every((category) => categories.includes(category))
  );
}

function listObject(resources: readonly ApiResource[]): JsonObject {
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: "",
    resources: resources.map(
      ({ name, singularName, namespaced, group, version, kind, verbs, shortNames, categories }) => ({
        name,
        singularName,
        namespaced,
        ...(group ? { group } : {}),
        version,
        kind,
        verbs: [...verbs],
        ...(shortNames.length > 0 ? { shortNames: [...shortNames] } : {}),
        ...(categories.length > 0 ? { categories: [...categories] } : {}),
      }),
    ),
  };
}

export const apiVersions: Command = {
  name: "api-versions",
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  async run(context) {
    const { args, session, out } = context;
    if (args.length > 0) throw usageError(context, `unexpected arguments: [${args.join(" ")}]`);
    await session.client();
    let groups: Awaited<ReturnType<typeof session.freshGroups>>;
    try {
      groups = await session.freshGroups();
    } catch (error) {
      throw new Error(
        `couldn't get available api versions from server: ${asError(error).message || messageFor(asError(error))}`,
      );
    }
    const versions = groups.flatMap(({ name, versions: of }) =>
      of.map(({ version }) => apiVersionOf({ group: name, version })),
    );
    out(
      versions
        .sort(compareText)
        .map((version) => `${version}\n`)
        .join(""),
    );
  },
};
