/**
 * `npm run soak [seconds]`: the kill -9 test for a long time, 600 s unless told otherwise, then 10,000 random sequences that
 * must be the same run again and cut by a snapshot, then 200,000 hostile inputs to streams and as many hostile requests.
 * At last lives of 10,000 acts, with faults and without. SOAK_SECONDS, FUZZ_RUNS, STREAM_FUZZ_RUNS, REQUEST_FUZZ_RUNS,
 * FUZZ_STEPS and FUZZ_SEED say otherwise.
 */
import { spawnSync } from "node:child_process";
import { bin, bundle, generate, install, root } from "./prepare.mjs";

install();
generate();
bundle();
const env = {
  ...process.env,
  NODE_ENV: "test",
  SOAK_SECONDS: process.argv[2] ?? process.env.SOAK_SECONDS ?? "600",
  FUZZ_RUNS: process.env.FUZZ_RUNS ?? "10000",
  STREAM_FUZZ_RUNS: process.env.STREAM_FUZZ_RUNS ?? "100000",
  REQUEST_FUZZ_RUNS: process.env.REQUEST_FUZZ_RUNS ?? "200000",
};
const tests = ["safety", "fuzz/determinism.test.ts", "fuzz/streams.test.ts", "fuzz/requests.test.ts"];
const run = (files, more = {}) =>
  spawnSync(bin("vitest"), ["run", ...files.map((name) => `tests/${name}`), "--no-file-parallelism"], {
    cwd: root,
    stdio: "inherit",
    env: { ...env, ...more },
  }).status ?? 1;
const short = run(tests);
const long = run(["fuzz/invariants.test.ts", "fuzz/faults.test.ts"], {
  FUZZ_STEPS: process.env.FUZZ_STEPS ?? "10000",
  FUZZ_RUNS: "1",
});
process.exit(short || long);
