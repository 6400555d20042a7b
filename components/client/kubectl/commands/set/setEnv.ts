/** `kubectl set env`. */
import { type Command, type CommandContext } from "../../cli/Command.ts";
import { arrayFlag, boolFlag, sliceFlag, textFlag } from "../../cli/flags.ts";
import {
  changeEnv,
  type EnvChanges,
  envFromKeys,
  fieldValue,
  parseEnvChanges,
  referenceText,
  refuseOverwrites,
  resourceValue,
  splitEnv,
} from "../../edit/env.ts";
import { podSpecOf, selectedContainers } from "../../edit/podSpecs.ts";
import { asError } from "../../errors.ts";
import { at, compareText, isObject, type JsonObject } from "../../json.ts";
import { fileOptions } from "../../resources/files.ts";
import { nameOf } from "../../resources/Info.ts";
import { dryRunOf, operationPrinter } from "../writing/writeFlags.ts";
import { changesOf } from "./patching.ts";
import { checkSetting, selected, SELECTING_FLAGS, writeChanges } from "./setting.ts";

export const setEnv: Command = {
  name: "env",
  clientFirst: true,
  short: "Update environment variables on a pod template",
  usage: "RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N",
  examples: ["kubectl set env deployment/registry STORAGE_DIR=/local", "kubectl set env pods --all --list"],
  flags: [
    ...SELECTING_FLAGS,
    textFlag("containers", "Names of containers to change, wildcards allowed", { short: "c", default: "*" }),
    textFlag("from", "A ConfigMap or Secret to take variables from"),
    textFlag("prefix", "Put before the names of the variables"),
    arrayFlag("env", "Variables, NAME=value", { short: "e" }),
    sliceFlag("keys", "Keys of the ConfigMap or Secret to take"),
    boolFlag("list", "Show the environment and change nothing"),
    boolFlag("resolve", "With --list: show values of references"),
    boolFlag("overwrite", "Allow variables to be overwritten", { default: "true" }),
  ],
  async run(context) {
    const { flags, args } = context;
    if (flags.bool("all") && flags.text("selector"))
      throw new Error("cannot set --all and --selector at the same time");
    const split = splitEnv(args);
    if (!split) throw new Error(`all resources must be specified before environment changes: ${args.join(" ")}`);
    const { resources, env } = split;
    const dryRun = dryRunOf(context);
    const print = await operationPrinter(context, "env updated", dryRun);
    const [problem] = checkSetting(context, dryRun);
    if (problem) throw problem;
    checkFlags(context, resources);
    const stdin = env.includes("-") ? await context.io.stdin() : "";
    const parsed = parseEnvChanges([...flags.list("env"), ...env], () => stdin);
    const set = [...parsed.set, ...(await fromSource(context))];
    const prefix = flags.text("prefix");
    const changes: EnvChanges = { ...parsed, set: set.map((entry) => ({ ...entry, name: `${prefix}${entry.name}` })) };
    const infos = await selected(context, flags.bool("local") ? [] : resources);
    const listing = flags.bool("list") ? new Listing(context) : undefined;
    if (listing && flags.bool("resolve")) for (const info of infos) await listing.load(info.object as JsonObject);
    const changed = changesOf(context, infos, (object) => {
      const containers = selectedContainers(podSpecOf(object), flags.text("containers"));
      if (containers.length === 0)
        context.err(
          `Warning: ${object.kind}/${nameOf(object)} does not have any containers matching ${JSON.stringify(flags.text("containers"))}\n`,
        );
      for (const container of containers) {
        const existing = (Array.isArray(container.env) ? container.env : []) as JsonObject[];
        if (!flags.bool("overwrite")) refuseOverwrites(existing, changes.set);
        const after = changeEnv(existing, changes);
        if (after.length > 0) container.env = after;
        else delete container.env;
        listing?.show(object, container);
      }
    });
    if (listing) return;
    await writeChanges(context, changed, {
      print,
      dryRun,
      failure: "failed to patch env update to pod template: ",
      afterWrite: () => {
        if (changes.set.length === 0 && env.length === 0)
          throw new Error("at least one environment variable must be provided");
      },
    });
  },
};

