/** Which rows a table shows, in which order. Pure. */
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";

export interface Arrangement {
  readonly search: string;
  /** `key=value` chips: only what carries all of them. */
  readonly labels: readonly string[];
  readonly sort: { key(object: KubeObject): string | number; readonly down: boolean } | undefined;
  /** Texts a row shows beside its name, namespace and labels. */
  words?(object: KubeObject): string;
}

const collator = new Intl.Collator("en", { numeric: true });

export function arrange(objects: readonly KubeObject[], arrangement: Arrangement): readonly KubeObject[] {
  const { search, labels, sort, words } = arrangement;
  const wanted = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const rows = objects.filter((object) => {
    const own = object.metadata.labels ?? {};
    if (!labels.every((chip) => own[keyOf(chip)] === valueOf(chip))) return false;
    if (wanted.length === 0) return true;
    const pairs = Object.entries(own).map(([key, value]) => `${key}=${value}`);
    const text = [object.metadata.name, object.metadata.namespace ?? "", ...pairs, words?.(object) ?? ""];
    const whole = text.join("\n").toLowerCase();
    return wanted.every((word) => whole.includes(word));
  });
  if (!sort) return rows;
  const keys = new Map(rows.map((object) => [object, sort.key(object)]));
  return rows.sort((left, right) => {
    const [a, b] = [keys.get(left) ?? "", keys.get(right) ?? ""];
    const order = typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
    return (sort.down ? -order : order) || collator.compare(left.metadata.name, right.metadata.name);
  });
}

function keyOf(chip: string): string {
  return chip.slice(0, chip.indexOf("="));
}

function valueOf(chip: string): string {
  return chip.slice(chip.indexOf("=") + 1);
}
