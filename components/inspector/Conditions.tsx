"use client";
import { useTranslations } from "next-intl";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { useClusterTime } from "../room/RoomContext.tsx";
import { age } from "../tables/age.ts";
import { Section } from "./Section.tsx";

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

export function Conditions({ object }: { readonly object: KubeObject }) {
  const t = useTranslations("inspector");
  const now = useClusterTime();
  const conditions = (object.status as { readonly conditions?: readonly Condition[] } | undefined)?.conditions ?? [];
  if (conditions.length === 0) return null;
  return (
    <Section title={t("conditions")}>
      <ul className="flex flex-col gap-1.5">
        {conditions.map(({ type, status, reason, message, lastTransitionTime }) => (
          <li key={type}>
            <p className="flex items-baseline gap-2">
              <span className="font-mono text-[12px]">
                {type}={status}
              </span>
              <span className="text-[12px] text-soft">{reason}</span>
              <span className="ml-auto font-mono text-[12px] text-faint">{age(lastTransitionTime, now)}</span>
            </p>
            {message && <p className="text-[12px] break-words text-soft">{message}</p>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
