"use client";
/** The links into the room, each with its QR code, as a card for the wall or paper, renewed or ended. */
import { Copy, Link2Off, Maximize2, Printer, RefreshCw, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import { useState } from "react";
import { toast } from "sonner";
import { ROLES, type Role } from "../../server/protocol/messages.ts";
import { renewLink, revokeLink } from "../client/rooms.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { knownLinks, rememberLinks } from "../room/roomLinks.ts";
import { Button } from "../ui/controls.tsx";
import { QrCode } from "./QrCode.tsx";
import { useAttempt } from "./useAttempt.ts";
import { useSure } from "./useSure.tsx";

const ORDER: readonly Role[] = [...ROLES].sort(
  (left, right) => Number(right === "student") - Number(left === "student"),
);

export function LinkSettings() {
  const { roomId } = useRoomView();
  const [links, setLinks] = useState(() => knownLinks(roomId));
  const [large, setLarge] = useState<Role>();
  const keep = (role: Role, link: string): void => {
    rememberLinks(roomId, { [role]: link });
    setLinks(knownLinks(roomId));
  };
  const shown = large && links[large];
  return (
    <>
      <ul className="flex flex-col gap-4">
        {ORDER.map((role) => (
          <LinkRow
            key={role}
            role={role}
            link={links[role] || undefined}
            onLink={(link) => keep(role, link)}
            onLarge={() => setLarge(role)}
          />
        ))}
      </ul>
      {large && shown && <LinkCard role={large} link={shown} onClose={() => setLarge(undefined)} />}
    </>
  );
}

interface RowProps {
  readonly role: Role;
  readonly link: string | undefined;
  /** "" when it was ended. */
  onLink(link: string): void;
  onLarge(): void;
}

function LinkRow({ role, link, onLink, onLarge }: RowProps) {
  const t = useTranslations("settings");
  const { roomId } = useRoomView();
  const attempt = useAttempt();
  const [sure, question] = useSure();
  const [keep, setKeep] = useState(true);
  const renew = async (): Promise<void> => {
    if (!(await sure(t("renewSure")))) return;
    const answer = await attempt(() => renewLink(roomId, role, keep));
    if (answer) onLink(answer.link);
  };
  const revoke = async (): Promise<void> => {
    if (await attempt(() => revokeLink(roomId, role), t("revoked"))) onLink("");
  };
  return (
    <li data-link={role}>
      <div className="flex gap-3">
        {link && (
          <QrCode
            text={link}
            label={t("qr", { role: t(`linkOf.${role}`) })}
            className="size-24 shrink-0 rounded-control"
          />
        )}
        <div className="min-w-0 flex-1">
          <h3 className="font-semibold">{t(`linkOf.${role}`)}</h3>
          <p className="text-[12px] text-soft break-keep">{t(link ? `linkHint.${role}` : "linkUnknown")}</p>
          {link && <p className="mt-1 truncate font-mono text-[12px] select-all">{link}</p>}
          <div className="mt-2 flex flex-wrap gap-2">
            {link && (
              <>
                <Button onClick={() => void navigator.clipboard.writeText(link).then(() => toast.success(t("copied")))}>
                  <Copy size={14} aria-hidden />
                  {t("copy")}
                </Button>
                <Button onClick={onLarge}>
                  <Maximize2 size={14} aria-hidden />
                  {t("show")}
                </Button>
              </>
            )}
            <Button onClick={() => void renew()}>
              <RefreshCw size={14} aria-hidden />
              {t("renew")}
            </Button>
            {link && (
              <Button look="danger" onClick={() => void revoke()}>
                <Link2Off size={14} aria-hidden />
                {t("revoke")}
              </Button>
            )}
          </div>
          <label className="mt-1.5 flex items-center gap-1.5 text-[12px] text-soft">
            <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.target.checked)} />
            {t("keep")}
          </label>
        </div>
      </div>
      {question}
    </li>
  );
}

/** Over the whole screen, to be seen from the last row; printed it is the page. */
function LinkCard({ role, link, onClose }: { readonly role: Role; readonly link: string; onClose(): void }) {
  const t = useTranslations("settings");
  const common = useTranslations("common");
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
          <p className="max-w-[90vw] font-mono text-[clamp(12px,2.2vmin,24px)] break-all">{link}</p>
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
