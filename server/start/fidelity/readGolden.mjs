/**
 * How many recordings of a real Kubernetes there are and how many of them ours meets: all but those on the allow-list beside
 * them. The tests of tests/golden see to it that the lists are true in both directions.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** `[{area, passed, recorded, allowed: [[id, reason]]}]` for each folder of recordings under `folder`. */
export function readGolden(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => figuresOf(name, join(folder, name)))
    .sort((left, right) => (left.area < right.area ? -1 : 1));
}

function figuresOf(area, folder) {
  const ids = readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line).id);
  const list = join(folder, "allowed.json");
  const allowed = existsSync(list) ? Object.entries(JSON.parse(readFileSync(list, "utf8"))) : [];
  const unknown = allowed.find(([id]) => !ids.includes(id));
  if (unknown) throw new Error(`${list} names ${unknown[0]}, which nobody recorded`);
  return { area, recorded: ids.length, passed: ids.length - allowed.length, allowed };
}
