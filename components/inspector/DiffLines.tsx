import { hanging } from "../ui/YamlLines.tsx";
import type { DiffLine } from "./lineDiff.ts";

const LOOKS: { readonly [kind in DiffLine["kind"]]: readonly [sign: string, colour: string] } = {
  added: ["+ ", "text-running"],
  removed: ["− ", "text-failing"],
  same: ["  ", "text-soft"],
};

/** What came and what went, line by line. */
export function DiffLines({ lines }: { readonly lines: readonly DiffLine[] }) {
  return (
    <pre className="font-mono text-[12px] leading-[18px] wrap-anywhere whitespace-pre-wrap" data-testid="yaml-diff">
      {lines.map(({ kind, text }, index) => (
        <span
          // oxlint-disable-next-line react/no-array-index-key -- lines have no other name
          key={index}
          className={`block ${LOOKS[kind][1]}`}
          style={hanging(`  ${text}`)}
        >
          {LOOKS[kind][0]}
          {text}
        </span>
      ))}
    </pre>
  );
}
