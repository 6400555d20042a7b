"use client";
/** The door of a room: known people walk in, others give a nickname. */
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { joinRoom, RoomProblem, showRoom } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { RoomProvider } from "./RoomContext.tsx";
import { RoomScreen } from "./RoomScreen.tsx";

type Door = "looking" | "asking" | "open" | "closed";

/** `children`: what stands behind the door; left out: the room's screen. */
export function RoomEntrance({ roomId, children }: { readonly roomId: string; readonly children?: ReactNode }) {
  const t = useTranslations("room");
  const { locale } = usePreferences();
  const [door, setDoor] = useState<Door>("looking");
  const [problem, setProblem] = useState("");
  const [nickname, setNickname] = useState("");

  useEffect(() => {
    const token = tokenInHash();
    showRoom(roomId).then(
      () => setDoor("open"),
      () => {
        setDoor(token ? "asking" : "closed");
      },
    );
  }, [roomId]);

  const enter = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const token = tokenInHash();
    try {
      await joinRoom(roomId, { nickname, ...(token ? { token } : {}) });
      history.replaceState(null, "", location.pathname + location.search);
      setDoor("open");
    } catch (error) {
      setProblem(error instanceof RoomProblem ? error.text[locale] : String(error));
    }
  };

  if (door === "open") {
    return <RoomProvider roomId={roomId}>{children ?? <RoomScreen />}</RoomProvider>;
  }
  return (
    <main className="grid min-h-dvh place-items-center p-5">
      {door === "looking" && <p className="text-soft">{t("connecting")}</p>}
      {door === "closed" && (
        <div className="text-center">
          <h1 className="text-[20px] font-semibold">{t("refused")}</h1>
          <p className="mt-2 text-soft">{t("linkNeeded")}</p>
        </div>
      )}
      {door === "asking" && (
        <form onSubmit={enter} className="flex w-80 flex-col gap-3">
          <h1 className="text-[20px] font-semibold">Podroom</h1>
          <label className="flex flex-col gap-1 text-[13px] text-soft">
            {t("nickname")}
            <Input
              value={nickname}
              onChange={(event) => setNickname(event.target.value)}
              required
              maxLength={60}
              autoComplete="nickname"
              className="h-10 text-[16px]"
            />
          </label>
          <Button type="submit" look="primary" className="h-10">
            {t("enter")}
          </Button>
          <p role="alert" className="min-h-5 text-[13px] text-failing">
            {problem}
          </p>
        </form>
      )}
    </main>
  );
}

function tokenInHash(): string | undefined {
  return /#k=([\w-]+)/.exec(location.hash)?.[1];
}
