"use client";
import { useTranslations } from "next-intl";
import { Component, type ReactNode } from "react";
import { Button } from "../../ui/controls.tsx";

interface State {
  readonly error: Error | undefined;
}

/** Keeps an error of one part from taking the others along. */
export class Boundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return <Broken error={error} onRetry={() => this.setState({ error: undefined })} />;
  }
}

function Broken({ error, onRetry }: { readonly error: Error; onRetry(): void }) {
  const t = useTranslations("problem");
  // Its code is that of an older version: trying again finds nothing.
  const renewed = error.name === "ChunkLoadError" || /Failed to (load chunk|fetch dynamically)/.test(error.message);
  if (renewed)
    return (
      <div role="alert" className="flex h-full flex-col items-start gap-2 overflow-auto p-4 text-[13px]">
        <p className="font-semibold">{t("part.what")}</p>
        <p className="text-soft break-keep">{t("part.todo")}</p>
        <Button look="primary" onClick={() => location.reload()}>
          {t("reload")}
        </Button>
      </div>
    );
  return (
    <div role="alert" className="flex h-full flex-col items-start gap-2 overflow-auto p-4 text-[13px]">
      <p className="font-semibold text-failing">{t("broken")}</p>
      <p className="text-soft break-keep">{t("brokenLead")}</p>
      <p className="font-mono text-[12px] break-words text-soft">{error.message}</p>
      <Button onClick={onRetry}>{t("brokenRetry")}</Button>
    </div>
  );
}
