"use client";
import type { Style } from "./ansi.ts";
import type { LogLine } from "./lines.ts";
import { piecesOf } from "./searching.ts";

/** The eight colours of terminals by the page's tokens, so that they are readable in both themes. */
const COLOURS = [
  "text-faint",
  "text-failing",
  "text-running",
  "text-pending",
  "text-info",
  "text-ending",
  "text-info",
  "",
];

/** A line as its program styled it, with what was found in it marked. */
export function LogText({
  line,
  pattern,
  isCurrent = false,
}: {
  readonly line: LogLine;
  readonly pattern?: RegExp | undefined;
  readonly isCurrent?: boolean;
}) {
  return piecesOf(line, pattern).map(({ text, style, found }, index) =>
    found ? (
      // oxlint-disable-next-line react/no-array-index-key -- pieces have no other name
      <mark key={index} className={`rounded-sm ${isCurrent ? "bg-accent text-accent-ink" : "bg-ink text-paper"}`}>
        {text}
      </mark>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- as above
      <span key={index} className={classOf(style)}>
        {text}
      </span>
    ),
  );
}

function classOf({ colour, bold, faint, italic, underline }: Style): string | undefined {
  const names = [
    colour === undefined ? (faint ? "text-soft" : "") : COLOURS[colour],
    bold ? "font-bold" : "",
    italic ? "italic" : "",
    underline ? "underline" : "",
  ].filter((name) => name !== "");
  return names.length > 0 ? names.join(" ") : undefined;
}
