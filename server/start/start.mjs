/** `npm start`: brings the checkout up to date, then serves. */
import { spawn } from "node:child_process";
import { SERVER_FLAGS } from "./flags.mjs";
import { buildPages, bundle, generate, install, root } from "./prepare.mjs";

install();
generate();
bundle();
buildPages();

const server = spawn(process.execPath, [...SERVER_FLAGS, ".build/main.mjs"], {
  cwd: root,
  stdio: "inherit",
  env: { NODE_ENV: "production", ...process.env },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
server.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
