/**
 * `npm run audit`: known holes in what the server runs on. Fails for grave ones; where the registry does not tell of any (mirrors often
 * do not), it says that nothing was looked up, which is no failure.
 */
import { spawnSync } from "node:child_process";
import { judge } from "./auditVerdict.mjs";
import { root } from "./prepare.mjs";

const { stdout, stderr } = spawnSync("npm", ["audit", "--omit=dev", "--json"], {
  cwd: root,
  encoding: "utf8",
  timeout: 60_000,
  maxBuffer: 64 * 1024 * 1024,
});
const verdict = judge(stdout);
console.log(verdict.text + (verdict.known ? "" : `: ${firstLine(stderr)}`));
process.exit(verdict.grave ? 1 : 0);

function firstLine(text) {
  return (text ?? "").split("\n").find((line) => line.trim() !== "") ?? "no answer";
}
