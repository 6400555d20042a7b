"use client";
/** What somebody's editor and terminal hold, as it is, to read; with their keyboard the terminal takes one's keys. */
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, Suspense, useEffect, useRef } from "react";
import type { EditorSight, Sight, TerminalSight } from "../../server/protocol/live.ts";
import { keepInSight } from "./keepInSight.ts";
import { cellsOf } from "../../server/protocol/terminal/LineEditor.ts";
import { lazyPart } from "../ui/lazyPart.ts";

const TypingTerminal = lazyPart(() =>
  import("./TypingTerminal.tsx").then((part) => ({ default: part.TypingTerminal })),
);

export function SightPanes({
  sight,
  name,
  onType,
}: {
  readonly sight: Sight;
  readonly name: string;
  /** Given: one holds the keyboard. */
  readonly onType?: (text: string) => void;
}) {
  const t = useTranslations("live");
  const { editor, terminal, dock } = sight;
  // What is in front there has more room here.
  const columns = dock === "editor" ? "@2xl:grid-cols-[3fr_2fr]" : "@2xl:grid-cols-[2fr_3fr]";
  return (
    <div className="@container h-full min-h-0">
      <div className={`grid h-full min-h-0 grid-rows-2 @2xl:grid-rows-1 ${columns}`}>
        <Pane label={t("editor", { name })} head={t("editorHead")}>
          {editor ? <EditorText editor={editor} /> : <Nothing text={t("editorNone")} />}
        </Pane>
        <Pane label={t("terminal", { name })} head={t("terminalHead")}>
          {onType && terminal ? (
            <Suspense fallback={null}>
              <TypingTerminal terminal={terminal} label={t("typeHere", { name })} onType={onType} />
            </Suspense>
          ) : terminal ? (
            <TerminalText terminal={terminal} />
          ) : (
            <Nothing text={t("terminalNone")} />
          )}
        </Pane>
      </div>
    </div>
  );
}

interface PaneProps {
  readonly label: string;
  readonly head: string;
  readonly children: ReactNode;
}

function Pane({ label, head, children }: PaneProps) {
  return (
    <div className="flex min-h-0 min-w-0 flex-col border-line not-first:border-t @2xl:not-first:border-t-0 @2xl:not-first:border-l">
      <p aria-hidden className="shrink-0 border-b border-line px-3 py-0.5 text-[12px] text-soft">
        {head}
      </p>
      <section
        aria-label={label}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard
        tabIndex={0}
        data-pane
        className="min-h-0 flex-1 overflow-auto bg-panel -outline-offset-2"
      >
        {children}
      </section>
    </div>
  );
}

const Nothing = ({ text }: { readonly text: string }) => <p className="p-3 text-[13px] text-soft">{text}</p>;

function EditorText({ editor: { text, from, line } }: { readonly editor: EditorSight }) {
  const at = useRef<HTMLLIElement>(null);
  useEffect(() => {
    keepInSight(at.current);
  }, [line]);
  return (
    <ol className="w-max min-w-full py-1 font-mono text-[12px] leading-5">
      {text.split("\n").map((row, index) => {
        const number = from + index;
        const current = number === line;
        return (
          <li key={number} ref={current ? at : undefined} className={`flex ${current ? "bg-accent-soft" : ""}`}>
            <span aria-hidden className="w-10 shrink-0 pr-3 text-right text-faint tabular-nums select-none">
              {number}
            </span>
            <span className="pr-3 whitespace-pre">{row}</span>
          </li>
        );
      })}
    </ol>
  );
}

function TerminalText({ terminal: { text, row, column } }: { readonly terminal: TerminalSight }) {
  const cursor = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    keepInSight(cursor.current);
  }, [text, row]);
  return (
    <pre className="w-max min-w-full p-2 font-mono text-[12px] leading-[1.35]">
      {text.split("\n").map((line, index) => (
        <TerminalRow key={index} line={line} cursor={index === row ? column : undefined} mark={cursor} />
      ))}
    </pre>
  );
}

/** `cursor` counts cells: Hangul takes two. */
function TerminalRow({
  line,
  cursor,
  mark,
}: {
  readonly line: string;
  readonly cursor: number | undefined;
  readonly mark: RefObject<HTMLSpanElement | null>;
}) {
  if (cursor === undefined) return <>{`${line}\n`}</>;
  const chars = [...line];
  let [index, cells] = [0, 0];
  while (index < chars.length && cells < cursor) cells += cellsOf(chars[index++] ?? "");
  return (
    <>
      {chars.slice(0, index).join("") + " ".repeat(Math.max(0, cursor - cells))}
      <span ref={mark} className="bg-accent text-accent-ink">
        {chars[index] ?? " "}
      </span>
      {`${chars.slice(index + 1).join("")}\n`}
    </>
  );
}
