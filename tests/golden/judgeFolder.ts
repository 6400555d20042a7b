/** Recordings as tests: each passes, or is on the allow-list with a reason, or needs a kind that is not served. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { casesOf, difference, filesOf } from "../../server/golden/folder.ts";
import { missingKinds } from "./notServed.ts";

type Allowed = Readonly<Record<string, string>>;

interface Judged {
  readonly area: "api" | "controllers";
  readonly folder: string;
  /** The number of the rule the titles cite. */
  readonly rule: string;
}

/** `GOLDEN_UPDATE=1` rewrites the allow-list: reasons stay, what passes goes, what is new says where it differs. */
const update = process.env["GOLDEN_UPDATE"] === "1";

export function judgeFolder({ area, folder, rule }: Judged): void {
  const list = join(folder, "allowed.json");
  const allowed = JSON.parse(readFileSync(list, "utf8")) as Allowed;
  const kept: Record<string, string> = {};
  for (const name of filesOf(folder)) {
    const cases = casesOf(join(folder, name)).filter((recorded) => missingKinds(recorded).length === 0);
    it(`${rule} ${name}: ${cases.length} recordings of kinds that are served`, { timeout: 60_000 }, () => {
      const wrong: string[] = [];
      for (const recorded of cases) {
        const found = difference(area, recorded);
        const reason = allowed[recorded.id];
        if (found !== undefined) kept[recorded.id] = reason ?? (found.split("\n")[0] ?? "").slice(0, 200);
        if (found !== undefined && reason === undefined) wrong.push(`${recorded.id} fails: ${found.slice(0, 300)}`);
        if (found === undefined && reason !== undefined) wrong.push(`${recorded.id} passes: take it off the allow-list`);
      }
      if (!update) expect(wrong).toEqual([]);
    });
  }
  if (update)
    it("writes the allow-list", () => {
      const sorted = Object.fromEntries(Object.entries(kept).sort(([left], [right]) => (left < right ? -1 : 1)));
      writeFileSync(list, `${JSON.stringify(sorted, undefined, 2)}\n`);
    });
}
