"use client";
/** A text of YAML to write in: CodeMirror with what the cluster's schema knows. Load it on demand. */
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import { useConnection } from "../room/RoomContext.tsx";
import { useManifestExtensions } from "./useManifestExtensions.ts";

export interface CodeBoxHandle {
  /** The editor behind it; undefined before it is there. */
  view(): EditorView | undefined;
}

export function CodeBox({
  value,
  onChange,
  onSubmit,
  label = "YAML",
  placeholder,
  contained = false,
  focused = false,
  ref,
}: {
  /** What it holds; changed from outside, the text is replaced. */
  readonly value: string;
  onChange(text: string): void;
  /** Ctrl or ⌘ with Enter. */
  onSubmit?(): void;
  readonly label?: string;
  /** What it says while nothing is written. */
  readonly placeholder?: string;
  /** See ManifestEditorOptions. */
  readonly contained?: boolean;
  /** One writes in it as soon as it is there, unless one is at a field already. */
  readonly focused?: boolean;
  readonly ref?: Ref<CodeBoxHandle>;
}) {
  const connection = useConnection();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const told = useRef({ onChange, onSubmit });
  told.current = { onChange, onSubmit };
  const first = useRef(value);
  const toFocus = useRef(focused);
  const extensions = useManifestExtensions(connection, {
    label,
    placeholder,
    contained,
    onChange: (text) => told.current.onChange(text),
    onSubmit: () => told.current.onSubmit?.(),
  });
  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({ doc: view.current?.state.doc ?? first.current, extensions }),
    });
    view.current = editor;
    if (toFocus.current && !document.activeElement?.matches("input, textarea, select")) editor.focus();
    toFocus.current = false;
    return () => editor.destroy();
  }, [extensions]);
  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  useImperativeHandle(ref, () => ({ view: () => view.current }), []);
  return <div ref={host} className="h-full min-h-0 overflow-hidden" />;
}
