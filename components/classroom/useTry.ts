"use client";
/** Waits for what was asked of the server; a refusal is shown in the reader's language. */
import { useCallback } from "react";
import { toast } from "sonner";
import { RequestRefused } from "../client/Requests.ts";
import { usePreferences } from "../i18n/Preferences.tsx";

/** True when it was done. */
export function useTry(): (asked: Promise<void>) => Promise<boolean> {
  const { locale } = usePreferences();
  return useCallback(
    (asked) =>
      asked.then(
        () => true,
        (error: unknown) => {
          // A broken line is said elsewhere, and what was wanted is asked again.
          if (!(error instanceof RequestRefused)) return true;
          toast.error(error.text[locale]);
          return false;
        },
      ),
    [locale],
  );
}
