"use client";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { stringify } from "yaml";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { Button } from "../ui/controls.tsx";
import { lineDiff } from "./lineDiff.ts";
import { LAST_APPLIED, printYaml } from "./printYaml.ts";

/** The object as YAML; on request beside what was applied last, line by line. */
export function YamlView({ object }: { readonly object: KubeObject }) {
  const t = useTranslations("inspector");
  const { openEditor } = useFrame();
  const [compare, setCompare] = useState(false);
  const applied = object.metadata.annotations?.[LAST_APPLIED];
  const diff = useMemo(() => {
    if (!compare || !applied) return undefined;
    try {
      return lineDiff(
        stringify(sorted(JSON.parse(applied)), { lineWidth: 0 }),
        stringify(sorted(JSON.parse(JSON.stringify(own(object)))), { lineWidth: 0 }),
      );
    } catch {
      return undefined;
    }
  }, [compare, applied, object]);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={() => openEditor(printYaml(object, { forEditing: true }))}>{t("edit")}</Button>
        {applied ? (
          <label className="flex items-center gap-1.5 text-[12px]">
            <input type="checkbox" checked={compare} onChange={(event) => setCompare(event.target.checked)} />
            {t("compareApplied")}
          </label>
        ) : (
          <span className="text-[12px] text-faint">{t("neverApplied")}</span>
        )}
      </div>
      {diff ? (
        <>
          <p className="text-[12px] text-soft break-keep">{t("diffLead")}</p>
          <pre className="font-mono text-[12px] leading-[18px] whitespace-pre-wrap break-all" data-testid="yaml-diff">
            {diff.map(({ kind, text }, index) => (
              <span
                // oxlint-disable-next-line react/no-array-index-key -- lines have no other name
                key={index}
                className={`block ${kind === "added" ? "text-running" : kind === "removed" ? "text-failing" : "text-soft"}`}
              >
                {kind === "added" ? "+ " : kind === "removed" ? "− " : "  "}
                {text}
              </span>
            ))}
          </pre>
        </>
      ) : (
        <pre className="font-mono text-[12px] leading-[18px] whitespace-pre-wrap break-all">{printYaml(object)}</pre>
      )}
    </div>
  );
}

/** The object without status and what the server sets. */
function own(object: KubeObject): unknown {
  const { status: _status, metadata, ...rest } = object;
  const { [LAST_APPLIED]: _last, ...annotations } = metadata.annotations ?? {};
  const { name, namespace, labels } = metadata;
  return { ...rest, metadata: { name, namespace, labels, annotations } };
}

/** Keys in one order and nothing empty, so that only what differs shows. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => !(typeof inner === "object" && inner !== null && Object.keys(inner).length === 0))
      .sort(([left], [right]) => left.localeCompare(right))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
