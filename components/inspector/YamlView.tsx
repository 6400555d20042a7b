"use client";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { Button } from "../ui/controls.tsx";
import { YamlLines } from "../ui/YamlLines.tsx";
import { comparableYaml, own } from "./comparable.ts";
import { DiffLines } from "./DiffLines.tsx";
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
      return lineDiff(comparableYaml(JSON.parse(applied)), comparableYaml(own(object)));
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
          <DiffLines lines={diff} />
        </>
      ) : (
        <pre className="font-mono text-[12px] leading-[18px] wrap-anywhere whitespace-pre-wrap">
          <YamlLines text={printYaml(object)} />
        </pre>
      )}
    </div>
  );
}
