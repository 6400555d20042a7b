"use client";
/** One quiet line about a kind: as in Kubernetes 1.36, or how much is simplified or absent; it unfolds to the sentences. */
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import { marksAbout } from "./marksAbout.ts";
import { openFidelity } from "./openFidelity.ts";
import { lazyPart } from "../ui/lazyPart.ts";

const MarkList = lazyPart(() => import("./MarkList.tsx").then((part) => ({ default: part.MarkList })));

export function FidelityLine({ resource }: { readonly resource: string }) {
  const t = useTranslations("fidelity");
  const [open, setOpen] = useState(false);
  const marks = marksAbout(resource);
  const count = (kind: string): number => marks.filter((mark) => mark.kind === kind).length;
  const link = (
    <button
      type="button"
      onClick={openFidelity}
      className="self-start rounded text-[12px] text-soft underline underline-offset-2 hover:text-ink"
    >
      {t("all")}
    </button>
  );
  if (marks.length === 0)
    return (
      <p data-testid="fidelity" className="flex flex-wrap gap-x-2 border-t border-line pt-3 text-[12px] text-soft">
        {t("same")} {link}
      </p>
    );
  const told = [
    ...(count("simplified") > 0 ? [t("simplifiedCount", { count: count("simplified") })] : []),
    ...(count("absent") > 0 ? [t("absentCount", { count: count("absent") })] : []),
  ];
  return (
    <details
      data-testid="fidelity"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="border-t border-line pt-3 text-[12px]"
    >
      <summary className="cursor-pointer rounded text-soft hover:text-ink">
        {t("beside")} {told.join(" · ")}
      </summary>
      {open && (
        <div className="mt-2 flex flex-col gap-2">
          <Suspense fallback={null}>
            <MarkList marks={marks} />
          </Suspense>
          {link}
        </div>
      )}
    </details>
  );
}
