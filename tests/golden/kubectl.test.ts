/** Recordings of the real kubectl. `GOLDEN_UPDATE=1` rewrites the allow-list: reasons stay, what passes goes. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { casesOf, filesOf, judgeOf } from "../../server/golden/folder.ts";

const folder = join(import.meta.dirname, "kubectl");
const list = join(folder, "allowed.json");
const allowed = JSON.parse(readFileSync(list, "utf8")) as { readonly [id: string]: string };
const update = process.env["GOLDEN_UPDATE"] === "1";

describe("GOLD-4 commands print, exit and change as with kubectl 1.36.2", () => {
  const judge = judgeOf("kubectl", folder);
  const kept: { [id: string]: string } = {};
  for (const file of filesOf(folder)) {
    const cases = casesOf(join(folder, file));
    it(`GOLD-4 ${file}: ${cases.length} commands`, { timeout: 120_000 }, async () => {
      const wrong: string[] = [];
      for (const recorded of cases) {
        const found = await judge(recorded);
        if (found === undefined) {
          if (allowed[recorded.id] !== undefined) wrong.push(`${recorded.id} passes: take it off the allow-list`);
          continue;
        }
        kept[recorded.id] = allowed[recorded.id] ?? (found.split("\n")[0] ?? "").slice(0, 160);
        if (allowed[recorded.id] === undefined) wrong.push(`${recorded.id} fails: ${found.slice(0, 400)}`);
      }
      if (!update) expect(wrong).toEqual([]);
    });
  }

  it("GOLD-4 the allow-list names recordings that are there", () => {
    if (update) {
      const sorted = Object.fromEntries(Object.entries(kept).sort(([left], [right]) => (left < right ? -1 : 1)));
      writeFileSync(list, `${JSON.stringify(sorted, undefined, 2)}\n`);
      return;
    }
    const ids = new Set(filesOf(folder).flatMap((file) => casesOf(join(folder, file)).map(({ id }) => id)));
    expect(Object.keys(allowed).filter((id) => !ids.has(id))).toEqual([]);
  });
});
