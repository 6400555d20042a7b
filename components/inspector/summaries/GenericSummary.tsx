"use client";
import { useTranslations } from "next-intl";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import { isTrimmed } from "../../../server/protocol/trimmed.ts";
import { Conditions } from "../Conditions.tsx";
import { Facts, Section } from "../Section.tsx";
import { plainFacts } from "./plainFacts.ts";

/** Any kind: what it says of itself in plain values, its data, its conditions. */
export function GenericSummary({ object }: { readonly object: KubeObject }) {
  const t = useTranslations("inspector");
  const { data, stringData, type } = object as unknown as {
    readonly data?: { readonly [key: string]: string };
    readonly stringData?: { readonly [key: string]: string };
    readonly type?: string;
  };
  const secret = object.kind === "Secret";
  const entries = Object.entries({ ...data, ...stringData });
  const spec = plainFacts(object.spec);
  const status = plainFacts(object.status);
  return (
    <>
      {type && <Facts facts={[[t("type"), type]]} />}
      {spec.length > 0 && (
        <Section title="spec">
          <Facts facts={spec} />
        </Section>
      )}
      {entries.length > 0 && (
        <Section title={t("data", { count: entries.length })}>
          <ul className="flex flex-col gap-2">
            {entries.map(([key, value]) => (
              <li key={key}>
                <p className="font-mono text-[12px] font-semibold break-all">{key}</p>
                {value === "" && isTrimmed(object) ? (
                  <p className="text-[12px] text-faint">…</p>
                ) : secret ? (
                  <p className="text-[12px] text-faint">
                    {t("secretBytes", { bytes: Math.floor((value.length * 3) / 4) })}
                  </p>
                ) : (
                  <pre className="max-h-40 overflow-auto rounded-control bg-panel p-2 font-mono text-[12px] whitespace-pre-wrap break-all">
                    {value}
                  </pre>
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {status.length > 0 && (
        <Section title="status">
          <Facts facts={status} />
        </Section>
      )}
      <Conditions object={object} />
    </>
  );
}
