"use client";
/** Opens a new room as the address asks, see newRoomLink.ts; says what the cluster refused of a manifest. */
import { useEffect, useRef, useState } from "react";
import { createRoom, forkRoom, type NewRoomAnswer, RoomProblem } from "../client/rooms.ts";
import { sharing as en } from "../i18n/en/sharing.ts";
import { sharing as ko } from "../i18n/ko/sharing.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { usePlainTexts } from "../i18n/usePlainTexts.ts";
import { goToMade } from "../room/madeRoom.ts";
import { Button } from "../ui/controls.tsx";
import { askOf } from "./newRoomLink.ts";

type State =
  | { readonly at: "opening" }
  | { readonly at: "failed"; readonly reason: string }
  | { readonly at: "refused"; readonly problems: readonly string[]; readonly room: string };

export function NewRoom() {
  const t = usePlainTexts<typeof en>({ en, ko });
  const { locale } = usePreferences();
  const [state, setState] = useState<State>({ at: "opening" });
  const started = useRef(false);
  const texts = useRef({ t, locale });
  texts.current = { t, locale };
  useEffect(() => {
    // Once: an effect that runs again must not make a second room.
    if (started.current) return;
    started.current = true;
    const tell = ({ room, problems }: NewRoomAnswer): void => setState({ at: "refused", problems, room: room.id });
    goToMade(open(), { tell, replaces: true }).catch((error: unknown) => {
      const { locale: language } = texts.current;
      const reason = error instanceof RoomProblem ? error.text[language] : (error as Error).message;
      setState({ at: "failed", reason });
    });
    async function open(): Promise<NewRoomAnswer> {
      const ask = askOf(location.search, location.hash);
      const { nothing, unreadable } = texts.current.t;
      if (ask.what === "nothing") throw new Error(nothing);
      if (ask.what === "unreadable") throw new Error(unreadable);
      const name = ask.name === "" ? {} : { name: ask.name };
      if (ask.what === "fork")
        return forkRoom(ask.room, {
          ...name,
          ...(ask.time === undefined ? {} : { time: ask.time }),
          ...(ask.token === undefined ? {} : { token: ask.token }),
        });
      return createRoom({ ...name, template: "course", manifests: ask.yaml });
    }
  }, []);
  return (
    <main className="grid min-h-dvh place-items-center p-5">
      <div className="w-full max-w-md" data-testid="new-room" data-at={state.at}>
        {state.at === "opening" && (
          <p role="status" className="text-center text-soft">
            {t.opening}
          </p>
        )}
        {state.at === "failed" && (
          <>
            <h1 className="text-[16px] font-semibold">{t.failed}</h1>
            <p role="alert" className="mt-2 text-[13px] text-failing break-words">
              {state.reason}
            </p>
            <a href="/" className="mt-4 inline-block text-[13px] text-accent">
              {t.home}
            </a>
          </>
        )}
        {state.at === "refused" && (
          <>
            <h1 className="text-[16px] font-semibold">{t.refused}</h1>
            <ul className="mt-2 max-h-72 list-disc overflow-auto pl-5 font-mono text-[12px] text-failing">
              {[...new Set(state.problems)].map((problem) => (
                <li key={problem} className="break-words">
                  {problem}
                </li>
              ))}
            </ul>
            <Button look="primary" className="mt-4" onClick={() => location.replace(`/room/${state.room}`)}>
              {t.goOn}
            </Button>
          </>
        )}
      </div>
    </main>
  );
}
