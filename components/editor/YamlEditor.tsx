"use client";
/** The manifest editor: CodeMirror with the cluster's schema, apply, and errors at their line. Drafts survive a refresh. */
import { autocompletion } from "@codemirror/autocomplete";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, linter, setDiagnostics } from "@codemirror/lint";
import { Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { parseAllDocuments } from "yaml";
import { ConnectionLost, RequestRefused } from "../client/RoomConnection.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useRoomView } from "../room/RoomContext.tsx";
import { Button, Select } from "../ui/controls.tsx";
import { applyManifest, type Outcome } from "./applyManifest.ts";
import { yamlCompletion } from "./completion.ts";
import { LABS } from "./labs.ts";

const theme = EditorView.theme({
  "&": { height: "100%", fontSize: "13px", backgroundColor: "transparent" },
  ".cm-scroller": { fontFamily: "var(--font-mono)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-faint)", border: "none" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-selectionBackground": { backgroundColor: "var(--accent-soft) !important" },
});

/** Colours that both themes define. */
const colours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
    { tag: [tags.string, tags.special(tags.string)], color: "var(--running)" },
    { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--pending)" },
    { tag: [tags.comment, tags.lineComment], color: "var(--ink-faint)", fontStyle: "italic" },
    { tag: [tags.meta, tags.labelName, tags.typeName], color: "var(--info)" },
    { tag: tags.invalid, color: "var(--failing)" },
  ]),
);

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

export function YamlEditor({
  roomId,
  draft,
}: {
  readonly roomId: string;
  readonly draft: { readonly yaml: string } | undefined;
}) {
  const t = useTranslations("editor");
  const { locale } = usePreferences();
  const { connection, namespace } = useRoomView();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const [busy, setBusy] = useState(false);
  const storage = `podroom:draft:${roomId}`;

  const show = (text: string): void => {
    view.current?.dispatch({ changes: { from: 0, to: view.current.state.doc.length, insert: text } });
    setOutcomes([]);
    view.current?.focus();
  };

  const apply = async (): Promise<void> => {
    const editor = view.current;
    if (!editor || busy) return;
    setBusy(true);
    try {
      const texts = {
        noName: t("noName"),
        allNamespaces: t("allNamespaces"),
        unknownKind: (kind: string, apiVersion: string) => t("unknownKind", { kind, apiVersion }),
      };
      const done = await applyManifest(connection, editor.state.doc.toString(), { namespace, texts });
      setOutcomes(done);
      const length = editor.state.doc.length;
      const failures = done.filter(({ result }) => result === "failed");
      editor.dispatch(
        setDiagnostics(
          editor.state,
          failures.map(({ at, message = "" }) => {
            const line = editor.state.doc.lineAt(Math.min(at, length));
            return { from: Math.min(at, length), to: line.to, severity: "error" as const, message };
          }),
        ),
      );
    } catch (error) {
      const message =
        error instanceof RequestRefused
          ? error.text[locale]
          : error instanceof ConnectionLost
            ? t("lost")
            : String(error);
      setOutcomes([{ title: "", result: "failed", message, warnings: [], at: 0 }]);
    } finally {
      setBusy(false);
    }
  };
  const applyNow = useRef(apply);
  applyNow.current = apply;

  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      doc: localStorage.getItem(storage) ?? LABS[0]?.yaml ?? "",
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (void applyNow.current(), true) }])),
        basicSetup,
        colours,
        yaml(),
        syntax,
        autocompletion({ override: [yamlCompletion(connection)] }),
        EditorView.contentAttributes.of({ "aria-label": "YAML", tabindex: "0" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) localStorage.setItem(storage, update.state.doc.toString());
        }),
        theme,
      ],
    });
    view.current = editor;
    return () => editor.destroy();
  }, [connection, storage]);

  useEffect(() => {
    if (draft) show(draft.yaml);
  }, [draft]);

  return (
    <div className="flex h-full flex-col">
      <div className="flex items-center gap-2 px-3 py-1.5">
        <Button look="primary" onClick={apply} disabled={busy} data-testid="apply">
          {busy ? t("applying") : t("apply")}
        </Button>
        <span className="text-[12px] text-faint max-sm:hidden">{t("hint")}</span>
        <Select
          aria-label={t("templates")}
          data-testid="templates"
          className="ml-auto max-w-56 min-w-0"
          value=""
          onChange={(event) => show(LABS.find(({ name }) => name === event.target.value)?.yaml ?? "")}
        >
          <option value="" disabled>
            {t("templates")}
          </option>
          {LABS.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      </div>
      {outcomes.length > 0 && (
        <ul
          role="status"
          className="max-h-28 overflow-auto border-y border-line px-3 py-1 text-[12px]"
          data-testid="outcomes"
        >
          {outcomes.map(({ title, result, message, warnings, at }) => (
            <li key={`${title}${at}`} className="py-0.5">
              <span className={result === "failed" ? "text-failing" : "text-running"}>
                {result === "failed" ? `✕ ${t("deployFailed")}` : `✓ ${t(result)}`}
              </span>{" "}
              <span className="font-mono">{title}</span>
              {message && <span className="ml-2 break-words text-soft">{message}</span>}
              {warnings.map((warning) => (
                <span key={warning} className="block pl-4 text-pending">
                  Warning: {warning}
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
      <div ref={host} className="min-h-0 flex-1 overflow-hidden" />
    </div>
  );
}
