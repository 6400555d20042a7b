"use client";
import { Fragment } from "react";
import { isApple, printKeys } from "./printKeys.ts";

/** A shortcut as the keys of this machine. */
export function Keys({ keys, dark = false }: { readonly keys: string; readonly dark?: boolean }) {
  const look = dark ? "border-paper/40 text-paper" : "border-line-strong bg-panel text-soft";
  return (
    <span className="inline-flex shrink-0 items-center gap-0.5">
      {printKeys(keys, isApple()).map((key, index) => (
        <Fragment key={`${index}${key}`}>
          <kbd className={`rounded border px-1 font-sans text-[11px] leading-4 ${look}`}>{key}</kbd>
        </Fragment>
      ))}
    </span>
  );
}
