"use client";
import { useTranslations } from "next-intl";
import { Button } from "../../ui/controls.tsx";
import { sizeText } from "./sizeText.ts";
import type { Waits } from "./useWhole.ts";

/** That something is large and on its way, or why it does not come. */
export function WholeNotice({ waits: { size, reason, retry } }: { readonly waits: Waits }) {
  const t = useTranslations("inspector");
  const common = useTranslations("common");
  const values = { size: sizeText(size) };
  return (
    <div role="status" data-testid="whole-waits" className="flex flex-wrap items-center gap-2 text-[12px] text-soft">
      {reason === undefined ? (
        <p className="break-keep">{t("large.coming", values)}</p>
      ) : (
        <>
          <p className="break-keep text-failing">{t("large.failed", { ...values, reason })}</p>
          <Button onClick={retry}>{common("retry")}</Button>
        </>
      )}
    </div>
  );
}
