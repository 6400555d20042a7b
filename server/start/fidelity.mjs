/**
 * `npm run fidelity`: writes docs/fidelity.md and the page's marks out of the rules, the tests that cite them and the
 * recordings. With `--check` nothing is written; exit code 1 when a file is not as it would be.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readGolden } from "./fidelity/readGolden.mjs";
import { readSpec } from "./fidelity/readSpec.mjs";
import { readTests } from "./fidelity/readTests.mjs";
import { areasOf, englishTexts, markdown, pageData } from "./fidelity/write.mjs";

/** Path under `root` → text, for all files that are written. */
export function fidelityFiles(root) {
  const told = {
    areas: areasOf(readSpec(join(root, "docs/spec"))),
    cited: readTests(join(root, "tests")),
    golden: readGolden(join(root, "tests/golden")),
  };
  return {
    "docs/fidelity.md": markdown(told),
    "components/fidelity/marks.generated.ts": pageData(told),
    "components/i18n/en/marks.generated.ts": englishTexts(told),
  };
}

/** Paths of files that are not as they would be written now. */
export function staleFiles(root) {
  return Object.entries(fidelityFiles(root))
    .filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text)
    .map(([path]) => path);
}

const self = fileURLToPath(import.meta.url);
if (process.argv[1] === self) {
  const root = join(dirname(self), "../..");
  try {
    if (process.argv.includes("--check")) {
      const stale = staleFiles(root);
      for (const path of stale) console.error(`${path} is out of date. npm run fidelity writes it anew.`);
      process.exitCode = stale.length > 0 ? 1 : 0;
    } else
      for (const [path, text] of Object.entries(fidelityFiles(root))) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
