"use client";
/** All that differs from Kubernetes 1.36, by area. */
import { useTranslations } from "next-intl";
import { Modal } from "../ui/Dialog.tsx";
import { MarkList } from "./MarkList.tsx";
import { COUNTS, MARKS } from "./marks.generated.ts";

const AREAS = [...new Set(MARKS.map(({ area }) => area))];

export function FidelityDialog({ onClose }: { onClose(): void }) {
  const t = useTranslations("fidelity");
  return (
    <Modal open onOpenChange={onClose} title={t("title")} lead={t("lead", COUNTS)} className="w-[min(680px,94vw)]">
      <div className="flex flex-col gap-4">
        {AREAS.map((area) => (
          <section key={area}>
            <h3 className="mb-1.5 text-[13px] font-medium">{t(`areas.${area}`)}</h3>
            <MarkList marks={MARKS.filter((mark) => mark.area === area)} />
          </section>
        ))}
      </div>
    </Modal>
  );
}