function checkFlags({ flags }: CommandContext, resources: readonly string[]): void {
  if (fileOptions(flags).filenames.length === 0 && resources.length === 0)
    throw new Error("one or more resources must be specified as <resource> <name> or <resource>/<name>");
  if (flags.bool("list") && flags.text("output")) throw new Error("--list and --output may not be specified together");
  if (flags.list("keys").length > 0 && !flags.text("from"))
    throw new Error("when specifying --keys, a configmap or secret must be provided with --from");
}

async function fromSource(context: CommandContext): Promise<JsonObject[]> {
  const from = context.flags.text("from");
  if (!from) return [];
  const infos = await selected(context, context.flags.bool("local") ? [] : [from]);
  return infos.flatMap(({ object }) =>
    envFromKeys(object as JsonObject, context.flags.list("keys"), (text) => context.err(`Warning: ${text}\n`)),
  );
}

/** `--list`: what containers have; with `--resolve` the values behind references. */
class Listing {
  private readonly sources = new Map<string, JsonObject | Error>();

  constructor(private readonly context: CommandContext) {}

  /** Reads the ConfigMaps and Secrets that the object's variables refer to. */
  async load(object: JsonObject): Promise<void> {
    const client = await this.context.session.client();
    const namespace = await this.context.session.namespace();
    let containers: JsonObject[];
    try {
      containers = selectedContainers(podSpecOf(object), this.context.flags.text("containers"));
    } catch {
      return;
    }
    for (const container of containers)
      for (const entry of (Array.isArray(container.env) ? container.env : []) as JsonObject[])
        for (const [field, resource] of SOURCES) {
          const name = at(entry, "valueFrom", field, "name");
          const key = `${resource}/${name}`;
          if (typeof name !== "string" || this.sources.has(key)) continue;
          const path = `/api/v1/namespaces/${encodeURIComponent(namespace.name)}/${resource}/${encodeURIComponent(name)}`;
          this.sources.set(key, await client.json("GET", path).then((found) => found as JsonObject, asError));
        }
  }

  show(object: JsonObject, container: JsonObject): void {
    const { out, err, flags } = this.context;
    out(`# ${object.kind} ${nameOf(object)}, container ${container.name}\n`);
    const problems = new Map<string, string[]>();
    for (const entry of (Array.isArray(container.env) ? container.env : []) as JsonObject[]) {
      const from = entry.valueFrom;
      if (!isObject(from)) {
        out(`${entry.name}=${entry.value ?? ""}\n`);
        continue;
      }
      if (flags.bool("resolve"))
        try {
          out(`${entry.name}=${this.resolve(object, container, from)}\n`);
          continue;
        } catch (error) {
          const { message } = asError(error);
          problems.set(message, [...(problems.get(message) ?? []), String(entry.name)]);
        }
      out(`# ${entry.name} from ${referenceText(from)}\n`);
    }
    const lines = [...problems].map(
      ([message, names]) => `error retrieving reference for ${names.sort(compareText).join(", ")}: ${message}\n`,
    );
    for (const line of lines.sort(compareText)) err(line);
  }

  private resolve(object: JsonObject, container: JsonObject, from: JsonObject): string {
    for (const [field, resource, kind] of SOURCES) {
      const reference = from[field];
      if (!isObject(reference)) continue;
      const source = this.sources.get(`${resource}/${reference.name}`);
      if (source instanceof Error) throw source;
      const value = at(source, "data", String(reference.key));
      if (typeof value !== "string") throw new Error(`key ${reference.key} not found in ${kind} ${reference.name}`);
      return resource === "secrets" ? decoded(value) : value;
    }
    if (isObject(from.fieldRef)) return fieldValue(object, String(from.fieldRef.fieldPath));
    if (isObject(from.resourceFieldRef)) return resourceValue(container, from.resourceFieldRef);
    throw new Error("invalid valueFrom");
  }
}

const SOURCES = [
  ["secretKeyRef", "secrets", "secret"],
  ["configMapKeyRef", "configmaps", "config map"],
] as const;

function decoded(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
}
