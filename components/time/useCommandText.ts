"use client";
/** A command of the past in words. */
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { PastCommand } from "../../server/protocol/messages.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { useVerbText } from "../room/useVerbText.ts";
import { useMomentText } from "./useMomentText.ts";

export function useCommandText(): (command: PastCommand) => string {
  const t = useTranslations("time");
  const feed = useTranslations("feed");
  const verbText = useVerbText();
  const live = useTranslations("live");
  const people = useRoomPart((room) => room.people);
  const moment = useMomentText();
  return useCallback(
    (command) => {
      const who = people.get(command.person)?.nickname ?? feed("system");
      switch (command.type) {
        case "request": {
          const { verb, resource, namespace, name, typedBy } = command;
          const what = `${namespace === "" ? "" : `${namespace}/`}${resource.split(".")[0]}${name === "" ? "" : `/${name}`}`;
          const typist =
            typedBy === undefined ? "" : ` ${live("typedBy", { name: people.get(typedBy)?.nickname ?? "–" })}`;
          return t("did", { who: who + typist, verb: verbText(verb), what });
        }
        case "clock":
          if (command.step !== undefined)
            return t("stepped", { who, step: t("seconds", { count: command.step / 1000 }) });
          return command.speed === 0 ? t("pausedClock", { who }) : t("setClock", { who, speed: command.speed ?? 1 });
        case "restore":
          return t("restored", { who, time: moment(command.to) });
      }
    },
    [t, feed, verbText, live, people, moment],
  );
}
