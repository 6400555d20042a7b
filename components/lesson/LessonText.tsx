"use client";
/** Markdown of a lesson. A fence `yaml` can be applied or taken into the editor, one of `sh` run in the terminal. */
import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { isValidElement, type ReactElement, type ReactNode, useState } from "react";
import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { Button } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { YamlLines } from "../ui/YamlLines.tsx";
import { useIsPreview } from "./PreviewContext.ts";
import { useApply } from "./useApply.ts";
import { copyText } from "../ui/copyText.ts";

/** Outside of what is drawn: made anew each time, they would forget what they hold. */
const ELEMENTS: Components = {
  pre: ({ children }) => <Fence>{children}</Fence>,
  code: ({ children }) => <code className="rounded bg-accent-soft px-1 py-px font-mono text-[12px]">{children}</code>,
  a: ({ children, href }) => (
    <a href={href} target="_blank" rel="noreferrer" className="text-accent underline">
      {children}
    </a>
  ),
  ul: ({ children }) => <ul className="list-disc space-y-1 pl-5">{children}</ul>,
  ol: ({ children }) => <ol className="list-decimal space-y-1 pl-5">{children}</ol>,
  // Pictures come from elsewhere, and no page asks anybody else for anything.
  img: ({ alt }) => <span>{alt}</span>,
};
const PLUGINS = [remarkGfm];

/** `lead`: the introduction. */
export function LessonText({ text, lead = false }: { readonly text: string; readonly lead?: boolean }) {
  return (
    <div className={`space-y-2 text-[13px] leading-relaxed ${lead ? "text-soft" : ""}`}>
      <Markdown remarkPlugins={PLUGINS} components={ELEMENTS}>
        {text}
      </Markdown>
    </div>
  );
}

function Fence({ children }: { readonly children?: ReactNode }) {
  const isPreview = useIsPreview();
  const code = isValidElement(children)
    ? (children as ReactElement<{ className?: string; children?: ReactNode }>)
    : undefined;
  const text = String(code?.props.children ?? "").replace(/\n$/, "");
  const language = /language-(\w+)/.exec(code?.props.className ?? "")?.[1];
  return (
    <div className="overflow-hidden rounded-control border border-line bg-panel">
      <div className="flex items-center justify-end gap-1 border-b border-line px-1 py-1">
        {isPreview ? <PreviewDoings language={language} /> : <Doings language={language} text={text} />}
        <CopyButton text={text} />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard */}
      <pre className="max-h-72 overflow-auto p-2 font-mono text-[12px] leading-snug" tabIndex={0}>
        {language === "yaml" ? <YamlLines text={text} /> : text}
      </pre>
    </div>
  );
}

const isShell = (language: string | undefined): boolean => language === "sh" || language === "bash";

function Doings({ language, text }: { readonly language: string | undefined; readonly text: string }) {
  const t = useTranslations("lesson");
  const { openEditor, runInTerminal } = useFrame();
  const { apply, applied } = useApply();
  if (isShell(language))
    return (
      <Button look="primary" className="h-7 text-[12px]" onClick={() => runInTerminal(text)}>
        {t("run")}
      </Button>
    );
  if (language !== "yaml") return null;
  return (
    <>
      <Button look="quiet" className="h-7 text-[12px]" onClick={() => openEditor(text)}>
        {t("edit")}
      </Button>
      <Button look="primary" className="h-7 text-[12px]" onClick={() => void apply(text)}>
        {applied && <Check size={13} aria-hidden />}
        {t(applied ? "applied" : "apply")}
      </Button>
    </>
  );
}

/** Looks the same and does nothing. */
function PreviewDoings({ language }: { readonly language: string | undefined }) {
  const t = useTranslations("lesson");
  if (language !== "yaml" && !isShell(language)) return null;
  return (
    <Button look="primary" className="h-7 text-[12px]" disabled title={t("inPreview")}>
      {t(language === "yaml" ? "apply" : "run")}
    </Button>
  );
}

function CopyButton({ text }: { readonly text: string }) {
  const t = useTranslations("lesson");
  const [copied, setCopied] = useState(false);
  return (
    <IconButton
      icon={copied ? Check : Copy}
      label={t("copy")}
      onClick={() => {
        void copyText(text).then(() => setCopied(true));
      }}
    />
  );
}
