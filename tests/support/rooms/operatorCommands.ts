/** `npm run backup` and `npm run restore` as an operator runs them, on a database of a test's. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";

export interface Command {
  readonly process: ChildProcess;
  /** Resolves at its end; `code` is null when it was killed. */
  readonly ended: Promise<{ readonly code: number | null; readonly text: string }>;
}

export function command(database: string, verb: "backup" | "restore", file: string): Command {
  const program = existsSync(".build/backup.mjs") ? [".build/backup.mjs"] : ["--import", "tsx", "server/backup.ts"];
  const child = spawn(process.execPath, [...program, verb, file], {
    env: { ...process.env, DATABASE_URL: `file:${database}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stdout.on("data", (chunk) => (text += String(chunk)));
  child.stderr.on("data", (chunk) => (text += String(chunk)));
  return { process: child, ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, text }))) };
}

export const backup = (database: string, file: string): Command["ended"] => command(database, "backup", file).ended;
export const restore = (database: string, file: string): Command["ended"] => command(database, "restore", file).ended;
