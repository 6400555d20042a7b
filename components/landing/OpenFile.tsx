"use client";
/** A room kept as a file is opened as a new one; what is not as it was is said before going on. */
import { useState } from "react";
import { importRoom, type NewRoomAnswer, problemText } from "../client/rooms.ts";
import { landing as en } from "../i18n/en/landing.ts";
import { landing as ko } from "../i18n/ko/landing.ts";
import { usePlainTexts } from "../i18n/usePlainTexts.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { goToMade } from "../room/madeRoom.ts";
import { Problem } from "./Problem.tsx";

export function OpenFile() {
  const t = usePlainTexts<typeof en>({ en, ko });
  const { locale } = usePreferences();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const [room, setRoom] = useState<string>();

  const tell = ({ room: made, problems }: NewRoomAnswer): void => {
    setProblem(problems.join("\n"));
    setRoom(made.id);
    setBusy(false);
  };

  const open = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setBusy(true);
    setProblem("");
    try {
      await goToMade(importRoom(file), { tell });
    } catch (error) {
      setProblem(problemText(error, locale));
      setBusy(false);
    }
  };

  return (
    <div className="flex flex-col items-start gap-1">
      <label className="cursor-pointer text-soft underline underline-offset-2 focus-within:outline-2 focus-within:outline-accent hover:text-ink">
        {busy ? t.opening : t.openFile}
        <input
          type="file"
          accept=".gz"
          disabled={busy}
          className="sr-only"
          onChange={(event) => {
            void open(event.target.files?.[0]);
            // The same file may be tried again.
            event.target.value = "";
          }}
        />
      </label>
      <Problem text={problem} />
      {room && (
        <a href={`/room/${room}`} className="text-accent underline underline-offset-2">
          {t.goOn}
        </a>
      )}
    </div>
  );
}
