/** `npm start`: brings the checkout up to date, then serves. */
import { spawn } from "node:child_process";
import { buildPages, bundle, generate, install, root } from "./prepare.mjs";

install();
generate();
bundle();
buildPages();

const server = spawn(process.execPath, ["--enable-source-maps", ".build/main.mjs"], {
  cwd: root,
  stdio: "inherit",
  env: { NODE_ENV: "production", ...process.env },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
server.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
