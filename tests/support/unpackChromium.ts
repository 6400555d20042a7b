/**
 * Before the first test with a browser: the package unpacks its Chromium where it is asked for first, and of two test files that ask at
 * once one would begin a program that the other is still writing.
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import chromiumBuild from "@sparticuz/chromium";

/** Vitest calls it. */
export async function setup(): Promise<void> {
  if (process.env["CHROMIUM"]) return;
  const path = await chromiumBuild.executablePath();
  if (String(spawnSync(path, ["--version"]).stdout).startsWith("Chromium ")) return;
  // What an interrupted run left half-written is taken for whole.
  rmSync(path);
  await chromiumBuild.executablePath();
}
