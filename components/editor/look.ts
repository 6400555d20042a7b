/** How the editor looks, by the variables that both themes define. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const editorTheme = EditorView.theme({
  "&": { height: "100%", fontSize: "13px", backgroundColor: "transparent" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "20px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-faint)", border: "none" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
    boxShadow: "0 6px 20px oklch(0% 0 0 / 0.14)",
    zIndex: "60",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono)", maxHeight: "14em" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent-soft)", color: "var(--ink)" },
  ".cm-completionDetail": { color: "var(--ink-faint)", fontStyle: "normal" },
  ".cm-tooltip.cm-completionInfo": {
    maxWidth: "300px",
    fontFamily: "var(--font-sans)",
    fontSize: "12px",
    padding: "8px 10px",
  },
  ".cm-diagnostic": { padding: "6px 10px", fontFamily: "var(--font-sans)", fontSize: "12px", maxWidth: "420px" },
  ".cm-diagnosticAction": {
    backgroundColor: "var(--accent)",
    color: "var(--accent-ink)",
    borderRadius: "4px",
    padding: "2px 8px",
    marginLeft: "8px",
    fontSize: "12px",
  },
  ".cm-odd-character": { backgroundColor: "color-mix(in oklab, var(--failing) 28%, transparent)", borderRadius: "2px" },
  ".cm-field-hover": { maxWidth: "420px", padding: "8px 10px", fontFamily: "var(--font-sans)", fontSize: "12px" },
  ".cm-field-hover p + p": { marginTop: "4px", color: "var(--ink-soft)", whiteSpace: "pre-line" },
  ".cm-field-name": { fontFamily: "var(--font-mono)" },
  ".cm-panels": { backgroundColor: "var(--panel)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--accent-soft)", border: "none", color: "var(--ink-soft)" },
  ".cm-selectionBackground": { backgroundColor: "var(--accent-soft) !important" },
});

export const editorColours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
    { tag: [tags.string, tags.special(tags.string)], color: "var(--running)" },
    { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--pending)" },
    { tag: [tags.comment, tags.lineComment], color: "var(--ink-faint)", fontStyle: "italic" },
    { tag: [tags.meta, tags.labelName, tags.typeName], color: "var(--info)" },
    { tag: tags.heading, fontWeight: "600" },
    { tag: tags.invalid, color: "var(--failing)" },
  ]),
);
