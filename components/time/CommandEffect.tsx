"use client";
/** What the command that is told of in the history changed: the cluster right before it beside what it led to. */
import { GitCompare } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import type { PastCommand } from "../../server/protocol/messages.ts";
import { Button } from "../ui/controls.tsx";
import { lazyPart } from "../ui/lazyPart.ts";
import { type CommandLog, effectOf, type Span } from "./commandLog.ts";
import { useCommandText } from "./useCommandText.ts";

const CompareDialog = lazyPart(() => import("./CompareDialog.tsx").then((part) => ({ default: part.CompareDialog })));

export interface CommandEffectProps {
  readonly log: CommandLog;
  readonly command: PastCommand;
  /** Cluster ms, as is `begin`. */
  readonly now: number;
  readonly begin: number;
}

export function CommandEffect({ log, command, now, begin }: CommandEffectProps) {
  const t = useTranslations("time");
  const text = useCommandText();
  const [open, setOpen] = useState<Span & { readonly text: string; readonly now: number }>();
  return (
    <>
      <Button
        className="h-7"
        onClick={() => setOpen({ ...effectOf(log, command, now), text: text(command), now: Math.round(now) })}
      >
        <GitCompare size={14} aria-hidden />
        <span className="max-sm:sr-only">{t("effect")}</span>
      </Button>
      {open && (
        <Suspense fallback={null}>
          <CompareDialog
            shown={undefined}
            effect={open}
            begin={begin}
            now={open.now}
            onClose={() => setOpen(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}
