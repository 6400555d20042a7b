"use client";
/** A page for what can go wrong on the way into a room: what happened, what is safe, what to do. */
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "../ui/controls.tsx";
import type { TroubleKind } from "./troubleKinds.ts";

export interface TroubleProps {
  readonly kind: TroubleKind;
  /** The server's own words, if it said any. */
  readonly detail?: string;
  onRetry?(): void;
}

export function Trouble({ kind, detail, onRetry }: TroubleProps) {
  const t = useTranslations("problem");
  return (
    <TroublePage title={t(`${kind}.what`)} code={kind}>
      <p className="break-keep text-soft">{t(`${kind}.safe`)}</p>
      <p className="break-keep">{t(`${kind}.todo`)}</p>
      {detail && <p className="font-mono text-[12px] break-words text-faint">{detail}</p>}
      <div className="mt-2 flex flex-wrap gap-2">
        {kind === "version" ? (
          <Button look="primary" onClick={() => location.reload()}>
            {t("reload")}
          </Button>
        ) : (
          onRetry && (
            <Button look="primary" onClick={onRetry}>
              {t("retry")}
            </Button>
          )
        )}
        <a
          href="/"
          className="inline-flex h-8 items-center rounded-control border border-line bg-raised px-3 text-[13px] font-medium hover:border-line-strong"
        >
          {t("home")}
        </a>
      </div>
    </TroublePage>
  );
}

function TroublePage({
  title,
  code,
  children,
}: {
  readonly title: string;
  readonly code: string;
  readonly children: ReactNode;
}) {
  return (
    <main className="grid min-h-dvh place-items-center p-6" data-testid="trouble" data-trouble={code}>
      <div className="flex w-full max-w-md flex-col gap-3 text-[14px]">
        <svg aria-hidden width="72" height="56" viewBox="0 0 72 56" className="mb-1 text-line-strong">
          <rect x="1" y="1" width="70" height="54" rx="8" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <rect x="10" y="11" width="22" height="15" rx="3" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <rect
            x="40"
            y="11"
            width="22"
            height="15"
            rx="3"
            fill="none"
            stroke="var(--failing)"
            strokeWidth="1.5"
            strokeDasharray="3 3"
          />
          <path d="M10 44h38" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
        </svg>
        <h1 className="text-[20px] font-semibold break-keep">{title}</h1>
        {children}
      </div>
    </main>
  );
}
