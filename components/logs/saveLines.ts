import type { LogLine } from "./lines.ts";
import { textOf } from "./searching.ts";

/** Lines as a file holds them: their times, whose they are when they are of several, the text without colours. */
export function printLines(lines: readonly LogLine[]): string {
  const several = new Set(lines.map(({ origin }) => origin)).size > 1;
  return lines
    .map((line) => {
      const { namespace, pod, container } = line.origin;
      return `${line.stamp} ${several ? `${namespace}/${pod}/${container} ` : ""}${textOf(line)}\n`;
    })
    .join("");
}

/** Gives the person the lines as a file. */
export function saveLines(lines: readonly LogLine[], name: string): void {
  const url = URL.createObjectURL(new Blob([printLines(lines)], { type: "text/plain" }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
