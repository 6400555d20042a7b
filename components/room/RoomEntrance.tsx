"use client";
/** The door of a room: known people walk in, others give a nickname or wait to be let in, and whoever cannot is told why. */
import { useTranslations } from "next-intl";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { type Beginning, beginRoom, fetchState } from "../client/beginning.ts";
import { forgetMe, type Joined, joinRoom, knock, type Knocked, RoomProblem } from "../client/rooms.ts";
import { NicknameForm } from "../door/NicknameForm.tsx";
import { WaitingPage } from "../door/WaitingPage.tsx";
import { AllTexts } from "../i18n/AllTexts.tsx";
import { usePreferences } from "../i18n/Preferences.tsx";
import type { LocaleTexts } from "../i18n/useFetchedTexts.ts";
import { RoomProvider } from "./RoomContext.tsx";
import { RoomScreen } from "./RoomScreen.tsx";
import { Trouble } from "./Trouble.tsx";
import { type TroubleKind, troubleOf } from "./troubleKinds.ts";

type Door =
  | { readonly at: "looking" }
  | { readonly at: "open"; readonly beginning: Beginning }
  | ({ readonly at: "asking" } & Knocked)
  | { readonly at: "waiting"; readonly nickname: string }
  | { readonly at: "trouble"; readonly kind: TroubleKind; readonly detail?: string };

/** A nickname refused for what it is can be given again; everything else is a matter of the room. */
const ABOUT_NICKNAME = new Set(["bad-nickname", "nickname-taken", "bad-request"]);

/** `children`: what stands behind the door; left out: the room's screen. */
export function RoomEntrance(props: RoomEntranceProps) {
  return (
    <AllTexts brought={props.texts}>
      <Entrance {...props} />
    </AllTexts>
  );
}

interface RoomEntranceProps {
  readonly roomId: string;
  /** Texts that came with the page. */
  readonly texts?: LocaleTexts;
  readonly children?: ReactNode;
}

function Entrance({ roomId, children }: RoomEntranceProps) {
  const t = useTranslations("room");
  const { locale } = usePreferences();
  const [door, setDoor] = useState<Door>({ at: "looking" });
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);

  const look = useCallback(() => {
    setDoor({ at: "looking" });
    lookAtDoor(roomId).then(setDoor);
  }, [roomId]);
  useEffect(look, [look]);

  const enter = async (nickname?: string): Promise<void> => {
    const token = inHash("k");
    setBusy(true);
    try {
      const joined = await joinRoom(roomId, {
        ...(nickname === undefined ? {} : { nickname }),
        ...(token ? { token } : {}),
      });
      dropHash();
      setDoor(doorOf(roomId, joined));
    } catch (error) {
      if (error instanceof RoomProblem && ABOUT_NICKNAME.has(error.code)) setProblem(error.text[locale]);
      else if (error instanceof RoomProblem)
        setDoor({ at: "trouble", kind: troubleOf(error.code, true), detail: error.text[locale] });
      else setDoor({ at: "trouble", kind: "away" });
    } finally {
      setBusy(false);
    }
  };
  const leave = async (): Promise<void> => {
    await forgetMe(roomId).catch(() => undefined);
    location.assign("/");
  };

  switch (door.at) {
    case "open":
      return (
        <RoomProvider roomId={roomId} beginning={door.beginning}>
          {children ?? <RoomScreen />}
        </RoomProvider>
      );
    case "trouble":
      return <Trouble {...door} onRetry={look} />;
    case "asking":
      return <NicknameForm room={door} problem={problem} busy={busy} onNickname={(nickname) => void enter(nickname)} />;
    case "waiting":
      return (
        <WaitingPage
          roomId={roomId}
          nickname={door.nickname}
          onLetIn={() => {
            setDoor({ at: "looking" });
            void enter();
          }}
          onEnd={(code) => setDoor({ at: "trouble", kind: troubleOf(code) })}
          onLeave={() => void leave()}
        />
      );
    case "looking":
      return (
        <main className="grid min-h-dvh place-items-center p-5">
          <p role="status" className="notice text-soft">
            {t("connecting")}
          </p>
        </main>
      );
  }
}

/** Where this browser stands: in the room, before the question for a nickname, waiting, or in trouble. Never rejects. */
async function lookAtDoor(roomId: string): Promise<Door> {
  const device = inHash("m");
  const token = inHash("k");
  try {
    if (device) {
      // Once used it works no more: a reload must not try it again.
      dropHash();
      return doorOf(roomId, await joinRoom(roomId, { device }));
    }
    return { at: "open", beginning: await beginRoom(roomId) };
  } catch (error) {
    const code = error instanceof RoomProblem ? error.code : "unreachable";
    if (code === "waiting") return { at: "waiting", nickname: "" };
    // Not known here, but with a link: what it does is asked before a nickname is.
    if (code === "not-allowed" && token) return askLink(roomId, token);
    return { at: "trouble", kind: device && code === "bad-link" ? "moved" : troubleOf(code) };
  }
}

function doorOf(roomId: string, joined: Joined): Door {
  if (joined.waiting) return { at: "waiting", nickname: joined.waiting.nickname };
  return { at: "open", beginning: { state: fetchState(roomId, "joined") } };
}

async function askLink(roomId: string, token: string): Promise<Door> {
  try {
    return { at: "asking", ...(await knock(roomId, token)) };
  } catch (error) {
    return { at: "trouble", kind: troubleOf(error instanceof RoomProblem ? error.code : "unreachable", true) };
  }
}

/** The token of a link (`k`), or of a personal link (`m`). */
function inHash(name: "k" | "m"): string | undefined {
  return new RegExp(`#${name}=([\\w-]+)`).exec(location.hash)?.[1];
}

function dropHash(): void {
  history.replaceState(null, "", location.pathname + location.search);
}
