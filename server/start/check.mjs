/** `npm run check`: format, lint, types and import rules. */
import { bin, generate, install, run } from "./prepare.mjs";

install();
generate();
run("format", bin("biome"), ["format", "."]);
run("lint", bin("oxlint"), ["--deny-warnings"]);
run("types", bin("tsc"), ["--noEmit", "-p", "."]);
run("imports", bin("depcruise"), ["--config", ".dependency-cruiser.cjs", "server", "components", "app"]);
