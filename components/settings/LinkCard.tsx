"use client";
import { Printer, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import { joinCodeOf, showJoinCode } from "../../server/protocol/joinCode.ts";
import type { Role } from "../../server/protocol/messages.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { QrCode } from "./QrCode.tsx";

/** Over the whole screen, to be seen from the last row; printed it is the page. */
export function LinkCard({ role, link, onClose }: { readonly role: Role; readonly link: string; onClose(): void }) {
  const t = useTranslations("settings");
  const common = useTranslations("common");
  const code = joinCodeOf(link);
  const name = useRoomPart(({ room, home }) => (home ?? room)?.name ?? "");
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Content
          aria-describedby={undefined}
          data-modal="true"
          data-print="card"
          className="fixed inset-0 z-60 flex flex-col items-center justify-center gap-5 overflow-auto bg-white p-6 text-center text-black outline-none"
        >
          <Radix.Title className="text-[clamp(24px,5vmin,56px)] font-bold break-keep">{name}</Radix.Title>
          <p className="text-[clamp(14px,2.4vmin,28px)]">{t("cardLead")}</p>
          <QrCode
            text={link}
            label={t("qr", { role: t(`linkOf.${role}`) })}
            className="size-[min(56vmin,640px)] shrink-0"
          />
          {code === undefined ? (
            <p className="max-w-[90vw] font-mono text-[clamp(12px,2.2vmin,24px)] break-all">{link}</p>
          ) : (
            <p className="text-[clamp(14px,2.4vmin,28px)] break-keep">
              {t("cardCode", { site: new URL(link).host })}
              <span className="mt-1 block font-mono text-[clamp(28px,7vmin,80px)] leading-tight font-bold tracking-wider">
                {showJoinCode(code)}
              </span>
            </p>
          )}
          <div className="flex gap-2 print:hidden" data-theme="light">
            <Button onClick={() => print()} className="border-black/20! bg-white! text-black!">
              <Printer size={14} aria-hidden />
              {t("print")}
            </Button>
            <Button onClick={onClose} className="border-black/20! bg-white! text-black!">
              <X size={14} aria-hidden />
              {common("close")}
            </Button>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
