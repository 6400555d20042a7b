"use client";
/** Into a room by its link, or by the code of its link. */
import { type FormEvent, useState } from "react";
import { readJoinCode } from "../../server/protocol/joinCode.ts";
import { findRoom, problemText } from "../client/rooms.ts";
import { landing as en } from "../i18n/en/landing.ts";
import { landing as ko } from "../i18n/ko/landing.ts";
import { usePlainTexts } from "../i18n/usePlainTexts.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { Problem } from "./Problem.tsx";

export function JoinForm() {
  const t = usePlainTexts<typeof en>({ en, ko });
  const { locale } = usePreferences();
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  const join = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setProblem("");
    const link = /\/room\/([\w-]+)(#[km]=[\w-]+)?/.exec(said);
    const code = readJoinCode(said);
    if (link) return location.assign(`/room/${link[1]}${link[2] ?? ""}`);
    if (code === undefined) return setProblem(t.joinBad);
    setBusy(true);
    try {
      location.assign(`/room/${(await findRoom(code)).room}#k=${code}`);
    } catch (error) {
      setProblem(problemText(error, locale));
      setBusy(false);
    }
  };

  return (
    <form className="flex flex-col gap-2 border-t border-line pt-6" onSubmit={(event) => void join(event)}>
      <label className="flex flex-col gap-1 text-[12px] text-soft">
        <span className="text-[16px] font-semibold text-ink">{t.join}</span>
        <Input
          value={said}
          onChange={(event) => setSaid(event.target.value)}
          placeholder={t.joinHint}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
        />
      </label>
      <Problem text={problem} />
      <Button type="submit" disabled={busy} className="self-start">
        {t.join}
      </Button>
    </form>
  );
}
