"use client";
/** The manifest editor in the dock: what is written survives a refresh; applied, each document has its outcome at its line. */
import { AlignLeft, Diff, FlaskConical, Wand2, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { toast } from "sonner";
import { kept } from "../client/kept.ts";
import { RequestRefused } from "../client/Requests.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useDo } from "../room/doing/DoingContext.tsx";
import { useWaitText } from "../room/doing/useWaitText.ts";
import { useRoomView } from "../room/RoomContext.tsx";
import { Button, Select } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { applyManifest, type Outcome } from "./applyManifest.ts";
import { findOddCharacters, fixOddCharacters } from "./characters.ts";
import { CodeBox, type CodeBoxHandle } from "./CodeBox.tsx";
import { DiffView } from "./DiffView.tsx";
import { editorSight } from "./editorSight.ts";
import { formatYaml } from "./formatYaml.ts";
import { LABS } from "./labs.ts";
import { OutcomeList } from "./OutcomeList.tsx";
import { showRefusals } from "./refusals.ts";
import { TEMPLATES } from "./templates.ts";
import { useApplyTexts } from "./useApplyTexts.ts";
import { useWhyNotApply } from "./useWhyNotApply.ts";

type Mode = "apply" | "dryRun" | "diff";

export function YamlEditor({
  roomId,
  draft,
}: {
  readonly roomId: string;
  readonly draft: { readonly yaml: string } | undefined;
}) {
  const t = useTranslations("editor");
  const doing = useTranslations("doing");
  const { locale } = usePreferences();
  const { connection, namespace } = useRoomView();
  const act = useDo();
  const storage = `podroom:draft:${roomId}`;
  const box = useRef<CodeBoxHandle>(null);
  const reason = useId();
  const [text, setText] = useState(() => kept.read(storage) ?? LABS[0]?.yaml ?? "");
  const [shown, setShown] = useState<{ readonly mode: Mode; readonly outcomes: readonly Outcome[] } | undefined>();
  const [busy, setBusy] = useState<Mode | undefined>();
  const odd = useMemo(() => findOddCharacters(text).length, [text]);

  const write = (next: string): void => {
    setText(next);
    kept.write(storage, next);
  };
  /** Takes another text's place; one can go back by undo in the editor. */
  const show = (next: string): void => {
    write(next);
    setShown(undefined);
    box.current?.view()?.focus();
  };
  /** As `show`; what was written before comes back by a click. */
  const replace = (next: string): void => {
    const before = box.current?.view()?.state.doc.toString() ?? text;
    show(next);
    if (before.trim() === "" || before === next || [...LABS, ...TEMPLATES].some(({ yaml }) => yaml === before)) return;
    toast.message(t("replaced"), { duration: 8_000, action: { label: doing("undo"), onClick: () => show(before) } });
  };
  useEffect(() => {
    if (draft) replace(draft.yaml);
    // oxlint-disable-next-line react/exhaustive-deps -- a draft is taken once
  }, [draft]);

  const waits = useWaitText();
  const texts = useApplyTexts();
  const whyNot = useWhyNotApply();
  useEffect(
    () =>
      connection.live.sight.add("editor", () => {
        const state = box.current?.view()?.state;
        return state && editorSight(state.doc.toString(), state.selection.main.head);
      }),
    [connection],
  );

  const run = async (mode: Mode): Promise<void> => {
    if (busy) return;
    // By its key it comes here all the same.
    if (whyNot !== undefined) return void toast.message(whyNot, { id: "why-not" });
    setBusy(mode);
    const written = box.current?.view()?.state.doc.toString() ?? text;
    try {
      const outcomes = await applyManifest(connection, written, { namespace, texts, dryRun: mode !== "apply" });
      if (mode === "apply")
        for (const { title, result, change } of outcomes)
          if (change && result !== "unchanged") act.record(doing("applied", { name: title }), change);
      setShown({ mode, outcomes });
      mark(outcomes);
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      const message = error.text[locale];
      setShown({ mode: "apply", outcomes: [{ title: "", result: "failed", message, warnings: [], at: 0 }] });
    } finally {
      setBusy(undefined);
    }
  };
  const mark = (outcomes: readonly Outcome[]): void => {
    const editor = box.current?.view();
    if (!editor) return;
    const { length } = editor.state.doc;
    const failures = outcomes.filter(({ result }) => result === "failed");
    editor.dispatch(
      showRefusals(
        editor.state,
        failures.flatMap(({ at, message = "", marks }) => {
          const from = Math.min(at, length);
          const places = marks ?? [{ from, to: editor.state.doc.lineAt(from).to, message }];
          return places.map((place) => ({
            ...place,
            from: Math.min(place.from, length),
            to: Math.min(place.to, length),
            severity: "error" as const,
          }));
        }),
      ),
    );
  };
  const blocked = busy !== undefined || whyNot !== undefined;
  const format = (): void => {
    const next = formatYaml(text);
    if (next === undefined) toast.message(t("noFormat"));
    else write(next);
  };
  const goTo = (at: number): void => {
    const editor = box.current?.view();
    if (!editor) return;
    editor.dispatch({ selection: { anchor: Math.min(at, editor.state.doc.length) }, scrollIntoView: true });
    editor.focus();
  };

  return (
    <div className="@container flex h-full flex-col">
      <div className="flex shrink-0 items-center gap-1 px-3 py-1.5">
        <Button
          look="primary"
          onClick={() => void run("apply")}
          disabled={blocked}
          aria-describedby={whyNot && reason}
          data-testid="apply"
        >
          {busy === "apply" ? (waits ?? t("applying")) : t("apply")}
        </Button>
        <Button look="quiet" title={t("diff")} disabled={blocked} onClick={() => void run("diff")}>
          <Diff size={15} aria-hidden />
          <span className="@max-md:sr-only">{t("diff")}</span>
        </Button>
        <IconButton icon={FlaskConical} label={t("dryRun")} disabled={blocked} onClick={() => void run("dryRun")} />
        <IconButton icon={AlignLeft} label={t("format")} onClick={format} />
        {whyNot === undefined && (
          <span className="ml-1 truncate text-[12px] text-faint @max-xl:hidden">{t("hint")}</span>
        )}
        <Select
          aria-label={t("templates")}
          data-testid="templates"
          className="ml-auto max-w-52 min-w-0"
          value=""
          onChange={(event) =>
            replace([...LABS, ...TEMPLATES].find(({ name }) => name === event.target.value)?.yaml ?? "")
          }
        >
          <option value="" disabled>
            {t("templates")}
          </option>
          <optgroup label={t("ofKinds")}>
            {TEMPLATES.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </optgroup>
          <optgroup label={t("ofCourse")}>
            {LABS.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </optgroup>
        </Select>
      </div>
      {whyNot !== undefined && (
        <p id={reason} className="shrink-0 px-3 pb-1.5 text-[12px] text-soft break-keep" data-testid="why-not-apply">
          {whyNot}
        </p>
      )}
      {odd > 0 && (
        <div
          role="status"
          className="flex shrink-0 items-center gap-3 border-t border-line bg-pending/10 px-3 py-1 text-[12px]"
          data-testid="odd-characters"
        >
          <span className="min-w-0 break-keep">{t("oddFound", { count: odd })}</span>
          <Button className="ml-auto h-7!" onClick={() => write(fixOddCharacters(text))}>
            <Wand2 size={14} aria-hidden />
            {t("fixAll")}
          </Button>
        </div>
      )}
      {shown && shown.mode !== "diff" && (
        <OutcomeList
          outcomes={shown.outcomes}
          dryRun={shown.mode === "dryRun"}
          onGo={goTo}
          onClose={() => setShown(undefined)}
        />
      )}
      <div className="relative min-h-0 flex-1 overflow-hidden">
        <CodeBox ref={box} value={text} onChange={write} onSubmit={() => void run("apply")} />
        {shown?.mode === "diff" && (
          <section className="absolute inset-0 z-10 flex flex-col border-t border-line bg-paper" aria-label={t("diff")}>
            <div className="flex shrink-0 items-center gap-2 px-3 pt-1">
              <p className="text-[12px] text-soft">{t("diffLead")}</p>
              <IconButton icon={X} label={t("backToText")} className="ml-auto" onClick={() => setShown(undefined)} />
            </div>
            <div className="min-h-0 flex-1">
              <DiffView outcomes={shown.outcomes} />
            </div>
          </section>
        )}
      </div>
    </div>
  );
}
