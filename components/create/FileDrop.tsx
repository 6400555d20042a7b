"use client";
import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { LIMITS } from "../../server/protocol/limits.ts";
import { Button } from "../ui/controls.tsx";

/** Files by drag and drop or by choosing; their texts go on as one of several documents. */
export function FileDrop({ onText }: { onText(text: string): void }) {
  const t = useTranslations("create");
  const [over, setOver] = useState(false);
  const [said, setSaid] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const take = async (list: FileList | null): Promise<void> => {
    const files = [...(list ?? [])];
    const large = files.find(({ size }) => size > LIMITS.body);
    if (large) return setSaid(t("tooLarge", { name: large.name }));
    if (files.length === 0) return;
    const texts = await Promise.all(files.map((file) => file.text()));
    onText(texts.map((text) => (text.endsWith("\n") ? text : `${text}\n`)).join("---\n"));
    setSaid(t("fileRead", { count: files.length }));
  };
  return (
    <div
      data-testid="file-drop"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer.files);
      }}
      className={`flex flex-col items-center gap-2 rounded-panel border border-dashed px-4 py-8 text-[13px] transition-colors ${over ? "border-accent bg-accent-soft" : "border-line-strong"}`}
    >
      <FileUp size={22} aria-hidden className="text-soft" />
      <p className="text-soft">{t("dropHere")}</p>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".yaml,.yml,.json,application/yaml,application/json,text/*"
        aria-label={t("choose")}
        onChange={(event) => void take(event.target.files).then(() => input.current && (input.current.value = ""))}
      />
      <Button onClick={() => input.current?.click()}>{t("choose")}</Button>
      {said && <p role="status">{said}</p>}
    </div>
  );
}
