"use client";
/** A lesson's text in one language to write in: CodeMirror with Markdown and the language of checks. */
import { autocompletion } from "@codemirror/autocomplete";
import { type Diagnostic, forceLinting, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { type ChangeSpec, EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { useEffect, useRef } from "react";
import type { LessonProblem } from "../../server/protocol/lessonText/LessonError.ts";
import { editorColours, editorTheme } from "../editor/look.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { lessonCompletion } from "./language/completion.ts";
import { lessonHover } from "./language/hover.ts";
import { lessonLanguage } from "./language/lessonLanguage.ts";
import { useLessonWords } from "./useLessonWords.ts";

export interface LessonBoxProps {
  readonly label: string;
  readonly value: string;
  readonly problems: readonly LessonProblem[];
  /** Goes to this place; a new object each time. */
  readonly goTo: { readonly at: number } | undefined;
  onChange(text: string): void;
  /** The cursor stands here. */
  onPlace(position: number): void;
  /** Ctrl or ⌘ with S. */
  onSave(): void;
}

export function LessonBox(props: LessonBoxProps) {
  const { label, value, problems, goTo } = props;
  const { locale } = usePreferences();
  const words = useLessonWords();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const told = useRef(props);
  told.current = props;
  const said = useRef<readonly Diagnostic[]>([]);
  said.current = problems.map(({ from, to, text }) => ({ from, to, severity: "error", message: text[locale] }));
  useEffect(() => {
    if (!host.current) return undefined;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: told.current.value,
        extensions: [
          Prec.highest(keymap.of([{ key: "Mod-s", run: () => (told.current.onSave(), true) }])),
          basicSetup,
          keymap.of(lintKeymap),
          editorColours,
          lessonLanguage(),
          lintGutter(),
          linter(({ state }) => said.current.filter(({ to }) => to <= state.doc.length), { delay: 300 }),
          lessonHover(() => words.current),
          autocompletion({ icons: false, override: [lessonCompletion(() => words.current)] }),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) told.current.onChange(update.state.doc.toString());
            if (update.selectionSet || update.docChanged) told.current.onPlace(update.state.selection.main.head);
          }),
          editorTheme,
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [label, words]);
  useEffect(() => {
    const editor = view.current;
    // Only what differs is replaced, so that the cursor stays where it was while a colleague's words come in.
    const changes = editor ? changeBetween(editor.state.doc.toString(), value) : [];
    if (changes.length > 0) editor?.dispatch({ changes });
  }, [value]);
  // What is wrong here can depend on the text in the other language.
  const key = problems.map(({ from, text }) => `${from} ${text.en}`).join("\n");
  useEffect(() => {
    if (view.current) forceLinting(view.current);
  }, [key, locale]);
  useEffect(() => {
    const editor = view.current;
    if (!editor || !goTo) return;
    const at = Math.min(goTo.at, editor.state.doc.length);
    editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    editor.focus();
  }, [goTo]);
  return <div ref={host} className="h-full min-h-0 overflow-hidden" data-testid={`lesson-box`} />;
}

function changeBetween(before: string, after: string): readonly ChangeSpec[] {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  let end = 0;
  while (end < shorter - from && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return [{ from, to: before.length - end, insert: after.slice(from, after.length - end) }];
}
