"use client";
/** What somebody sees who waits to be let in: that they wait, as whom, and nothing of the room. It goes on by itself. */
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { ErrorCode } from "../../server/protocol/messages.ts";
import { DoorWait } from "../client/DoorWait.ts";
import { PreferenceButtons } from "../i18n/PreferenceButtons.tsx";
import { Button } from "../ui/controls.tsx";

export interface WaitingPageProps {
  readonly roomId: string;
  /** Empty until the server has said it. */
  readonly nickname: string;
  onLetIn(): void;
  onEnd(code: ErrorCode): void;
  onLeave(): void;
}

export function WaitingPage({ roomId, nickname, onLetIn, onEnd, onLeave }: WaitingPageProps) {
  const t = useTranslations("door");
  const [name, setName] = useState(nickname);
  const [line, setLine] = useState(true);
  const told = useRef({ onLetIn, onEnd });
  told.current = { onLetIn, onEnd };
  useEffect(() => {
    const wait = new DoorWait({
      roomId,
      onWait: setName,
      onLine: setLine,
      onLetIn: () => told.current.onLetIn(),
      onEnd: (code) => told.current.onEnd(code),
    });
    return () => wait.close();
  }, [roomId]);
  return (
    <div className="flex min-h-dvh flex-col p-5">
      <div className="flex justify-end">
        <PreferenceButtons />
      </div>
      <main className="grid flex-1 place-items-center" data-testid="waiting">
        <div className="flex w-full max-w-md flex-col gap-3 text-[14px]">
          <svg aria-hidden width="72" height="56" viewBox="0 0 72 56" className="mb-1 text-line-strong">
            <rect x="1" y="1" width="70" height="54" rx="8" fill="none" stroke="currentColor" strokeWidth="1.5" />
            <rect x="24" y="10" width="24" height="45" rx="3" fill="none" stroke="var(--accent)" strokeWidth="1.5" />
            <circle cx="42" cy="33" r="1.8" fill="var(--accent)" />
          </svg>
          <h1 className="text-[20px] font-semibold break-keep">{t("waiting.title")}</h1>
          {name !== "" && <p className="text-[16px] font-medium break-words">{t("waiting.as", { name })}</p>}
          <p role="status" className={`break-keep ${line ? "text-soft" : "text-pending"}`}>
            {t(line ? "waiting.lead" : "waiting.lost")}
          </p>
          <div className="mt-2 flex flex-wrap items-center gap-3">
            <Button onClick={onLeave}>{t("waiting.leave")}</Button>
            <a href="/privacy" className="text-[13px] text-soft underline underline-offset-2 hover:text-ink">
              {t("stored")}
            </a>
          </div>
        </div>
      </main>
    </div>
  );
}
