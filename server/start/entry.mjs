/** `npm run cluster|golden|bench`: one bundled entry point, rebuilt when its sources changed. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { SERVER_FLAGS } from "./flags.mjs";
import { buildPages, bundle, generate, install, root } from "./prepare.mjs";

const [name, ...args] = process.argv.slice(2);
console.log = console.error;
install();
generate();
bundle();
// The benchmark of the map opens them in a browser.
if (name === "bench") buildPages();
const child = spawn(process.execPath, [...SERVER_FLAGS, "--expose-gc", join(root, ".build", `${name}.mjs`), ...args], {
  cwd: process.env.INIT_CWD ?? root,
  stdio: "inherit",
  argv0: "node",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
