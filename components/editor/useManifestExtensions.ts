"use client";
/** What the editor of manifests is made of. */
import { autocompletion } from "@codemirror/autocomplete";
import { yaml } from "@codemirror/lang-yaml";
import { type Diagnostic, lintGutter, linter } from "@codemirror/lint";
import { type Extension, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { useMemo } from "react";
import { parseAllDocuments } from "yaml";
import type { RoomConnection } from "../client/RoomConnection.ts";
import { yamlCompletion } from "./completion.ts";
import { editorColours, editorTheme } from "./look.ts";

export interface ManifestEditorOptions {
  readonly label: string;
  onChange(text: string): void;
  onSubmit(): void;
}

/** Syntax errors as one types. */
const syntax = linter((view) => {
  const diagnostics: Diagnostic[] = [];
  for (const document of parseAllDocuments(view.state.doc.toString())) {
    for (const { pos, message } of document.errors)
      diagnostics.push({
        from: Math.min(pos[0], view.state.doc.length),
        to: Math.min(pos[1], view.state.doc.length),
        severity: "error",
        message,
      });
  }
  return diagnostics;
});

/** The same value for as long as the connection is; the handlers must do the newest thing by themselves. */
export function useManifestExtensions(connection: RoomConnection, options: ManifestEditorOptions): Extension {
  // oxlint-disable-next-line react/exhaustive-deps -- see above
  return useMemo(() => manifestExtensions(connection, options), [connection]);
}

function manifestExtensions(connection: RoomConnection, { label, onChange, onSubmit }: ManifestEditorOptions) {
  return [
    Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (onSubmit(), true) }])),
    basicSetup,
    editorColours,
    yaml(),
    lintGutter(),
    syntax,
    autocompletion({ override: [yamlCompletion(connection)] }),
    EditorView.contentAttributes.of({ "aria-label": label }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
    editorTheme,
  ];
}
