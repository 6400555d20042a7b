"use client";
/** Does something in the class; while it waits for a broken line that is shown, and a refusal, in the reader's language. */
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { toast } from "sonner";
import type { PersonAction } from "../../server/protocol/classroom/actionSchema.ts";
import { refusalOf } from "../client/answers.ts";
import { ConnectionLost } from "../client/Requests.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useConnection } from "../room/RoomContext.tsx";

/** True when it was done. */
export function useAct(): (action: PersonAction) => Promise<boolean> {
  const t = useTranslations("doing");
  const connection = useConnection();
  const { locale } = usePreferences();
  return useCallback(
    async (action) => {
      let waiting: string | number | undefined;
      const tell = (): void => {
        if (connection.getSnapshot().phase !== "live")
          waiting ??= toast.loading(t("waiting"), { description: t("waitsForLine") });
      };
      const done = connection.act(action);
      tell();
      const stop = connection.subscribe(tell);
      try {
        await done;
        return true;
      } catch (error) {
        if (error instanceof ConnectionLost)
          toast.error(t("notSaid"), { description: t(error.sent ? "unknown" : "unsent"), duration: 20_000 });
        else toast.error(refusalOf(error, locale) ?? (error as Error).message);
        return false;
      } finally {
        stop();
        if (waiting !== undefined) toast.dismiss(waiting);
      }
    },
    [connection, locale, t],
  );
}
