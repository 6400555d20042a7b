"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { Button, Select } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";

const SHELLS = ["sh", "bash", "ash"];

/** Which container to enter, and with what: the command is then typed into the terminal, where it can be read. */
export function ExecDialog({ pod, container, onClose }: ExecDialogProps) {
  const t = useTranslations("terminal");
  const { runInTerminal } = useFrame();
  const { namespace = "", name } = pod.metadata;
  const containers = [
    ...pod.spec.containers,
    ...(pod.spec.initContainers ?? []),
    ...(pod.spec.ephemeralContainers ?? []),
  ].map((one) => one.name);
  const [chosen, setChosen] = useState(container ?? containers[0] ?? "");
  const [shell, setShell] = useState("sh");
  const command = `kubectl exec -it -n ${namespace} ${name} -c ${chosen} -- ${shell}`;
  return (
    <Modal open onOpenChange={onClose} title={t("execTitle", { name })}>
      <form
        className="flex flex-col gap-3 text-[13px]"
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          runInTerminal(command);
        }}
      >
        <label className="flex items-center justify-between gap-3">
          {t("execContainer")}
          <Select className="max-w-64 font-mono" value={chosen} onChange={(event) => setChosen(event.target.value)}>
            {containers.map((option) => (
              <option key={option}>{option}</option>
            ))}
          </Select>
        </label>
        <label className="flex items-center justify-between gap-3">
          {t("execShell")}
          <Select className="font-mono" value={shell} onChange={(event) => setShell(event.target.value)}>
            {SHELLS.map((option) => (
              <option key={option}>{option}</option>
            ))}
          </Select>
        </label>
        <code className="rounded-control bg-panel p-2 font-mono text-[12px] break-all">{command}</code>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("execCancel")}</Button>
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- Enter enters the usual container with the usual shell */}
          <Button look="primary" type="submit" autoFocus>
            {t("execGo")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

export interface ExecDialogProps {
  readonly pod: Pod;
  /** The one to begin with; left out: the pod's first. */
  readonly container?: string;
  onClose(): void;
}
