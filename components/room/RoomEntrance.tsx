"use client";
/** The door of a room: known people walk in, others give a nickname, and whoever cannot is told why. */
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useCallback, useEffect, useState } from "react";
import { joinRoom, RoomProblem, showRoom } from "../client/rooms.ts";
import { AllTexts } from "../i18n/AllTexts.tsx";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { RoomProvider } from "./RoomContext.tsx";
import { RoomScreen } from "./RoomScreen.tsx";
import { Trouble } from "./Trouble.tsx";
import { type TroubleKind, troubleOf } from "./troubleKinds.ts";

type Door = "looking" | "asking" | "open" | { readonly kind: TroubleKind; readonly detail?: string };

/** A nickname refused for what it is can be given again; everything else is a matter of the room. */
const ABOUT_NICKNAME = new Set(["bad-nickname", "nickname-taken", "bad-request"]);

/** `children`: what stands behind the door; left out: the room's screen. */
export function RoomEntrance(props: RoomEntranceProps) {
  return (
    <AllTexts>
      <Entrance {...props} />
    </AllTexts>
  );
}

interface RoomEntranceProps {
  readonly roomId: string;
  readonly children?: ReactNode;
}

function Entrance({ roomId, children }: RoomEntranceProps) {
  const t = useTranslations("room");
  const { locale } = usePreferences();
  const [door, setDoor] = useState<Door>("looking");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const [nickname, setNickname] = useState("");

  const look = useCallback(() => {
    setDoor("looking");
    const token = tokenInHash();
    showRoom(roomId).then(
      () => setDoor("open"),
      (error: unknown) => {
        const code = error instanceof RoomProblem ? error.code : "unreachable";
        const kind = troubleOf(code);
        // Not known here, but with a link: the nickname is asked and the link tried.
        if (kind === "link" && token) setDoor("asking");
        else setDoor({ kind });
      },
    );
  }, [roomId]);
  useEffect(look, [look]);

  const enter = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const token = tokenInHash();
    setBusy(true);
    try {
      await joinRoom(roomId, { nickname, ...(token ? { token } : {}) });
      history.replaceState(null, "", location.pathname + location.search);
      setDoor("open");
    } catch (error) {
      if (error instanceof RoomProblem && ABOUT_NICKNAME.has(error.code)) setProblem(error.text[locale]);
      else if (error instanceof RoomProblem) setDoor({ kind: troubleOf(error.code, true), detail: error.text[locale] });
      else setDoor({ kind: "away" });
    } finally {
      setBusy(false);
    }
  };

  if (door === "open") {
    return <RoomProvider roomId={roomId}>{children ?? <RoomScreen />}</RoomProvider>;
  }
  if (typeof door === "object") return <Trouble {...door} onRetry={look} />;
  return (
    <main className="grid min-h-dvh place-items-center p-5">
      {door === "looking" ? (
        <p role="status" className="notice text-soft">
          {t("connecting")}
        </p>
      ) : (
        <form onSubmit={enter} className="flex w-full max-w-80 flex-col gap-3">
          <h1 className="text-[20px] font-semibold">Podroom</h1>
          <p className="text-[13px] text-soft break-keep">{t("inviteLead")}</p>
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
          <Button type="submit" look="primary" className="h-10" disabled={busy}>
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
