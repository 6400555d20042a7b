/** `kubectl config` about contexts. */
import { boolFlag, textFlag } from "../../cli/flags.ts";
import type { Command } from "../../cli/Command.ts";
import { aggregate } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import { tableWriter } from "../../print/TabWriter.ts";
import { listText, openConfig, putEntry, wrongArguments } from "./configAccess.ts";

export const currentContext: Command = {
  name: "current-context",
  short: "Display the current-context",
  async run(context) {
    const { config } = await openConfig(context);
    if (!config.currentContext) throw new Error("current-context is not set");
    context.out(`${config.currentContext}\n`);
  },
};

export const getContexts: Command = {
  name: "get-contexts",
  short: "Describe one or many contexts",
  usage: "[(-o|--output=)name)]",
  flags: [
    boolFlag("no-headers", "Print no headers"),
    textFlag("output", "Output format. One of: (name).", { short: "o" }),
  ],
  async run(context) {
    const { args, flags, out } = context;
    const output = flags.text("output");
    if (output !== "" && output !== "name")
      throw new Error(
        `--output ${output} is not available in kubectl config get-contexts; resetting to default output format`,
      );
    const { config } = await openConfig(context);
    const names = (args.length > 0 ? [...args] : [...config.contexts.keys()])
      .filter((name) => config.contexts.has(name))
      .sort();
    const problems = args
      .filter((name) => !config.contexts.has(name))
      .map((name) => new Error(`context ${name} not found`));
    const writer = tableWriter(out);
    if (!flags.bool("no-headers") && output !== "name") writer.write("CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n");
    for (const name of names) {
      const value = config.contexts.get(name)?.value ?? {};
      const member = (key: string): string => String(value[key] ?? "");
      const mark = config.currentContext === name ? "*" : " ";
      writer.write(
        output === "name"
          ? `${name}\n`
          : `${[mark, name, member("cluster"), member("user"), member("namespace")].join("\t")}\n`,
      );
    }
    writer.flush();
    const problem = aggregate(problems);
    if (problem) throw problem;
  },
};

export const useContext: Command = {
  name: "use-context",
  aliases: ["use"],
  short: "Set the current-context in a kubeconfig file",
  usage: "CONTEXT_NAME",
  async run(context) {
    const { args, out } = context;
    const [name] = args;
    if (args.length !== 1 || name === undefined) throw wrongArguments(context, `Unexpected args: ${listText(args)}`);
    const access = await openConfig(context);
    if (name === "") throw new Error("empty context names are not allowed");
    if (!access.config.contexts.has(name)) throw new Error(`no context exists with the name: ${JSON.stringify(name)}`);
    access.config.currentContext = name;
    await access.save();
    out(`Switched to context ${JSON.stringify(name)}.\n`);
  },
};

export const setContext: Command = {
  name: "set-context",
  short: "Set a context entry in kubeconfig",
  usage: "[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]",
  flags: [
    boolFlag("current", "Modify the current context"),
    textFlag("cluster", "cluster for the context entry in kubeconfig"),
    textFlag("user", "user for the context entry in kubeconfig"),
    textFlag("namespace", "namespace for the context entry in kubeconfig", { short: "n" }),
  ],
  async run(context) {
    const { args, flags, out } = context;
    if (args.length > 1) throw wrongArguments(context, `Unexpected args: ${listText(args)}`);
    const current = flags.bool("current");
    if (!args[0] && !current) throw new Error("you must specify a non-empty context name or --current");
    if (args[0] && current) throw new Error("you cannot specify both a context name and --current");
    const access = await openConfig(context);
    if (current && !access.config.currentContext) throw new Error("no current context is set");
    const name = current ? access.config.currentContext : (args[0] as string);
    const before = access.config.contexts.get(name);
    const value: JsonObject = { ...before?.value };
    for (const flag of ["cluster", "user", "namespace"]) if (flags.changed(flag)) value[flag] = flags.text(flag);
    putEntry(access.config, "contexts", name, value);
    await access.save();
    out(`Context ${JSON.stringify(name)} ${before ? "modified" : "created"}.\n`);
  },
};

export const deleteContext: Command = {
  name: "delete-context",
  short: "Delete the specified context from the kubeconfig",
  usage: "NAME",
  async run(context) {
    const { args, out, err } = context;
    const access = await openConfig(context);
    const [name] = args;
    if (args.length !== 1 || name === undefined) return void wrongArguments(context, "");
    if (!access.config.contexts.has(name))
      throw new Error(`cannot delete context ${name}, not in ${access.defaultFile}`);
    if (access.config.currentContext === name)
      err('warning: this removed your active context, use "kubectl config use-context" to select a different one\n');
    access.config.contexts.delete(name);
    await access.save();
    out(`deleted context ${name} from ${access.defaultFile}\n`);
  },
};

export const renameContext: Command = {
  name: "rename-context",
  short: "Rename a context from the kubeconfig file",
  usage: "CONTEXT_NAME NEW_NAME",
  async run(context) {
    const { args, out } = context;
    const [old, name] = args;
    if (args.length !== 2 || old === undefined || name === undefined)
      throw wrongArguments(context, `Unexpected args: ${listText(args)}`);
    if (name === "") throw new Error("You must specify a new non-empty context name");
    const { config, defaultFile, save } = await openConfig(context);
    const entry = config.contexts.get(old);
    if (!entry) throw new Error(`cannot rename the context ${JSON.stringify(old)}, it's not in ${defaultFile}`);
    if (config.contexts.has(name))
      throw new Error(
        `cannot rename the context ${JSON.stringify(old)}, the context ${JSON.stringify(name)} already exists in ${defaultFile}`,
      );
    config.contexts.delete(old);
    config.contexts.set(name, entry);
    if (config.currentContext === old) config.currentContext = name;
    await save();
    out(`Context ${JSON.stringify(old)} renamed to ${JSON.stringify(name)}.\n`);
  },
};
