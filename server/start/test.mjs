/** `npm test`: installs and builds what is missing, then runs every test. Further arguments go to vitest. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bin, buildPages, bundle, generate, install, root } from "./prepare.mjs";

install();
generate();
bundle();
buildPages();

const report = join(root, ".build/test-results.json");
mkdirSync(join(root, ".build"), { recursive: true });
const { status } = spawnSync(
  bin("vitest"),
  ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, NODE_ENV: "test" },
  },
);
const {
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: skipped,
} = JSON.parse(readFileSync(report, "utf8"));
if (skipped > 0) console.log(`${skipped} skipped; the report above says which`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(status ?? 1);
