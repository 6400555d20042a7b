"use client";
/** One student's screen, live: where they look, their editor and terminal; and what one may ask of them. */
import { ExternalLink, Keyboard, MonitorUp, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef } from "react";
import { toast } from "sonner";
import { sightOf } from "../client/live/LiveState.ts";
import { SightPanes } from "../live/SightPanes.tsx";
import { SightPlace } from "../live/SightPlace.tsx";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { useTry } from "../classroom/useTry.ts";
import { useShowing } from "./useShowing.ts";

export function WatchPanel({
  person,
  name,
  onClose,
}: {
  readonly person: string;
  /** As it is shown: names may be hidden. */
  readonly name: string;
  onClose(): void;
}) {
  const t = useTranslations("live");
  const { live } = useConnection();
  const attempt = useTry();
  const phase = useRoomPart((room) => room.phase === "live");
  const screen = useRoomPart((room) => room.live.screens.get(person));
  const ended = useRoomPart((room) => room.live.ended.has(person));
  const sight = sightOf(screen);
  const closed = useRef(onClose);
  closed.current = onClose;
  const look = useCallback(() => {
    void attempt(live.watch(person, true)).then((done) => !done && closed.current());
  }, [attempt, live, person]);
  useEffect(() => {
    if (phase) look();
    // oxlint-disable-next-line react/exhaustive-deps -- after a broken line the connection asks again by itself
  }, [look]);
  useEffect(
    () => () => {
      live.watch(person, false).catch(() => {});
    },
    [live, person],
  );
  const keyboard = useKeyboard(person, name);
  const own = keyboard.state === "given" || keyboard.state === "asked";
  return (
    <section
      aria-label={t("watching", { name })}
      data-testid="watch"
      className="mb-4 flex h-[min(72dvh,640px)] min-h-80 flex-col overflow-hidden rounded-panel border border-line-strong bg-raised"
    >
      <header className="relative flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line py-1.5 pr-12 pl-3">
        <h2 className="text-[14px] font-semibold">{t("watching", { name })}</h2>
        <div className="min-w-0 flex-1 basis-56">{sight && <SightPlace sight={sight} />}</div>
        {sight && <KeyboardButton keyboard={keyboard} possible={sight.keyboard === true && sight.hidden !== true} />}
        {sight && <ShowButton person={person} name={name} />}
        {sight && (
          <a
            href={`/room/${sight.cluster ?? ""}?watch=${person}`}
            target="_blank"
            rel="noopener"
            className="inline-flex h-8 items-center gap-1.5 rounded-control border border-line px-3 text-[13px] font-medium hover:border-line-strong"
          >
            <ExternalLink size={14} aria-hidden />
            {t("openLive")}
          </a>
        )}
        <IconButton icon={X} label={t("watchEnd")} className="absolute! top-2 right-2.5" onClick={onClose} />
      </header>
      {own && (
        <p role="status" className="border-b border-line bg-accent-soft px-3 py-1 text-[12px]">
          {t(keyboard.state === "given" ? "haveKeyboard" : "askedKeyboard", { name })}
        </p>
      )}
      <div className="min-h-0 flex-1">
        {sight ? (
          <SightPanes
            sight={sight}
            name={name}
            {...(keyboard.state === "given" ? { onType: (text: string) => live.type(person, text) } : {})}
          />
        ) : (
          <div className="flex items-center gap-3 p-4 text-[13px] text-soft" role="status">
            {ended ? t("ended", { name }) : t("waiting")}
            {ended && <Button onClick={look}>{t("again")}</Button>}
          </div>
        )}
      </div>
    </section>
  );
}

interface KeyboardUse {
  readonly state: "none" | "asked" | "given" | "other";
  ask(on: boolean): void;
}

function useKeyboard(person: string, name: string): KeyboardUse {
  const t = useTranslations("live");
  const { live } = useConnection();
  const attempt = useTry();
  const you = useRoomPart((room) => room.you?.id);
  const held = useRoomPart((room) => room.live.keyboards.get(person));
  const state = !held ? "none" : held.by === you ? held.state : "other";
  const before = useRef(state);
  const taken = useRef(false);
  useEffect(() => {
    const was = before.current;
    before.current = state;
    if (state === "none" && was === "asked" && !taken.current) toast.message(t("declined", { name }));
    taken.current = false;
  }, [state, name, t]);
  const ask = (on: boolean): void => {
    taken.current = !on;
    void attempt(live.askKeyboard(person, on));
  };
  return { state, ask };
}

function KeyboardButton({
  keyboard: { state, ask },
  possible,
}: {
  readonly keyboard: KeyboardUse;
  readonly possible: boolean;
}) {
  const t = useTranslations("live");
  if (state === "given" || state === "asked")
    return (
      <Button look={state === "given" ? "primary" : "plain"} onClick={() => ask(false)}>
        <Keyboard size={14} aria-hidden />
        {t(state === "given" ? "returnKeyboard" : "cancel")}
      </Button>
    );
  return (
    <Button
      disabled={!possible || state === "other"}
      title={state === "other" ? t("otherKeyboard") : possible ? undefined : t("noKeyboard")}
      onClick={() => ask(true)}
    >
      <Keyboard size={14} aria-hidden />
      {t("askKeyboard")}
    </Button>
  );
}

function ShowButton({ person, name }: { readonly person: string; readonly name: string }) {
  const t = useTranslations("live");
  const { state, seenBy, show } = useShowing(person, name);
  return (
    <Button look={state === "shown" ? "primary" : "plain"} onClick={() => show(state === "none")}>
      <MonitorUp size={14} aria-hidden />
      {t(state === "none" ? "showAll" : state === "asked" ? "cancel" : "showEnd")}
      {state === "shown" && <span className="tabular-nums">· {t("shownTo", { count: seenBy })}</span>}
    </Button>
  );
}
