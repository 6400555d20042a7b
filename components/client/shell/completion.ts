/** What Tab offers: commands, kubectl's verbs and flags, kinds the cluster serves, names, namespaces, containers, files. */
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import type { Command } from "../kubectl/cli/Command.ts";
import type { Flag } from "../kubectl/cli/flags.ts";
import { GLOBAL_FLAGS } from "../kubectl/cli/globalFlags.ts";
import { COMMANDS } from "../kubectl/commands/index.ts";
import type { ServedKind } from "./servedKinds.ts";

export interface CompletionSources {
  /** Names of the shell's commands. */
  readonly commands: readonly string[];
  /** The namespace of commands that name none. */
  readonly namespace: string;
  /** What the screen holds, by resource. */
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, KubeObject>>;
  kinds(): Promise<readonly ServedKind[]>;
  /** Names in a folder, those of folders with `/` behind; empty when there is none. */
  list(folder: string): Promise<readonly string[]>;
}

const POD_VERBS = new Set(["logs", "exec", "attach", "port-forward", "debug"]);
const KIND_VERBS = new Set(
  "get describe delete edit label annotate patch explain scale autoscale expose wait events create".split(" "),
);
const FILE_FLAGS = new Set(["-f", "--filename", "-k", "--kustomize", "--kubeconfig", "--from-file", "--from-env-file"]);
const VALUES: { readonly [flag: string]: readonly string[] } = {
  "-o": ["json", "jsonpath=", "name", "wide", "yaml", "custom-columns=", "go-template="],
  "--dry-run": ["client", "none", "server"],
  "--cascade": ["background", "foreground", "orphan"],
  "--restart": ["Always", "Never", "OnFailure"],
};

