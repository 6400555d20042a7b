/** `npm run check`: format, lint, types, import rules, and whether docs/fidelity.md is as the rules and tests say. */
import { bin, generate, install, run } from "./prepare.mjs";

install();
generate();
run("format", bin("biome"), ["format", "."]);
run("lint", bin("oxlint"), ["--deny-warnings"]);
run("types", bin("tsc"), ["--noEmit", "-p", "."]);
run("imports", bin("depcruise"), [
  "--config",
  ".dependency-cruiser.cjs",
  "server",
  "components",
  "app",
  "pages",
  "bench",
  "tests",
]);
run("fidelity", process.execPath, ["server/start/fidelity.mjs", "--check"]);
