"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { useConnection, useRoomView } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { loadThroughBreaks } from "../ui/lazyPart.ts";
import { useApplyTexts } from "../editor/useApplyTexts.ts";

/** The first step: one click puts the course's first pod on the map. */
export function EmptyMap({ still }: { readonly still: boolean }) {
  const t = useTranslations("map");
  const texts = useApplyTexts();
  const connection = useConnection();
  const { namespace, setNamespace } = useRoomView();
  const [busy, setBusy] = useState(false);
  const apply = async (): Promise<void> => {
    setBusy(true);
    try {
      const [{ applyManifest }, { LABS }] = await loadThroughBreaks(() =>
        Promise.all([import("../editor/applyManifest.ts"), import("../editor/labs.ts")]),
      );
      const options = { namespace: namespace === "" ? "default" : namespace, texts };
      const [outcome] = await applyManifest(connection, LABS[0]?.yaml ?? "", options);
      if (outcome?.result === "failed") toast.error(outcome.message ?? "");
      else if (namespace === "") setNamespace("default");
    } catch (error) {
      toast.error(String(error instanceof Error ? error.message : error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div
      data-overlay
      className="pointer-events-none absolute inset-x-0 top-[34%] z-30 flex justify-center px-6 text-center text-[14px]"
    >
      {/* Nodes stand behind it, with words of their own. */}
      <div className="flex flex-col items-center gap-3 rounded-panel border border-line bg-raised px-5 py-4">
        <p className="max-w-72 text-soft text-balance break-keep">{t(still ? "emptyStill" : "empty")}</p>
        {!still && (
          <Button look="primary" className="pointer-events-auto" disabled={busy} onClick={() => void apply()}>
            {t("applyLab")}
          </Button>
        )}
      </div>
    </div>
  );
}
