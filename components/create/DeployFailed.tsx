"use client";
/** What the Dashboard says when a file could not be deployed, and then what it does not say: why, and what to do. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Namespace } from "../../server/protocol/kubernetes/index.ts";
import { useObjects } from "../room/RoomContext.tsx";
import { Button, Select } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import type { Deployed, DeployFailure } from "./deploy.ts";

export function DeployFailed({
  failed: { failure, made, left },
  busy,
  onRetry,
  onClose,
}: {
  readonly failed: Deployed & { readonly failure: DeployFailure };
  readonly busy: boolean;
  onRetry(namespace: string): void;
  onClose(): void;
}) {
  const t = useTranslations("create");
  const common = useTranslations("common");
  const namespaces = useObjects<Namespace>("namespaces", true).map(({ metadata }) => metadata.name);
  const [chosen, setChosen] = useState("default");
  const everywhere = failure.reason === "all-namespaces";
  return (
    <Modal open onOpenChange={onClose} title={t("failed")} className="w-[min(600px,94vw)]!">
      <div className="flex flex-col gap-3 text-[13px]">
        <div className="rounded-control border border-line border-l-3 border-l-failing bg-panel px-3 py-2">
          {failure.title && <p className="font-mono text-[12px] text-soft">{failure.title}</p>}
          <p className="font-mono text-[13px] break-words whitespace-pre-wrap" data-testid="deploy-message">
            {failure.message}
          </p>
          {failure.status !== undefined && (
            <p className="mt-1 text-[12px] text-soft">
              {t("sent", { status: failure.status, path: failure.path ?? "" })}
            </p>
          )}
        </div>
        {everywhere && (
          <section aria-label={t("whyAll")}>
            <h3 className="font-semibold">{t("whyAll")}</h3>
            <p className="mt-1 break-keep text-soft">
              {t("whyAllText", { title: failure.title, path: failure.path ?? "" })}
            </p>
            <p className="mt-2 break-keep">{t("whyAllNext")}</p>
          </section>
        )}
        {failure.reason === "other-namespace" && <p className="break-keep text-soft">{t("whyOther")}</p>}
        {made.length > 0 && (
          <p className="text-soft">{t("madeBefore", { names: made.map(({ title }) => title).join(", ") })}</p>
        )}
        {left > 0 && <p className="text-soft">{t("notTried", { count: left })}</p>}
        <div className="mt-1 flex flex-wrap items-center justify-end gap-2">
          {everywhere && (
            <Select
              aria-label={t("chooseNamespace")}
              className="mr-auto font-mono"
              value={chosen}
              onChange={(event) => setChosen(event.target.value)}
            >
              {namespaces.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
          <Button onClick={onClose}>{common("close")}</Button>
          {everywhere && (
            <Button look="primary" disabled={busy} onClick={() => onRetry(chosen)}>
              {t("tryIn", { namespace: chosen })}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}
