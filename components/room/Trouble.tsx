"use client";
/** A page for what can go wrong: what happened, what is safe, what to do. */
import type { ReactNode } from "react";
import { problem as en } from "../i18n/en/problem.ts";
import { problem as ko } from "../i18n/ko/problem.ts";
import { usePlainTexts } from "../i18n/usePlainTexts.ts";
import { Button } from "../ui/controls.tsx";
import type { TroubleKind } from "./troubleKinds.ts";

export interface TroubleProps {
  readonly kind: TroubleKind;
  /** The server's own words, if it said any. */
  readonly detail?: string;
  onRetry?(): void;
  /** A way out that is nearer than the first page. */
  readonly back?: { readonly href: string; readonly label: string };
}

const LINK =
  "inline-flex h-8 items-center rounded-control border border-line bg-raised px-3 text-[13px] font-medium hover:border-line-strong";

export function Trouble({ kind, detail, onRetry, back }: TroubleProps) {
  const t = usePlainTexts<typeof en>({ en, ko });
  const { what, safe, todo } = t[kind];
  return (
    <TroublePage title={what} code={kind}>
      <p className="break-keep text-soft">{safe}</p>
      <p className="break-keep">{todo}</p>
      {detail && <p className="font-mono text-[12px] break-words text-faint">{detail}</p>}
      <div className="mt-2 flex flex-wrap gap-2">
        {kind === "version" ? (
          <Button look="primary" onClick={() => location.reload()}>
            {t.reload}
          </Button>
        ) : (
          onRetry && (
            <Button look="primary" onClick={onRetry}>
              {t.retry}
            </Button>
          )
        )}
        {back && (
          <a href={back.href} className={LINK}>
            {back.label}
          </a>
        )}
        <a href="/" className={LINK}>
          {t.home}
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
