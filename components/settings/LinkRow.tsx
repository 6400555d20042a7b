"use client";
import { Copy, Link2Off, Maximize2, RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { LinkView, Role } from "../../server/protocol/messages.ts";
import { renewLink, revokeLink } from "../client/rooms.ts";
import { useRoomView } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { JoinCode } from "./JoinCode.tsx";
import { LinkLeft } from "./LinkLeft.tsx";
import { QrCode } from "./QrCode.tsx";
import { useAttempt } from "./useAttempt.ts";
import { useLinkEnd } from "./useLinkEnd.tsx";
import { useSure } from "./useSure.tsx";
import { useCopy } from "../ui/useCopy.ts";

export interface LinkRowProps {
  readonly role: Role;
  /** Its address, where this browser knows it. */
  readonly link: string | undefined;
  /** Undefined: it was ended. */
  readonly view: LinkView | undefined;
  /** The server's clock, ms. */
  readonly now: number;
  /** "" when it was ended. */
  onLink(link: string): void;
  onLarge(): void;
  /** It is another, or has another end. */
  onChange(): void;
}

export function LinkRow({ role, link, view, now, onLink, onLarge, onChange }: LinkRowProps) {
  const t = useTranslations("settings");
  const copy = useCopy();
  const { roomId } = useRoomView();
  const attempt = useAttempt();
  const [sure, question] = useSure();
  const [keep, setKeep] = useState(true);
  const [wanted, endFields] = useLinkEnd({ kind: role, view, now, onChange });
  const renew = async (): Promise<void> => {
    const end = wanted();
    if (!end) return;
    if (view && !(await sure(t("renewSure")))) return;
    const answer = await attempt(() => renewLink(roomId, role, { keep, ...end }));
    if (answer) onLink(answer.link);
    onChange();
  };
  const revoke = async (): Promise<void> => {
    if (await attempt(() => revokeLink(roomId, role), t("revoked"))) onLink("");
    onChange();
  };
  const hint = link ? `linkHint.${role}` : view ? "linkUnknown" : "linkEnded";
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
          <p className="text-[12px] text-soft break-keep">{t(hint as "linkUnknown")}</p>
          {link && <p className="mt-1 truncate font-mono text-[12px] select-all">{link}</p>}
          {link && <JoinCode link={link} />}
          {view && <LinkLeft link={view} now={now} />}
          <div className="mt-2 flex flex-wrap gap-2">
            {link && (
              <>
                <Button onClick={() => copy(link, t("copied"))}>
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
            {view && (
              <Button look="danger" onClick={() => void revoke()}>
                <Link2Off size={14} aria-hidden />
                {t("revoke")}
              </Button>
            )}
          </div>
          {endFields}
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
