/** `kubectl config view`. */
import { boolFlag, textFlag } from "../../cli/flags.ts";
import { type Command, usageError } from "../../cli/Command.ts";
import { configObject, emptyConfig, type KubeConfig } from "../../config/KubeConfig.ts";
import type { KubectlIo } from "../../io.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { SHOW_MANAGED_FIELDS, TEMPLATE_FLAGS, toPrinter } from "../../print/printers.ts";
import { openConfig } from "./configAccess.ts";

export const view: Command = {
  name: "view",
  short: "Display merged kubeconfig settings or a specified kubeconfig file",
  flags: [
    textFlag("output", "Output format", { short: "o", default: "yaml" }),
    SHOW_MANAGED_FIELDS,
    ...TEMPLATE_FLAGS,
    boolFlag("merge", "Merge the full hierarchy of kubeconfig files", { default: "true" }),
    boolFlag("raw", "Display raw byte data and sensitive data"),
    boolFlag("flatten", "Flatten the resulting kubeconfig file into self-contained output"),
    boolFlag("minify", "Remove all information not used by current-context from the output"),
  ],
  async run(context) {
    const { args, flags, io, out } = context;
    if (args.length > 0) throw usageError(context, `unexpected arguments: [${args.join(" ")}]`);
    const printer = await toPrinter(context);
    if (flags.changed("merge") && !flags.bool("merge") && !flags.text("kubeconfig"))
      throw new Error("if merge==false a precise file must be specified");
    let { config } = await openConfig(context);
    if (flags.bool("minify")) config = minified(config, flags.text("context"));
    if (flags.bool("flatten")) config = await flattened(config, io);
    else if (!flags.bool("raw")) config = redacted(config);
    out(printer(ordered(configObject(config)), { typed: true }));
  },
};

const ORDER = {
  clusters: [
    "server",
    "tls-server-name",
    "insecure-skip-tls-verify",
    "certificate-authority",
    "certificate-authority-data",
    "proxy-url",
    "disable-compression",
  ],
  users: [
    "client-certificate",
    "client-certificate-data",
    "client-key",
    "client-key-data",
    "token",
    "tokenFile",
    "as",
    "as-uid",
    "as-groups",
    "as-user-extra",
    "username",
    "password",
    "auth-provider",
    "exec",
  ],
  contexts: ["cluster", "user", "namespace"],
} as const;

function entriesIn(list: Json | undefined, order: readonly string[]): Json {
  if (!Array.isArray(list)) return null;
  return list.map((entry) =>
    Object.fromEntries(
      Object.entries(entry as JsonObject).map(([member, held]) => [
        member,
        isObject(held) ? membersIn(held, order) : held,
      ]),
    ),
  );
}

function membersIn(value: JsonObject, order: readonly string[]): JsonObject {
  const place = (member: string): number => (order.includes(member) ? order.indexOf(member) : order.length);
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => place(left) - place(right)));
}

/** Members in the order of the Go type. */
function ordered(object: JsonObject): JsonObject {
  const { kind, apiVersion, preferences, clusters, users, contexts, "current-context": current, ...rest } = object;
  return {
    kind: kind as string,
    apiVersion: apiVersion as string,
    ...(preferences === undefined ? {} : { preferences }),
    clusters: entriesIn(clusters, ORDER.clusters),
    users: entriesIn(users, ORDER.users),
    contexts: entriesIn(contexts, ORDER.contexts),
    "current-context": current as string,
    ...rest,
  };
}

function minified(config: KubeConfig, context: string): KubeConfig {
  const current = context || config.currentContext;
  if (!current) throw new Error("current-context must exist in order to minify");
  const entry = config.contexts.get(current);
  if (!entry) throw new Error(`cannot locate context ${current}`);
  const small = { ...emptyConfig(), currentContext: current, preferences: config.preferences };
  small.contexts.set(current, entry);
  const cluster = String(entry.value["cluster"] ?? "");
  if (cluster) {
    const found = config.clusters.get(cluster);
    if (!found) throw new Error(`cannot locate cluster ${cluster}`);
    small.clusters.set(cluster, found);
  }
  const user = String(entry.value["user"] ?? "");
  if (user) {
    const found = config.users.get(user);
    if (!found) throw new Error(`cannot locate user ${user}`);
    small.users.set(user, found);
  }
  return small;
}

const HIDDEN: { readonly [member: string]: string } = {
  token: "REDACTED",
  password: "REDACTED",
  "client-key-data": "DATA+OMITTED",
  "client-certificate-data": "DATA+OMITTED",
  "certificate-authority-data": "DATA+OMITTED",
};

function redacted(config: KubeConfig): KubeConfig {
  const shown = { ...config, clusters: new Map(config.clusters), users: new Map(config.users) };
  for (const section of [shown.clusters, shown.users])
    for (const [name, { value, origin }] of section)
      section.set(name, {
        origin,
        value: Object.fromEntries(
          Object.entries(value).map(([member, held]) => [
            member,
            Object.hasOwn(HIDDEN, member) && held ? (HIDDEN[member] as string) : held,
          ]),
        ),
      });
  return shown;
}

/** Files of certificates and keys become data. */
async function flattened(config: KubeConfig, io: KubectlIo): Promise<KubeConfig> {
  const flat = { ...config, clusters: new Map(config.clusters), users: new Map(config.users) };
  for (const section of [flat.clusters, flat.users])
    for (const [name, { value, origin }] of section) {
      const next: JsonObject = { ...value };
      for (const member of ["certificate-authority", "client-certificate", "client-key"]) {
        const path = next[member];
        if (typeof path !== "string" || path === "") continue;
        const content = await io.files.read(path);
        if (content === undefined) throw new Error(`open ${path}: no such file or directory`);
        next[`${member}-data`] = btoa(String.fromCharCode(...content));
        delete next[member];
      }
      section.set(name, { value: next, origin });
    }
  return flat;
}