/** Whole words that may stand at the end of what is typed, with a space where the word is over. */
export async function complete(typed: string, sources: CompletionSources): Promise<readonly string[]> {
  // What stands behind a pipe or a semicolon is a command of its own.
  const words = (typed.split(/\|\|?|&&|;|\$\(/).at(-1) ?? "").trimStart().split(/\s+/);
  if (words[0] === "sudo" && words.length > 1) words.shift();
  const last = words.at(-1) ?? "";
  if (/^\d?>>?|^</.test(words.at(-2) ?? "")) return files(last, sources);
  if (words.length === 1) return begin(last, sources.commands).map((word) => `${word} `);
  if (words[0] === "watch") return complete(words.slice(1).join(" "), sources);
  if (words[0] !== "kubectl" && words[0] !== "k") return files(last, sources);
  return kubectl(words.slice(1, -1), last, sources);
}

async function kubectl(
  before: readonly string[],
  last: string,
  sources: CompletionSources,
): Promise<readonly string[]> {
  const whole = (list: Iterable<string>): readonly string[] => begin(last, list).map((word) => `${word} `);
  if (before.includes("--")) return files(last, sources);
  const { flags, command, args, namespace, awaiting } = read(before, sources.namespace);
  const offered = (commands: readonly Command[]): readonly string[] =>
    whole(commands.filter(({ hidden }) => !hidden).map(({ name }) => name));
  const assigned = /^(--[\w-]+)=(.*)$/.exec(last);
  if (awaiting || assigned) {
    const flag = assigned?.[1] ?? awaiting ?? "";
    const value = assigned?.[2] ?? last;
    const head = assigned ? `${flag}=` : "";
    const found = FILE_FLAGS.has(flag)
      ? await files(value, sources)
      : begin(value, valuesOf(flag, args, namespace, sources)).map((word) => (word.endsWith("=") ? word : `${word} `));
    return found.map((word) => head + word);
  }
  if (last.startsWith("-"))
    return begin(
      last,
      flags.filter(({ hidden }) => !hidden).map((flag) => `--${flag.name}${takesValue(flag) ? "=" : " "}`),
    );
  if (!command) return offered(COMMANDS);
  if (command.commands && args.length === 0) return offered(command.commands);
  const verb = command.name;
  const names = (resource: string): readonly string[] => namesOf(resource, namespace, sources);
  if (["cordon", "uncordon", "drain"].includes(verb)) return whole(names("nodes"));
  if (verb === "cp")
    return [
      ...(await files(last, sources)),
      ...begin(
        last,
        names("pods").map((name) => `${name}:`),
      ),
    ];
  const kinds = await sources.kinds();
  const slash = /^([\w.-]+)\//.exec(last)?.[1];
  if (slash !== undefined) {
    const kind = kinds.find(({ words }) => words.includes(slash));
    return kind ? whole(names(kind.resource).map((name) => `${slash}/${name}`)) : [];
  }
  if (POD_VERBS.has(verb)) return args.length === 0 ? whole(names("pods")) : [];
  const isVerb = KIND_VERBS.has(verb) || !COMMANDS.includes(command);
  if (args.length === 0 && isVerb) return whole(kinds.map(({ words }) => words[0] as string));
  const kind = kinds.find(({ words }) => words.includes(args[0] ?? ""));
  return kind ? whole(names(kind.resource).filter((name) => !args.includes(name))) : [];
}

interface Read {
  readonly command: Command | undefined;
  readonly flags: readonly Flag[];
  /** Words that are no flags, behind the command's name. */
  readonly args: readonly string[];
  readonly namespace: string;
  /** The flag that waits for its value. */
  readonly awaiting: string | undefined;
}

/** The words before the one that is completed. */
function read(words: readonly string[], viewed: string): Read {
  let [command, namespace, awaiting]: [Command | undefined, string, string | undefined] = [
    undefined,
    viewed,
    undefined,
  ];
  let flags: readonly Flag[] = GLOBAL_FLAGS;
  const args: string[] = [];
  for (const word of words) {
    if (awaiting) {
      if (awaiting === "-n" || awaiting === "--namespace") namespace = word;
      awaiting = undefined;
    } else if (word.startsWith("-")) {
      const [name = "", value] = word.split("=");
      if (name === "-A" || name === "--all-namespaces") namespace = "";
      if ((name === "-n" || name === "--namespace") && value !== undefined) namespace = value;
      const flag = flags.find((one) => `--${one.name}` === name || `-${one.short}` === name);
      if (flag && value === undefined && takesValue(flag)) awaiting = name;
    } else {
      const next: Command | undefined = (command ? (command.commands ?? []) : COMMANDS).find(
        ({ name, aliases }) => name === word || aliases?.includes(word),
      );
      if (next && args.length === 0) {
        command = next;
        flags = [...(next.flags ?? []), ...(next.persistentFlags ?? []), ...flags];
      } else args.push(word);
    }
  }
  return { command, flags, args, namespace, awaiting };
}

const takesValue = ({ kind, noValue }: Flag): boolean => kind !== "bool" && noValue === undefined;

function valuesOf(
  flag: string,
  args: readonly string[],
  namespace: string,
  sources: CompletionSources,
): readonly string[] {
  if (flag === "-n" || flag === "--namespace") return namesOf("namespaces", "", sources);
  if (flag === "-c" || flag === "--container") {
    const pods = [...(sources.tables.get("pods")?.values() ?? [])];
    const pod = pods.find(({ metadata }) => metadata.namespace === namespace && args.includes(metadata.name));
    const spec = pod?.spec as { readonly containers?: readonly { readonly name: string }[] } | undefined;
    return spec?.containers?.map(({ name }) => name) ?? [];
  }
  return VALUES[flag === "--output" ? "-o" : flag] ?? [];
}

/** Names of what the screen holds. */
function namesOf(resource: string, namespace: string, { tables }: CompletionSources): readonly string[] {
  return [...(tables.get(resource)?.values() ?? [])]
    .filter(({ metadata }) => metadata.namespace === undefined || namespace === "" || metadata.namespace === namespace)
    .map(({ metadata }) => metadata.name);
}

/** Files go on after a folder and end with a space. */
async function files(last: string, { list }: CompletionSources): Promise<readonly string[]> {
  const folder = last.slice(0, last.lastIndexOf("/") + 1);
  const hidden = last.slice(folder.length).startsWith(".");
  const names = (await list(folder || ".")).filter((name) => hidden || !name.startsWith("."));
  return begin(
    last,
    names.map((name) => folder + name),
  ).map((name) => (name.endsWith("/") ? name : `${name} `));
}

const begin = (last: string, list: Iterable<string>): readonly string[] =>
  [...new Set(list)].filter((word) => word.startsWith(last)).sort();
