"use client";
/** Does something in the class; a refusal is shown in the reader's language. */
import { useCallback } from "react";
import { toast } from "sonner";
import type { PersonAction } from "../../server/protocol/classroom/actionSchema.ts";
import { RequestRefused } from "../client/RoomConnection.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useConnection } from "../room/RoomContext.tsx";

/** True when it was done. */
export function useAct(): (action: PersonAction) => Promise<boolean> {
  const connection = useConnection();
  const { locale } = usePreferences();
  return useCallback(
    (action) =>
      connection.act(action).then(
        () => true,
        (error: unknown) => {
          toast.error(error instanceof RequestRefused ? error.text[locale] : (error as Error).message);
          return false;
        },
      ),
    [connection, locale],
  );
}
