/**
 * busybox and other images that run what they are told: a shell script as a timeline of steps.
 *
 * Simplified: it knows echo, sleep, exit, true, false, touch, rm, date, cat and endless `while true` loops. Anything else
 * runs quietly and takes no time.
 */
import type { ImageModel, LaunchContext, Program, Step } from "./ImageModel.ts";

const DIES_ON_TERM = { exit: 143, after: 20 } as const;

/** Runs a command line given as words; undefined when there is nothing to run. */
export function runCommand({
  command,
  args,
  env,
}: Pick<LaunchContext, "command" | "args" | "env">): Program | undefined {
  const words = [...command, ...args];
  if (words.length === 0) return undefined;
  const [program = "", flag, script] = words;
  const name = program.slice(program.lastIndexOf("/") + 1);
  if ((name === "sh" || name === "bash" || name === "ash") && (flag === "-c" || flag === "-ec") && script !== undefined)
    return runScript(script, env);
  if (name === "sh" || name === "bash" || name === "ash")
    return { listens: [], logs: [], steps: [{ after: 10, exit: 0 }], onTerm: "ignored" };
  // PID 1 without a handler ignores SIGTERM: a bare sleep takes the whole grace.
  return {
    ...runScript(words.map((word) => (/[\s"']/.test(word) ? `'${word}'` : word)).join(" "), env),
    onTerm: "ignored",
  };
}

function runScript(script: string, env: { readonly [name: string]: string }): Program {
  const steps: Step[] = [];
  let at = 0;
  const loop = /while\s+(?:true|:|\[\s*1\s*\])\s*;\s*do\s+([\s\S]*?);?\s*done/.exec(script);
  const before = loop ? script.slice(0, loop.index) : script;
  for (const line of splitCommands(before)) {
    const [word = "", ...rest] = wordsOf(line, env);
    switch (word) {
      case "echo":
        steps.push({ after: at, log: echoText(rest) });
        break;
      case "date":
        steps.push({ after: at, log: "$(date)" });
        break;
      case "sleep":
        if (rest[0] === "infinity" || rest[0] === "inf") return { listens: [], logs: [], steps, onTerm: "ignored" };
        at += duration(rest[0]);
        break;
      case "touch":
        steps.push({ after: at, write: rest[rest.length - 1] ?? "" });
        break;
      case "rm":
        steps.push({ after: at, remove: rest[rest.length - 1] ?? "" });
        break;
      case "exit":
        return ended(steps, at, Number(rest[0] ?? 0) & 255);
      case "false":
        if (!loop && line === splitCommands(before).at(-1)) return ended(steps, at, 1);
        break;
      default:
        break;
    }
  }
  if (!loop) return ended(steps, at, 0);
  const body = splitCommands(loop[1] ?? "").map((line) => wordsOf(line, env));
  const every = body.reduce((sum, [word, first]) => sum + (word === "sleep" ? duration(first) : 0), 0);
  const spoken = body.find(([word]) => word === "echo" || word === "date");
  return {
    listens: [],
    logs: [],
    steps,
    onTerm: "ignored",
    ...(spoken && every > 0
      ? { repeats: { every, line: spoken[0] === "date" ? "$(date)" : echoText(spoken.slice(1)) } }
      : {}),
  };
}

function ended(steps: Step[], at: number, exit: number): Program {
  return {
    listens: [],
    logs: [],
    steps: [...steps, { after: Math.max(at, 10), exit }],
    onTerm: at >= 1000 ? "ignored" : DIES_ON_TERM,
  };
}

function splitCommands(script: string): string[] {
  return script
    .split(/;|&&|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function wordsOf(line: string, env: { readonly [name: string]: string }): string[] {
  const words = line.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  return words.map((word) => {
    if (word.startsWith("'")) return word.slice(1, -1);
    const bare = word.startsWith('"') ? word.slice(1, -1) : word;
    return bare.replace(/\$\{?([A-Za-z_]\w*)\}?/g, (_, name: string) => env[name] ?? "");
  });
}

function echoText(words: readonly string[]): string {
  return (words[0] === "-n" || words[0] === "-e" ? words.slice(1) : words).join(" ");
}

function duration(word: string | undefined): number {
  const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(word ?? "");
  if (!match) return 0;
  return Number(match[1]) * ({ "": 1, s: 1, m: 60, h: 3600, d: 86400 }[match[2] as "s"] ?? 1) * 1000;
}

/** An image whose own command is a shell without input: it ends at once. */
export const shellImage = (size: number): ImageModel => ({
  size,
  start: (context) =>
    runCommand(context) ?? { listens: [], logs: [], steps: [{ after: 10, exit: 0 }], onTerm: DIES_ON_TERM },
});
