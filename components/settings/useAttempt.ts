"use client";
/** Tries something of the rooms' API; a refusal is shown in the reader's language. */
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { toast } from "sonner";
import { RoomProblem } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";

/** What it gave, or undefined when it failed; `done` is said when it worked. */
export function useAttempt(): <T>(action: () => Promise<T>, done?: string) => Promise<T | undefined> {
  const t = useTranslations("settings");
  const { locale } = usePreferences();
  return useCallback(
    async (action, done) => {
      try {
        const result = await action();
        if (done) toast.success(done);
        return result;
      } catch (error) {
        const reason = error instanceof RoomProblem ? error.text[locale] : (error as Error).message;
        toast.error(t("failed", { reason }));
        return undefined;
      }
    },
    [t, locale],
  );
}
