/** The kubeconfig that `kubectl config …` reads and changes. */
import type { CommandContext } from "../../cli/Command.ts";
import { helpText } from "../../cli/help.ts";
import {
  configFiles,
  type ConfigFiles,
  type KubeConfig,
  loadConfig,
  saveConfig,
  type Section,
} from "../../config/KubeConfig.ts";
import type { JsonObject } from "../../json.ts";

export interface ConfigAccess {
  readonly config: KubeConfig;
  readonly files: ConfigFiles;
  /** The file that texts name. */
  readonly defaultFile: string;
  save(): Promise<void>;
}

export async function openConfig({ io, flags }: CommandContext): Promise<ConfigAccess> {
  const files = configFiles(io, flags.text("kubeconfig"));
  // A file that a flag names may be new here.
  const config = await loadConfig(io, { paths: files.paths });
  const defaultFile = files.explicit ?? (await firstThere(io, files.paths));
  return { config, files, defaultFile, save: () => saveConfig(io, files, config) };
}

/** The only file, or the first that exists, or the last. */
async function firstThere(io: CommandContext["io"], paths: readonly string[]): Promise<string> {
  for (const path of paths) if (await io.files.kind(path)) return path;
  return paths[paths.length - 1] as string;
}

/** Puts an entry, in the file it was in before. */
export function putEntry(config: KubeConfig, section: Section, name: string, value: JsonObject): void {
  config[section].set(name, { value: completed(section, value), origin: config[section].get(name)?.origin ?? "" });
}

/** Members that are always written. */
function completed(section: Section, value: JsonObject): JsonObject {
  const kept = Object.fromEntries(
    Object.entries(value).filter(
      ([, member]) =>
        member !== "" && member !== false && member !== null && !(Array.isArray(member) && member.length === 0),
    ),
  );
  if (section === "clusters") return { ...kept, server: kept["server"] ?? "" };
  return section === "contexts" ? { ...kept, cluster: kept["cluster"] ?? "", user: kept["user"] ?? "" } : kept;
}

/** Wrong arguments: help on stdout, then what is wrong. */
export function wrongArguments({ command, path, out }: CommandContext, message: string): Error {
  out(
    helpText(
      [
        ...path
          .split(" ")
          .slice(0, -1)
          .map((name) => ({ name, short: "" })),
        command,
      ],
      command.flags ?? [],
    ),
  );
  return new Error(message);
}

export function listText(args: readonly string[]): string {
  return `[${args.join(" ")}]`;
}
