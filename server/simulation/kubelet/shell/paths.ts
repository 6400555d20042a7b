/** Programs by PATH and files by pattern. */
import { FileError, type Files } from "../machine/Files.ts";
import { baseName, normalPath } from "../machine/FileTree.ts";
import { isPattern, matches } from "./patterns.ts";

/** What a program's file begins with; the name of the command follows, up to a line end. */
export const BINARY = "\x7fELF\0";
const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export type FoundProgram =
  | { readonly argv: readonly string[]; readonly program: string; readonly path: string }
  | { readonly problem: "missing" | "directory" | "denied" };

/** Which program a command line runs; a script runs its interpreter. */
export function findProgram(
  files: Files,
  argv: readonly string[],
  { env, cwd }: { readonly env: { readonly [name: string]: string }; readonly cwd: string },
): FoundProgram {
  const [name = "", ...args] = argv;
  const paths = name.includes("/")
    ? [normalPath(name, cwd)]
    : (env["PATH"] ?? DEFAULT_PATH).split(":").map((directory) => normalPath(name, directory || cwd));
  for (const path of name === "" ? [] : paths) {
    const found = statOf(files, path);
    if (!found) continue;
    if (found.type === "d") {
      if (name.includes("/")) return { problem: "directory" };
      continue;
    }
    if (((found.mode ?? 0o644) & 0o111) === 0) {
      if (name.includes("/")) return { problem: "denied" };
      continue;
    }
    const data = found.data ?? "";
    if (data.startsWith(BINARY)) return { argv, program: data.slice(BINARY.length).split("\n")[0] ?? "", path };
    const interpreter = /^#!\s*(\S+)(?:[ \t]+(\S+))?/.exec(data);
    const words = interpreter
      ? baseName(interpreter[1] as string) === "env"
        ? [interpreter[2] ?? "sh"]
        : [interpreter[1] as string, ...(interpreter[2] ? [interpreter[2]] : [])]
      : ["/bin/sh"];
    if (words[0] === name) return { problem: "missing" };
    const shell = findProgram(files, [words[0] as string], { env, cwd });
    if ("problem" in shell) return { problem: "missing" };
    return { argv: [...words, path, ...args], program: shell.program, path };
  }
  return { problem: "missing" };
}

function statOf(files: Files, path: string): ReturnType<Files["stat"]> {
  try {
    return files.stat(path);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** Paths that match, in order; none when nothing does. */
export function globPaths(files: Files, pattern: string, cwd: string): readonly string[] {
  const absolute = pattern.startsWith("/");
  let found: string[] = [absolute ? "/" : ""];
  for (const part of pattern.split("/").filter((piece) => piece !== "")) {
    const next: string[] = [];
    for (const base of found) {
      const at = normalPath(base === "" ? "." : base, cwd);
      const joined = (name: string): string => (base === "" ? name : base === "/" ? `/${name}` : `${base}/${name}`);
      if (!isPattern(part)) {
        const plain = part.replace(/\\([\s\S])/g, "$1");
        if (statOf(files, normalPath(joined(plain), cwd))) next.push(joined(plain));
        continue;
      }
      if (statOf(files, at)?.type !== "d") continue;
      for (const name of files.names(at))
        if ((!name.startsWith(".") || part.startsWith(".")) && matches(part, name)) next.push(joined(name));
    }
    found = next;
  }
  return found;
}
