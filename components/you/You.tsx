"use client";
/** What is one's own in the room, opened from anywhere by `openYou` or a command. Loaded when first opened. */
import { useTranslations } from "next-intl";
import { Suspense, useEffect, useState } from "react";
import { useCommands } from "../room/CommandContext.tsx";
import { lazyPart } from "../ui/lazyPart.ts";
import { openYou } from "./openYou.ts";

const YouDialog = lazyPart(() => import("./YouDialog.tsx").then((part) => ({ default: part.YouDialog })));

export function You() {
  const t = useTranslations("you");
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const listener = (): void => setOpen(true);
    addEventListener("podroom:you", listener);
    return () => removeEventListener("podroom:you", listener);
  }, []);
  useCommands([
    {
      id: "you",
      group: "room",
      title: t("open"),
      words: "me nickname device phone privacy data forget notifications 별명 기기 알림 개인 정보",
      run: openYou,
    },
  ]);
  if (!open) return null;
  return (
    <Suspense fallback={null}>
      <YouDialog onClose={() => setOpen(false)} />
    </Suspense>
  );
}
