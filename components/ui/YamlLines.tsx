"use client";
/** YAML to read: in the editor's colours, and what is too long goes on under its own beginning. */
import { useEffect, useMemo, useState } from "react";
import type { yamlTokens } from "./yamlTokens.ts";

type Painter = typeof yamlTokens;
let painter: Painter | undefined;

/** Texts above are shown as they are: parsing them, and an element for each line, would hold the page. Characters. */
const MOST_COLOURED = 100_000;

/** The lines of a `<pre>`; without colours until the grammar is here. */
export function YamlLines({ text }: { readonly text: string }) {
  const [paint, setPaint] = useState(() => painter);
  useEffect(() => {
    if (paint) return;
    let gone = false;
    import("./yamlTokens.ts").then(
      (loaded) => {
        painter = loaded.yamlTokens;
        if (!gone) setPaint(() => loaded.yamlTokens);
      },
      // Without colours it reads as well.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [paint]);
  const trimmed = text.replace(/\n$/, "");
  const lines = useMemo(() => {
    if (trimmed.length > MOST_COLOURED) return undefined;
    // What is parsed is parsed once, however often the cluster changes beside it.
    return paint ? paint(trimmed) : trimmed.split("\n").map((line) => [{ text: line, className: "" }]);
  }, [paint, trimmed]);
  if (!lines) return trimmed;
  return lines.map((tokens, index) => {
    const begin = hanging(tokens.map((token) => token.text).join(""));
    return (
      // oxlint-disable-next-line react/no-array-index-key -- lines have no other name
      <span key={index} className="block min-h-[1lh]" style={begin}>
        {tokens.map(({ text: part, className }, place) =>
          className === "" ? (
            part
          ) : (
            // oxlint-disable-next-line react/no-array-index-key -- nor have their parts
            <span key={place} className={className}>
              {part}
            </span>
          ),
        )}
      </span>
    );
  });
}

/** Where a line of text goes on when it is too long: two further in than it begins. */
export function hanging(line: string): { readonly paddingLeft: string; readonly textIndent: string } {
  const columns = line.length - line.trimStart().length + 2;
  return { paddingLeft: `${columns}ch`, textIndent: `-${columns}ch` };
}
