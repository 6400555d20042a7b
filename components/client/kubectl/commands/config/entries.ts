/** `kubectl config` about clusters and users. */
import { arrayFlag, boolFlag, type Flag, type FlagValues, sliceFlag, textFlag } from "../../cli/flags.ts";
import { type Command, type CommandContext, usageError } from "../../cli/Command.ts";
import type { KubectlIo } from "../../io.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { listText, openConfig, putEntry, wrongArguments } from "./configAccess.ts";

const lister = (name: string, section: "clusters" | "users", short: string): Command => ({
  name,
  short,
  async run(context) {
    const { config } = await openConfig(context);
    context.out(
      `NAME\n${[...config[section].keys()]
        .sort()
        .map((entry) => `${entry}\n`)
        .join("")}`,
    );
  },
});

export const getClusters = lister("get-clusters", "clusters", "Display clusters defined in the kubeconfig");
export const getUsers = lister("get-users", "users", "Display users defined in the kubeconfig");

export const deleteCluster: Command = {
  name: "delete-cluster",
  short: "Delete the specified cluster from the kubeconfig",
  usage: "NAME",
  async run(context) {
    const [name] = context.args;
    const { config, defaultFile, save } = await openConfig(context);
    if (context.args.length !== 1 || name === undefined) return void wrongArguments(context, "");
    if (!config.clusters.delete(name)) throw new Error(`cannot delete cluster ${name}, not in ${defaultFile}`);
    await save();
    context.out(`deleted cluster ${name} from ${defaultFile}\n`);
  },
};

export const deleteUser: Command = {
  name: "delete-user",
  short: "Delete the specified user from the kubeconfig",
  usage: "NAME",
  async run(context) {
    const [name] = context.args;
    const { config, defaultFile, save } = await openConfig(context);
    if (context.args.length !== 1 || name === undefined) throw usageError(context, "user to delete is required");
    if (!config.users.delete(name)) throw new Error(`cannot delete user ${name}, not in ${defaultFile}`);
    await save();
    context.out(`deleted user ${name} from ${defaultFile}\n`);
  },
};

const embedFlag: Flag = boolFlag("embed-certs", "Put certificates into the kubeconfig");

export const setCluster: Command = {
  name: "set-cluster",
  short: "Set a cluster entry in kubeconfig",
  usage:
    "NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]",
  flags: [
    textFlag("server", "server for the cluster entry in kubeconfig"),
    textFlag("tls-server-name", "tls-server-name for the cluster entry in kubeconfig"),
    boolFlag("insecure-skip-tls-verify", "insecure-skip-tls-verify for the cluster entry in kubeconfig"),
    textFlag("certificate-authority", "Path to certificate-authority file for the cluster entry in kubeconfig"),
    embedFlag,
    textFlag("proxy-url", "proxy-url for the cluster entry in kubeconfig"),
  ],
  async run(context) {
    const { args, flags, io, out } = context;
    const [name] = args;
    if (args.length !== 1 || name === undefined) throw wrongArguments(context, `Unexpected args: ${listText(args)}`);
    if (name === "") throw new Error("you must specify a non-empty cluster name");
    const authority = flags.text("certificate-authority");
    if (flags.bool("insecure-skip-tls-verify") && authority)
      throw new Error("you cannot specify a certificate authority and insecure mode at the same time");
    if (flags.bool("embed-certs")) {
      if (!authority) throw new Error("you must specify a --certificate-authority to embed");
      await mustBeThere(io, "certificate-authority", authority);
    }
    const access = await openConfig(context);
    const value: JsonObject = { ...access.config.clusters.get(name)?.value };
    if (flags.changed("server")) Object.assign(value, { server: flags.text("server"), "tls-server-name": "" });
    for (const flag of ["tls-server-name", "proxy-url"]) if (flags.changed(flag)) value[flag] = flags.text(flag);
    // Upstream's flag counts as given, false, when it is not.
    value["insecure-skip-tls-verify"] = flags.bool("insecure-skip-tls-verify");
    if (flags.bool("insecure-skip-tls-verify"))
      Object.assign(value, { "certificate-authority": "", "certificate-authority-data": "" });
    if (flags.changed("certificate-authority")) await setFile(value, "certificate-authority", { flags, io });
    putEntry(access.config, "clusters", name, value);
    await access.save();
    out(`Cluster ${JSON.stringify(name)} set.\n`);
  },
};

export const setCredentials: Command = {
  name: "set-credentials",
  short: "Set a user entry in kubeconfig",
  usage:
    "NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password]",
  flags: [
    textFlag("client-certificate", "Path to client-certificate file for the user entry in kubeconfig"),
    textFlag("client-key", "Path to client-key file for the user entry in kubeconfig"),
    textFlag("token", "token for the user entry in kubeconfig"),
    textFlag("username", "username for the user entry in kubeconfig"),
    textFlag("password", "password for the user entry in kubeconfig"),
    textFlag("auth-provider", "Auth provider for the user entry in kubeconfig"),
    sliceFlag("auth-provider-arg", "'key=value' arguments for the auth provider"),
    textFlag("exec-command", "Command for the exec credential plugin"),
    textFlag("exec-api-version", "API version of the exec credential plugin"),
    textFlag("exec-interactive-mode", "InteractiveMode of the exec credentials plugin"),
    boolFlag("exec-provide-cluster-info", "ProvideClusterInfo of the exec credentials plugin"),
    sliceFlag("exec-arg", "New arguments for the exec credential plugin"),
    arrayFlag("exec-env", "'key=value' environment values for the exec credential plugin"),
    embedFlag,
  ],
  async run(context) {
    const { args, flags, io, out } = context;
    const [name] = args;
    if (args.length !== 1 || name === undefined) throw wrongArguments(context, `unexpected args: ${listText(args)}`);
    for (const kind of ["exec-env", "auth-provider-arg"]) {
      const invalid = flags.list(kind).filter((text) => !isPair(text));
      if (invalid.length > 0) throw wrongArguments(context, `invalid ${kind} format: ${invalid.join(", ")}`);
    }
    await checkCredentials(context, name);
    const access = await openConfig(context);
    const value: JsonObject = { ...access.config.users.get(name)?.value };
    for (const flag of ["client-certificate", "client-key"])
      if (flags.changed(flag)) await setFile(value, flag, { flags, io });
    for (const flag of ["token", "username", "password"]) if (flags.changed(flag)) value[flag] = flags.text(flag);
    setAuthProvider(value, flags);
    setExec(value, flags);
    const token = flags.text("token") !== "";
    const basic = flags.text("username") !== "" || flags.text("password") !== "";
    if (basic && !token) value["token"] = "";
    if (token && !basic) Object.assign(value, { username: "", password: "" });
    putEntry(access.config, "users", name, value);
    await access.save();
    out(`User ${JSON.stringify(name)} set.\n`);
  },
};

