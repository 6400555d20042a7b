/** `npm run soak [seconds]`: the kill -9 test for a long time, 600 s unless told otherwise. */
import { spawnSync } from "node:child_process";
import { bin, bundle, generate, install, root } from "./prepare.mjs";

install();
generate();
bundle();
const seconds = process.argv[2] ?? process.env.SOAK_SECONDS ?? "600";
const { status } = spawnSync(bin("vitest"), ["run", "tests/safety"], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, NODE_ENV: "test", SOAK_SECONDS: seconds },
});
process.exit(status ?? 1);
