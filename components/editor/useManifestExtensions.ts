"use client";
/** What the editor of manifests is made of. */
import { autocompletion } from "@codemirror/autocomplete";
import { yaml } from "@codemirror/lang-yaml";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { type Extension, Prec } from "@codemirror/state";
import { EditorView, keymap, placeholder as whileEmpty, tooltips } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { useMemo } from "react";
import type { RoomConnection } from "../client/RoomConnection.ts";
import { manifestLinter } from "./lint.ts";
import { editorColours, editorTheme } from "./look.ts";
import { refusals } from "./refusals.ts";
import { yamlCompletion } from "./schema/completion.ts";
import { fieldHover } from "./schema/hover.ts";
import { useEditorTexts } from "./useEditorTexts.ts";

export interface ManifestEditorOptions {
  readonly label: string;
  readonly placeholder: string | undefined;
  /** Whether what it suggests must stay within it, as in a dialog that cuts off what stands out. */
  readonly contained: boolean;
  onChange(text: string): void;
  onSubmit(): void;
}

/** The same value for as long as the connection is; the handlers must do the newest thing by themselves. */
export function useManifestExtensions(connection: RoomConnection, options: ManifestEditorOptions): Extension {
  const texts = useEditorTexts();
  // oxlint-disable-next-line react/exhaustive-deps -- see above
  return useMemo(() => manifestExtensions(connection, options, texts), [connection]);
}

function manifestExtensions(
  connection: RoomConnection,
  { label, placeholder, contained, onChange, onSubmit }: ManifestEditorOptions,
  texts: ReturnType<typeof useEditorTexts>,
): Extension {
  return [
    Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (onSubmit(), true) }])),
    basicSetup,
    // Tab goes on to the next control, as everywhere; Ctrl and ] indents.
    keymap.of(lintKeymap),
    editorColours,
    yaml(),
    lintGutter(),
    refusals,
    placeholder === undefined ? [] : whileEmpty(placeholder),
    manifestLinter(connection, () => texts.current.lint),
    fieldHover(connection, () => texts.current.hover),
    autocompletion({ icons: false, override: [yamlCompletion(connection, () => texts.current.hover)] }),
    contained ? tooltips({ tooltipSpace: (view) => view.dom.getBoundingClientRect() }) : [],
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
    editorTheme,
  ];
}
