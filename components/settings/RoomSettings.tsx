"use client";
/** A room's settings, opened from anywhere by `openSettings` or a command. Loaded when first opened; for instructors. */
import { useTranslations } from "next-intl";
import { Suspense, useEffect, useState } from "react";
import { useCommands } from "../room/CommandContext.tsx";
import { useRoomPart } from "../room/RoomContext.tsx";
import { openSettings } from "./openSettings.ts";
import { lazyPart } from "../ui/lazyPart.ts";

const SettingsDialog = lazyPart(() =>
  import("./SettingsDialog.tsx").then((part) => ({ default: part.SettingsDialog })),
);

export function RoomSettings() {
  const t = useTranslations("settings");
  const teaches = useRoomPart(({ you }) => you?.role === "instructor");
  const [tab, setTab] = useState<string>();
  useEffect(() => {
    const listener = (event: Event): void => setTab((event as CustomEvent<string>).detail);
    addEventListener("podroom:settings", listener);
    return () => removeEventListener("podroom:settings", listener);
  }, []);
  useCommands(
    teaches
      ? [
          {
            id: "settings",
            group: "room",
            title: t("open"),
            words: "settings mode people links qr 설정 모드 링크",
            run: () => openSettings("room"),
          },
        ]
      : [],
  );
  if (!teaches || tab === undefined) return null;
  return (
    <Suspense fallback={null}>
      <SettingsDialog tab={tab} onTab={setTab} onClose={() => setTab(undefined)} />
    </Suspense>
  );
}