async function checkCredentials({ flags, io }: CommandContext, name: string): Promise<void> {
  if (name === "") throw new Error("you must specify a non-empty user name");
  if (flags.text("token") && (flags.text("username") || flags.text("password")))
    throw new Error(
      "you cannot specify more than one authentication method at the same time: --token, --username/--password",
    );
  if (flags.bool("embed-certs")) {
    const files = ["client-certificate", "client-key"].filter((flag) => flags.text(flag) !== "");
    if (files.length === 0) throw new Error("you must specify a --client-certificate or --client-key to embed");
    for (const flag of files) await mustBeThere(io, flag, flags.text(flag));
  }
  const mode = flags.text("exec-interactive-mode");
  if (flags.changed("exec-interactive-mode") && !["IfAvailable", "Never", "Always"].includes(mode))
    throw new Error("invalid interactive mode type, can be only IfAvailable, Never, Always");
}

async function mustBeThere(io: KubectlIo, flag: string, path: string): Promise<void> {
  if (!(await io.files.kind(path)))
    throw new Error(`could not stat ${flag} file ${path}: stat ${path}: no such file or directory`);
}

/** A path, or the file's content in base64 with `--embed-certs`. */
async function setFile(
  value: JsonObject,
  flag: string,
  { flags, io }: { readonly flags: FlagValues; readonly io: KubectlIo },
): Promise<void> {
  const path = flags.text(flag);
  if (flags.bool("embed-certs")) {
    const content = (await io.files.read(path)) ?? new Uint8Array();
    value[`${flag}-data`] = btoa(String.fromCharCode(...content));
    value[flag] = "";
    return;
  }
  value[flag] = path === "" || path.startsWith("/") ? path : `${io.cwd}/${path}`;
  if (path) value[`${flag}-data`] = "";
}

const isPair = (text: string): boolean => /^[^=]+=/s.test(text) || (!text.includes("=") && /.-$/s.test(text));

function pairsOf(texts: readonly string[]): {
  readonly set: readonly (readonly [string, string])[];
  readonly remove: readonly string[];
} {
  const set: (readonly [string, string])[] = [];
  const remove: string[] = [];
  for (const text of texts) {
    const equals = text.indexOf("=");
    if (equals > 0) set.push([text.slice(0, equals), text.slice(equals + 1)]);
    else if (equals < 0) remove.push(text.slice(0, -1));
  }
  return { set, remove };
}

function setAuthProvider(value: JsonObject, flags: FlagValues): void {
  const before = value["auth-provider"];
  const name = flags.text("auth-provider");
  const provider =
    isObject(before) && (!flags.changed("auth-provider") || before["name"] === name)
      ? before
      : flags.changed("auth-provider")
        ? { name }
        : undefined;
  if (!provider) return;
  const config = { ...(isObject(provider["config"]) ? provider["config"] : {}) };
  const { set, remove } = pairsOf(flags.list("auth-provider-arg"));
  for (const key of remove) delete config[key];
  for (const [key, text] of set) config[key] = text;
  value["auth-provider"] = { ...provider, ...(Object.keys(config).length > 0 ? { config } : { config: null }) };
}

function setExec(value: JsonObject, flags: FlagValues): void {
  let exec = isObject(value["exec"]) ? { ...value["exec"] } : undefined;
  if (flags.changed("exec-command"))
    exec = exec
      ? { ...exec, command: flags.text("exec-command"), args: null }
      : { command: flags.text("exec-command"), args: null, env: null, provideClusterInfo: false };
  if (!exec) return;
  if (flags.changed("exec-api-version")) exec["apiVersion"] = flags.text("exec-api-version");
  if (flags.list("exec-arg").length > 0) exec["args"] = [...flags.list("exec-arg")];
  if (flags.changed("exec-interactive-mode")) exec["interactiveMode"] = flags.text("exec-interactive-mode");
  if (flags.changed("exec-provide-cluster-info")) exec["provideClusterInfo"] = flags.bool("exec-provide-cluster-info");
  const { set, remove } = pairsOf(flags.list("exec-env"));
  const env = (Array.isArray(exec["env"]) ? (exec["env"] as JsonObject[]) : []).filter(
    (one) => !remove.includes(String(one["name"])),
  );
  for (const [name, text] of set) {
    const known = env.findIndex((one) => one["name"] === name);
    if (known >= 0) env[known] = { name, value: text };
    else env.push({ name, value: text });
  }
  exec["env"] = env.length > 0 ? env : null;
  value["exec"] = exec;
}
