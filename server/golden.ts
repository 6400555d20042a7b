/**
 * `npm run --silent golden -- [scheduler|api|controllers|kubectl] DIR [--list-failures]`: runs a folder of recordings of a
 * real Kubernetes and prints `file passed/total` a line. Exit code 0 when it ran, whatever passed; 2 when it could not.
 */
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { AREAS, type Area, areaOf, casesOf, filesOf, judgeOf } from "./golden/folder.ts";

const USAGE = `golden [${AREAS.join("|")}] DIR [--list-failures]`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { "list-failures": { type: "boolean", default: false } },
  });
  const named = positionals.length > 1 ? positionals[0] : undefined;
  const folder = positionals[positionals.length - 1];
  if (folder === undefined || positionals.length > 2) throw new Error(`usage: ${USAGE}`);
  if (named !== undefined && !isArea(named))
    throw new Error(`${named} is none of ${AREAS.join(", ")}\nusage: ${USAGE}`);
  const path = resolve(folder);
  if (!existsSync(path)) throw new Error(`there is no folder ${path}`);
  const area = named ?? areaOf(path);
  if (!area) throw new Error(`${path} holds no recordings (*.jsonl) of ${AREAS.join(", ")}`);
  const judge = judgeOf(area, path);
  for (const file of filesOf(path)) {
    const cases = casesOf(join(path, file));
    const failures: string[] = [];
    for (const recorded of cases) {
      const found = await judge(recorded);
      if (found !== undefined) failures.push(`  ${recorded.id}  ${found.split("\n")[0]?.slice(0, 300)}`);
    }
    console.log(`${basename(file)} ${cases.length - failures.length}/${cases.length}`);
    if (values["list-failures"]) for (const line of failures) console.log(line);
  }
}

function isArea(name: string): name is Area {
  return (AREAS as readonly string[]).includes(name);
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 2;
});
