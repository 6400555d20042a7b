/** `kubectl config set` and `unset`: members of a kubeconfig by their path. */
import { boolFlag } from "../../cli/flags.ts";
import type { Command } from "../../cli/Command.ts";
import type { KubeConfig } from "../../config/KubeConfig.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { listText, openConfig, putEntry, wrongArguments } from "./configAccess.ts";

type Leaf =
  | "string"
  | "[]uint8"
  | "bool"
  | "[]string"
  | "map[string]string"
  | "map[string][]string"
  | "map[string]runtime.Object";

/** What may be named in each kind of entry, with its Go type. */
const ENTRIES: {
  readonly [section: string]: {
    readonly type: string;
    readonly members: { readonly [name: string]: Leaf | `*${string}` };
  };
} = {
  clusters: {
    type: "api.Cluster",
    members: {
      server: "string",
      "tls-server-name": "string",
      "insecure-skip-tls-verify": "bool",
      "certificate-authority": "string",
      "certificate-authority-data": "[]uint8",
      "proxy-url": "string",
      "disable-compression": "bool",
    },
  },
  users: {
    type: "api.AuthInfo",
    members: {
      "client-certificate": "string",
      "client-certificate-data": "[]uint8",
      "client-key": "string",
      "client-key-data": "[]uint8",
      token: "string",
      tokenFile: "string",
      "act-as": "string",
      "act-as-uid": "string",
      "act-as-groups": "[]string",
      username: "string",
      password: "string",
      "auth-provider": "*api.AuthProviderConfig",
      exec: "*api.ExecConfig",
    },
  },
  contexts: { type: "api.Context", members: { cluster: "string", user: "string", namespace: "string" } },
};

/** Names in files that Go's internal type has otherwise. */
const IN_FILES: { readonly [member: string]: string } = {
  "act-as": "as",
  "act-as-uid": "as-uid",
  "act-as-groups": "as-groups",
};

type Place =
  | { readonly kind: "current-context" }
  | { readonly kind: "preferences"; readonly member: string }
  | { readonly kind: "section"; readonly section: "clusters" | "users" | "contexts" }
  | { readonly kind: "entry"; readonly section: "clusters" | "users" | "contexts"; readonly name: string }
  | {
      readonly kind: "member";
      readonly section: "clusters" | "users" | "contexts";
      readonly name: string;
      readonly member: string;
      readonly type: string;
    };

function placeOf(path: string): Place {
  const [first = "", ...rest] = path.split(".");
  if (first === "current-context" || first === "kind" || first === "apiVersion") {
    if (rest.length > 0) throw new Error(`unable to parse one or more field values of ${path}`);
    return { kind: "current-context" };
  }
  if (first === "preferences") {
    const [member = "", ...more] = rest;
    if (member !== "" && member !== "colors")
      throw new Error(`unable to parse ${path} after [preferences] at api.Preferences`);
    if (more.length > 0) throw new Error(`unable to parse one or more field values of ${path}`);
    return { kind: "preferences", member };
  }
  const entry = Object.hasOwn(ENTRIES, first) ? ENTRIES[first] : undefined;
  if (!entry) throw new Error(`unable to parse ${path} after [] at api.Config`);
  const section = first as "clusters" | "users" | "contexts";
  if (rest.length === 0) return { kind: "section", section };
  // Names may have dots: the member is the first part that is one.
  const at = rest.findIndex((part, index) => index > 0 && Object.hasOwn(entry.members, part));
  const name = rest.slice(0, at < 0 ? rest.length : at).join(".");
  if (at < 0) return { kind: "entry", section, name };
  if (at < rest.length - 1) throw new Error(`unable to parse one or more field values of ${path}`);
  const member = rest[at] as string;
  return { kind: "member", section, name, member: IN_FILES[member] ?? member, type: entry.members[member] as string };
}

