/** Runs the built server, and once more whenever it ends to be begun anew, as for a restore. The last part of `npm start`, and the container. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BEGIN_ANEW, BEGUN_BY, SERVER_FLAGS } from "./flags.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
let server;
let ending = false;

function begin() {
  server = spawn(process.execPath, [...SERVER_FLAGS, ".build/main.mjs"], {
    cwd: root,
    stdio: "inherit",
    env: { NODE_ENV: "production", ...process.env, [BEGUN_BY]: String(process.pid) },
  });
  server.on("exit", (code, signal) => {
    if (code !== BEGIN_ANEW) process.exit(code ?? (signal ? 1 : 0));
    if (ending) process.exit(0);
    begin();
  });
}

begin();
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => {
    ending = true;
    server.kill(signal);
  });
// A renewed certificate, see docs/operate.md.
process.on("SIGHUP", () => server.kill("SIGHUP"));
