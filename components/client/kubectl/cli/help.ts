/** Help of a command: what it does, its children, flags and usage line. */
import type { Command } from "./Command.ts";
import type { Flag } from "./flags.ts";

export function helpText(chain: readonly Command[], own: readonly Flag[]): string {
  const command = chain[chain.length - 1] as Command;
  const path = chain.map(({ name }) => name).join(" ");
  const children = (command.commands ?? [])
    .filter(({ hidden }) => !hidden)
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const flags = own.filter(({ hidden, deprecated }) => !hidden && deprecated === undefined);
  const parts = [`${command.short}\n`];
  if (command.examples?.length) parts.push(`Examples:\n${command.examples.map((line) => `  ${line}\n`).join("")}`);
  if (children.length > 0) {
    const width = Math.max(...children.map(({ name }) => name.length)) + 3;
    parts.push(
      `Available Commands:\n${children.map(({ name, short }) => `  ${name.padEnd(width)}${short}\n`).join("")}`,
    );
  }
  const local = chain.length === 1 ? [] : (command.flags ?? []).filter((flag) => flags.includes(flag));
  if (local.length > 0) parts.push(`Options:\n${local.map(flagHelp).join("\n")}`);
  parts.push(
    `Usage:\n  ${path}${command.usage ? ` ${command.usage}` : children.length > 0 ? " [flags] [options]" : " [flags]"}\n`,
  );
  if (children.length > 0) parts.push(`Use "${path} <command> --help" for more information about a given command.\n`);
  if (chain.length > 1 || children.length > 0)
    parts.push(`Use "kubectl options" for a list of global command-line options (applies to all commands).\n`);
  return parts.join("\n");
}

export function flagHelp({ name, short, kind, usage, default: value }: Flag): string {
  const quoted =
    kind === "string"
      ? `'${value ?? ""}'`
      : kind.startsWith("stringA") || kind.startsWith("stringS")
        ? "[]"
        : (value ?? (kind === "bool" ? "false" : "0"));
  return `    ${short ? `-${short}, ` : ""}--${name}=${quoted}:\n\t${usage ?? ""}\n`;
}
