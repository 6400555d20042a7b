/** Builtins about variables, options and parameters. */
import { type Builtin, out, quoted } from "./Builtin.ts";

export const exportVariables: Builtin = (shell, args) => {
  const { process, state } = shell;
  const names = args.filter((arg) => !arg.startsWith("-"));
  if (names.length === 0)
    return out(
      shell,
      Object.keys(process.env)
        .sort()
        .map((name) => `export ${name}=${quoted(process.env[name] ?? "")}\n`)
        .join(""),
    );
  for (const arg of names) {
    const at = arg.indexOf("=");
    const name = at < 0 ? arg : arg.slice(0, at);
    if (!/^[A-Za-z_]\w*$/.test(name) || name === "__proto__") {
      shell.complain(`export: ${name}: bad variable name`);
      return 2;
    }
    const value = at < 0 ? shell.memory.variable(name) : arg.slice(at + 1);
    if (value === undefined) continue;
    if (Object.hasOwn(state.vars, name)) shell.memory.forget(name);
    shell.memory.remember(process.env, name, value);
  }
  return 0;
};

/** Options of `set -o` by their letters; those that change nothing here have none. */
const LONG: ReadonlyMap<string, string> = new Map([
  ["errexit", "e"],
  ["xtrace", "x"],
  ["nounset", "u"],
  ["noglob", "f"],
]);

export const set: Builtin = (shell, args) => {
  const { state, process } = shell;
  if (args.length === 0) {
    const all = { ...process.env, ...state.vars };
    return out(
      shell,
      Object.keys(all)
        .sort()
        .map((name) => `${name}=${quoted(all[name] ?? "")}\n`)
        .join(""),
    );
  }
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === "--") {
      state.params = args.slice(at + 1);
      return 0;
    }
    if (!/^[-+][a-z]+$/.test(arg)) {
      state.params = args.slice(at);
      return 0;
    }
    let letters = arg.slice(1);
    if (letters.endsWith("o")) letters = letters.slice(0, -1) + (LONG.get(args[++at] ?? "") ?? "");
    for (const letter of letters)
      state.options = arg.startsWith("-")
        ? state.options.includes(letter)
          ? state.options
          : state.options + letter
        : state.options.replaceAll(letter, "");
  }
  return 0;
};

export const unset: Builtin = (shell, args) => {
  for (const name of args) {
    if (name === "-f" || name === "-v") continue;
    shell.memory.forget(name);
    delete shell.state.funcs[name];
  }
  return 0;
};

export const local: Builtin = (shell, args) => {
  const frame = shell.state.frames.findLast((each) => each.call);
  for (const arg of args) {
    if (arg.startsWith("-")) continue;
    const at = arg.indexOf("=");
    const name = at < 0 ? arg : arg.slice(0, at);
    if (frame?.call && !Object.hasOwn(frame.call.locals, name))
      frame.call.locals[name] = shell.memory.variable(name) ?? null;
    shell.memory.set(name, at < 0 ? "" : arg.slice(at + 1));
  }
  return 0;
};

export const shift: Builtin = (shell, [count = "1"]) => {
  const { state } = shell;
  if (Number(count) > state.params.length) return 1;
  state.params = state.params.slice(Number(count));
  return 0;
};

export const read: Builtin = (shell, args, frame) => {
  const { machine, process } = shell;
  let names: string[] = [];
  let raw = false;
  let timeout: number | undefined;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === "-r") raw = true;
    else if (arg === "-p") machine.writeError(process, args[++at] ?? "");
    else if (arg === "-t") timeout = Number(args[++at] ?? 0);
    else if (/^-[snud]$/.test(arg)) {
      if (arg !== "-s") at++;
    } else names.push(arg);
  }
  if (names.length === 0) names = ["REPLY"];
  const line = shell.readLine(0, frame, "kept");
  if (!line) {
    if (timeout === undefined) return { input: 0 };
    frame.status ??= machine.around.now + timeout * 1000;
    return machine.around.now >= frame.status ? 1 : { input: 0, until: frame.status };
  }
  const text = raw ? line.text : line.text.replace(/\\([\s\S])/g, "$1");
  const separators = shell.memory.variable("IFS") ?? " \t\n";
  const isSeparator = (char: string): boolean => separators.includes(char);
  let at = 0;
  names.forEach((name, index) => {
    while (at < text.length && isSeparator(text[at] as string) && /\s/.test(text[at] as string)) at++;
    if (index === names.length - 1) {
      let end = text.length;
      while (end > at && /\s/.test(text[end - 1] as string) && isSeparator(text[end - 1] as string)) end--;
      shell.memory.set(name, text.slice(at, end));
      return;
    }
    let end = at;
    while (end < text.length && !isSeparator(text[end] as string)) end++;
    shell.memory.set(name, text.slice(at, end));
    at = end + 1;
  });
  return line.ended && line.text === "" ? 1 : 0;
};
