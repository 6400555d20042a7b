/**
 * Runs the built server, and once more whenever it ends to be begun anew, as for a restore, or by a failure: what was acknowledged is
 * stored, and pages come back by themselves. The last part of `npm start`, and the container.
 */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BEGIN_ANEW, BEGUN_BY, SERVER_FLAGS } from "./flags.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
/** A failed server is begun anew after so long, ms, each time after twice as long, unless it ran for a while. */
const PAUSE = { first: 250, longest: 30_000, forgottenAfter: 60_000 };

let server;
let ending = false;
let wasReady = false;
let pause = PAUSE.first;

function begin() {
  const began = Date.now();
  server = spawn(process.execPath, [...SERVER_FLAGS, ".build/main.mjs"], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { NODE_ENV: "production", ...process.env, [BEGUN_BY]: String(process.pid) },
  });
  // All it says this way.
  server.on("message", () => {
    wasReady = true;
  });
  server.on("exit", (code, signal) => {
    if (ending) process.exit(code === BEGIN_ANEW ? 0 : (code ?? 1));
    if (code === BEGIN_ANEW) return begin();
    // What keeps it from beginning would do so again; it has said what.
    if (code === 0 || !wasReady) process.exit(code ?? 1);
    if (Date.now() - began > PAUSE.forgottenAfter) pause = PAUSE.first;
    console.error(`The server failed (${signal ?? `code ${code}`}); it begins anew in ${pause} ms.`);
    setTimeout(begin, pause);
    pause = Math.min(2 * pause, PAUSE.longest);
  });
}

begin();
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => {
    ending = true;
    // Between two of them there is none.
    if (!server.kill(signal)) process.exit(1);
  });
// A renewed certificate, see docs/operate.md.
process.on("SIGHUP", () => server.kill("SIGHUP"));
