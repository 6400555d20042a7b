/** Commands a shell does itself, since they change or ask about the shell. */
import { normalPath } from "../../machine/FileTree.ts";
import { evaluate } from "../arithmetic.ts";
import { findProgram } from "../paths.ts";
import { echoText, printfText } from "../plainCommands.ts";
import { type Builtin, out, own, quoted } from "./Builtin.ts";
import { doubleBracket, test } from "./conditions.ts";
import { evaluates, exit, leaveLoop, returns, source } from "./flow.ts";
import { foreground, jobs, kill, trap, wait } from "./processes.ts";
import { exportVariables, local, read, set, shift, unset } from "./variables.ts";

const cd: Builtin = (shell, args) => {
  const { process, machine } = shell;
  const [given] = args.filter((arg) => arg !== "--" && arg !== "-P" && arg !== "-L");
  const target =
    given === undefined
      ? (process.env["HOME"] ?? "/")
      : given === "-"
        ? (shell.memory.variable("OLDPWD") ?? "/")
        : given;
  const path = normalPath(target, process.cwd);
  const found = machine.around.files.stat(path);
  if (found?.type !== "d") {
    const why = found ? "Not a directory" : "No such file or directory";
    shell.complain(shell.isBash ? `cd: ${target}: ${why}` : `cd: can't cd to ${target}: ${why}`);
    return shell.isBash ? 1 : 2;
  }
  shell.memory.set("OLDPWD", process.cwd);
  process.cwd = path;
  if (process.env["PWD"] !== undefined) process.env["PWD"] = path;
  return given === "-" ? out(shell, `${path}\n`) : 0;
};

const type: Builtin = (shell, args) => {
  let status = 0;
  for (const name of args.filter((arg) => !arg.startsWith("-"))) {
    const found = findProgram(shell.machine.around.files, [name], shell.process);
    const alias = own(shell.state.aliases, name);
    if (alias !== undefined) out(shell, `${name} is an alias for ${alias}\n`);
    else if (own(shell.state.funcs, name)) out(shell, `${name} is a function\n`);
    else if (BUILTINS.has(name) || name === "exec") out(shell, `${name} is a shell builtin\n`);
    else if (!("problem" in found)) out(shell, `${name} is ${found.path}\n`);
    else {
      out(shell, shell.isBash ? "" : `${name}: not found\n`);
      if (shell.isBash) shell.complain(`type: ${name}: not found`);
      status = 127;
    }
  }
  return status;
};

const command: Builtin = (shell, args, frame) => {
  const [first, ...rest] = args;
  if (first === "-v" || first === "-V") {
    const name = rest[0] ?? "";
    if (BUILTINS.has(name) || own(shell.state.funcs, name)) return out(shell, `${name}\n`);
    const found = findProgram(shell.machine.around.files, [name], shell.process);
    return "problem" in found ? 127 : out(shell, `${found.path}\n`);
  }
  if (first === undefined) return 0;
  const words = first === "-p" ? rest : args;
  const builtin = BUILTINS.get(words[0] ?? "");
  if (builtin) return builtin(shell, words.slice(1), frame);
  shell.drop();
  shell.enter(words.map(quoted).join(" "));
  return "taken";
};

const alias: Builtin = (shell, args) => {
  const { aliases } = shell.state;
  if (args.length === 0)
    return out(
      shell,
      Object.keys(aliases)
        .map((name) => `alias ${name}=${quoted(aliases[name] ?? "")}\n`)
        .join(""),
    );
  for (const arg of args) {
    const at = arg.indexOf("=");
    const known = own(aliases, arg);
    if (at > 0) shell.memory.remember(aliases, arg.slice(0, at), arg.slice(at + 1));
    else if (known !== undefined) out(shell, `alias ${arg}=${quoted(known)}\n`);
    else {
      shell.complain(`alias: ${arg} not found`);
      return 1;
    }
  }
  return 0;
};

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["cd", cd],
  ["pwd", (shell) => out(shell, `${shell.process.cwd}\n`)],
  ["echo", (shell, args) => out(shell, echoText(args, !shell.isBash && shell.machine.around.flavor === "gnu"))],
  ["printf", (shell, args) => out(shell, printfText(args))],
  ["test", test(false)],
  ["[", test(true)],
  ["[[", doubleBracket],
  [":", () => 0],
  ["true", () => 0],
  ["false", () => 1],
  ["export", exportVariables],
  ["readonly", exportVariables],
  ["declare", local],
  ["local", local],
  ["unset", unset],
  ["set", set],
  ["shift", shift],
  ["exit", exit],
  ["logout", exit],
  ["return", returns],
  ["break", leaveLoop(false)],
  ["continue", leaveLoop(true)],
  ["read", read],
  ["wait", wait],
  ["trap", trap],
  ["kill", kill],
  ["eval", evaluates],
  [".", source],
  ["source", source],
  ["type", type],
  ["command", command],
  ["alias", alias],
  [
    "unalias",
    (shell, args) => {
      for (const name of args) delete shell.state.aliases[name];
      return 0;
    },
  ],
  ["jobs", jobs],
  ["fg", foreground],
  ["bg", () => 0],
  ["umask", (shell, args) => (args.length > 0 ? 0 : out(shell, "0022\n"))],
  ["ulimit", (shell, args) => out(shell, args.includes("-n") ? "1048576\n" : "unlimited\n")],
  ["hash", () => 0],
  ["times", (shell) => out(shell, "0m0.00s 0m0.00s\n0m0.00s 0m0.00s\n")],
  [
    "let",
    (shell, args, frame) => {
      let value = 0n;
      for (const arg of args) value = evaluate(arg, shell.expander.context(frame));
      return value === 0n ? 1 : 0;
    },
  ],
]);
