"use client";
/** Sharing, opened from anywhere by `openSharing` or a command. Loaded when first opened. */
import { useTranslations } from "next-intl";
import { Suspense, useEffect, useState } from "react";
import { useCommands } from "../room/CommandContext.tsx";
import { openSharing } from "./openSharing.ts";
import { lazyPart } from "../ui/lazyPart.ts";

const ShareDialog = lazyPart(() => import("./ShareDialog.tsx").then((part) => ({ default: part.ShareDialog })));

export function Sharing() {
  const t = useTranslations("frame");
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const listener = (): void => setOpen(true);
    addEventListener("podroom:sharing", listener);
    return () => removeEventListener("podroom:sharing", listener);
  }, []);
  useCommands([
    {
      id: "share",
      group: "room",
      title: t("share"),
      words: "share export yaml fork link 공유 내보내기",
      run: openSharing,
    },
  ]);
  if (!open) return null;
  return (
    <Suspense fallback={null}>
      <ShareDialog onClose={() => setOpen(false)} />
    </Suspense>
  );
}
