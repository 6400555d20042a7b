/**
 * Before the first test with a browser: the package unpacks its Chromium where it is asked for first, and of two test files that ask at
 * once one would begin a program that the other is still writing.
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import chromiumBuild from "@sparticuz/chromium";

export default async function unpackChromium(): Promise<void> {
  if (process.env["CHROMIUM"]) return;
  const path = await chromiumBuild.executablePath();
  if (/^Chromium /.test(String(spawnSync(path, ["--version"]).stdout))) return;
  // What an interrupted run left half-written is taken for whole.
  rmSync(path);
  await chromiumBuild.executablePath();
}