export const set: Command = {
  name: "set",
  short: "Set an individual value in a kubeconfig file",
  usage: "PROPERTY_NAME PROPERTY_VALUE",
  flags: [boolFlag("set-raw-bytes", "Write a []byte PROPERTY_VALUE without base64 decoding")],
  async run(context) {
    const { args, flags, out } = context;
    const [property, value] = args;
    if (args.length !== 2 || property === undefined || value === undefined)
      throw wrongArguments(context, `Unexpected args: ${listText(args)}`);
    if (value === "") throw new Error("you cannot use set to unset a property");
    if (property === "") throw new Error("you must specify a property");
    const access = await openConfig(context);
    setProperty(access.config, property, { value, raw: flags.bool("set-raw-bytes") });
    await access.save();
    out(`Property ${JSON.stringify(property)} set.\n`);
  },
};

function setProperty(
  config: KubeConfig,
  property: string,
  { value, raw }: { readonly value: string; readonly raw: boolean },
): void {
  const place = placeOf(property);
  switch (place.kind) {
    case "current-context":
      if (property === "current-context") config.currentContext = value;
      return;
    case "preferences":
      if (place.member === "")
        throw new Error(
          `unable to locate path config.navigationStep{stepValue:"", stepType:reflect.Type(nil)} under {${config.preferences.colors === true} map[]}`,
        );
      setColors(config, typedValue("bool", value, raw) === true);
      return;
    case "section":
    case "entry":
      throw new Error(`can't set a map to a value: ${mapText(config, place.section)}`);
    case "member":
      putEntry(config, place.section, place.name, {
        ...config[place.section].get(place.name)?.value,
        [place.member]: typedValue(place.type, value, raw),
      });
  }
}

/** What is false is not written. */
function setColors(config: KubeConfig, colors: boolean): void {
  const { colors: _, ...rest } = config.preferences;
  config.preferences = colors ? { ...rest, colors } : rest;
}

function typedValue(type: string, value: string, raw: boolean): Json {
  if (type === "string") return value;
  if (type === "bool") {
    if (/^(1|t|T|true|TRUE|True)$/.test(value)) return true;
    if (/^(0|f|F|false|FALSE|False)$/.test(value)) return false;
    throw new Error(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
  }
  if (type === "[]uint8") {
    if (raw) return btoa(String.fromCharCode(...new TextEncoder().encode(value)));
    const wrong =
      /[^A-Za-z0-9+/=]/.exec(value)?.index ?? (value.length % 4 === 0 ? -1 : value.length - (value.length % 4));
    if (wrong >= 0) throw new Error(`error decoding input value: illegal base64 data at input byte ${wrong}`);
    return value;
  }
  if (type === "[]string") throw new Error("unrecognized slice type. string");
  throw new Error(`unable to set ${type} to a value`);
}

export const unset: Command = {
  name: "unset",
  short: "Unset an individual value in a kubeconfig file",
  usage: "PROPERTY_NAME",
  async run(context) {
    const { args, out } = context;
    const [property] = args;
    if (args.length !== 1 || property === undefined)
      throw wrongArguments(context, `Unexpected args: ${listText(args)}`);
    if (property === "") throw new Error("you must specify a property");
    const access = await openConfig(context);
    unsetProperty(access.config, property);
    await access.save();
    out(`Property ${JSON.stringify(property)} unset.\n`);
  },
};

function unsetProperty(config: KubeConfig, property: string): void {
  const place = placeOf(property);
  if (place.kind === "current-context") {
    if (property === "current-context") config.currentContext = "";
  } else if (place.kind === "preferences") setColors(config, false);
  else if (place.kind === "section") config[place.section].clear();
  else if (place.kind === "entry") config[place.section].delete(place.name);
  else {
    const value = config[place.section].get(place.name)?.value;
    if (!value) throw new Error(`current map key \`${place.name}\` is invalid`);
    putEntry(config, place.section, place.name, { ...value, [place.member]: place.type === "bool" ? false : "" });
  }
}

function mapText(config: KubeConfig, section: "clusters" | "users" | "contexts"): string {
  return `map[${[...config[section].keys()]
    .sort()
    .map((name) => `${name}:${entryText(config[section].get(name)?.value)}`)
    .join(" ")}]`;
}

function entryText(value: JsonObject | undefined): string {
  return `{${Object.values(value ?? {})
    .map((member) => (isObject(member) ? entryText(member) : String(member)))
    .join(" ")}}`;
}
