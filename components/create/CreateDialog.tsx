"use client";
/** The +: objects from input, from files or from a form, made as the Kubernetes Dashboard makes them. */
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import { toast } from "sonner";
import { kept } from "../client/kept.ts";
import { RequestRefused } from "../client/Requests.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useDo } from "../room/doing/DoingContext.tsx";
import { useWaitText } from "../room/doing/useWaitText.ts";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { useRoomView } from "../room/RoomContext.tsx";
import { Button, TabBar, TabPanel } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { AppFormFields } from "./AppFormFields.tsx";
import { type AppForm, EMPTY_FORM, printForm, problemsOf } from "./appForm.ts";
import { deploy, type Deployed, type DeployFailure } from "./deploy.ts";
import { DeployFailed } from "./DeployFailed.tsx";
import { FileDrop } from "./FileDrop.tsx";
import { lazyPart } from "../ui/lazyPart.ts";

const CodeBox = lazyPart(() => import("../editor/CodeBox.tsx").then((part) => ({ default: part.CodeBox })));

type Way = "input" | "file" | "form";

export function CreateDialog({ onClose }: { onClose(): void }) {
  const t = useTranslations("create");
  const { locale } = usePreferences();
  const { connection, roomId, namespace, setNamespace, select } = useRoomView();
  const { openEditor } = useFrame();
  const act = useDo();
  const storage = `podroom:create:${roomId}`;
  const [way, setWay] = useState<Way>("input");
  const [text, setText] = useState(() => kept.read(storage) ?? "");
  const [form, setForm] = useState<AppForm>(() => ({ ...EMPTY_FORM, namespace: namespace || "default" }));
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<(Deployed & { readonly failure: DeployFailure }) | undefined>();
  // Documents made by an attempt that then failed: the next one goes on after them.
  const [before, setBefore] = useState<Deployed["made"]>([]);

  const write = (next: string): void => {
    setText(next);
    setBefore([]);
    kept.write(storage, next);
  };
  const waits = useWaitText();
  const problems = problemsOf(form);
  const ready = way === "form" ? problems.size === 0 : text.trim() !== "";

  const run = async (chosen: string): Promise<void> => {
    if (busy || !ready) return;
    setBusy(true);
    try {
      const source = way === "form" ? printForm(form) : text;
      const done = await deploy(connection, source, { namespace: chosen, skip: way === "form" ? 0 : before.length });
      for (const { title, selection, object } of done.made)
        act.record(t("made", { names: title }), { target: selection, before: undefined, after: object });
      for (const { title, warnings } of done.made)
        for (const warning of warnings)
          toast.warning(title, { description: warning, duration: 12_000, closeButton: true });
      const made = [...before, ...done.made];
      if (done.failure) {
        setBefore(made);
        const { reason, message } = done.failure;
        const said = reason === "lost" || reason === "unsent" ? t(reason) : message;
        return setFailed({ made, failure: { ...done.failure, message: said }, left: done.left });
      }
      if (way !== "form") kept.write(storage, undefined);
      toast.success(t("made", { names: made.map(({ title }) => title).join(", ") }));
      const [first] = made;
      if (first) select(first.selection);
      onClose();
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      setFailed({ made: before, failure: { reason: "unreadable", title: "", message: error.text[locale] }, left: 0 });
    } finally {
      setBusy(false);
    }
  };

  if (failed)
    return (
      <DeployFailed
        failed={failed}
        busy={busy}
        onClose={() => setFailed(undefined)}
        onRetry={(chosen) => {
          setNamespace(chosen);
          setFailed(undefined);
          void run(chosen);
        }}
      />
    );
  return (
    <Modal
      open
      onOpenChange={onClose}
      title={t("title")}
      className="flex w-[min(860px,94vw)]! flex-col max-sm:h-dvh! max-sm:max-h-dvh! max-sm:w-full! max-sm:rounded-none"
    >
      <TabBar
        name="create"
        label={t("from")}
        value={way}
        onChange={(id) => setWay(id as Way)}
        items={(["input", "file", "form"] as const).map((id) => ({ id, label: t(id) }))}
      />
      <TabPanel name="create" value={way} className="min-h-0 flex-1 pt-3">
        {way === "form" ? (
          <AppFormFields form={form} onChange={setForm} problems={problems} />
        ) : (
          <>
            {way === "file" && <FileDrop onText={write} />}
            {(way === "input" || text !== "") && (
              <div
                className={`rounded-control border border-line ${way === "file" ? "mt-3 h-[26dvh]" : "h-[44dvh]"}`}
                data-testid="create-text"
              >
                <Suspense fallback={null}>
                  <CodeBox
                    contained
                    placeholder={t("inputHint")}
                    focused={way === "input"}
                    value={text}
                    onChange={write}
                    onSubmit={() => void run(namespace)}
                  />
                </Suspense>
              </div>
            )}
          </>
        )}
      </TabPanel>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {way !== "form" && (
          <p className="mr-auto text-[12px] text-soft">{namespace === "" ? t("intoAll") : t("into", { namespace })}</p>
        )}
        {way === "form" && <span className="mr-auto" />}
        <Button
          look="quiet"
          disabled={way === "form" && !ready}
          onClick={() => {
            openEditor(way === "form" ? printForm(form) : text);
            onClose();
          }}
        >
          {t("toEditor")}
        </Button>
        <Button
          look="primary"
          disabled={busy || !ready}
          data-testid="deploy"
          onClick={() => void run(way === "form" ? form.namespace : namespace)}
        >
          {busy ? (waits ?? t("deploying")) : t("deploy")}
        </Button>
      </div>
    </Modal>
  );
}
