/** `npm run dev`: the server under tsx with reload, pages by Next's dev server. */
import { spawn } from "node:child_process";
import { bin, cutFonts, generate, install, root } from "./prepare.mjs";

install();
generate();
cutFonts();
const server = spawn(bin("tsx"), ["watch", "--clear-screen=false", "server/main.ts"], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, NODE_ENV: "development" },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
server.on("exit", (code) => process.exit(code ?? 0));
