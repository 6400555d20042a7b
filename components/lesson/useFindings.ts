"use client";
/** In a dry run: what each check of the step finds, asked anew when the cluster or what was checked changed. */
import { useEffect, useState } from "react";
import type { CheckFinding } from "../../server/protocol/lessons.ts";
import { fetchFindings } from "../client/lessons.ts";
import { useConnection, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { useIsPreview } from "./PreviewContext.ts";
import type { Place } from "./place.ts";

/** Changes closer together than this are one, ms. */
const CALM_MS = 400;
const NONE: readonly CheckFinding[] = [];

export function useFindings({ step }: Place): readonly CheckFinding[] {
  const connection = useConnection();
  const { roomId } = useRoomView();
  const isPreview = useIsPreview();
  const isTrial = useRoomPart(({ room }) => room?.trialOf !== undefined) && !isPreview;
  const at = useRoomPart(({ you, classroom }) => (you ? classroom.progress[you.id]?.at.step : undefined));
  const [found, setFound] = useState<{ readonly step: string; readonly checks: readonly CheckFinding[] }>();
  useEffect(() => {
    if (!isTrial || at !== step.id) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        fetchFindings(roomId).then(
          ({ checks }) => setFound({ step: step.id, checks }),
          () => setFound(undefined),
        );
      }, CALM_MS);
    };
    ask();
    let { cluster, classroom } = connection.getSnapshot();
    const leave = connection.subscribe(() => {
      const next = connection.getSnapshot();
      if (next.cluster === cluster && next.classroom === classroom) return;
      ({ cluster, classroom } = next);
      ask();
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [connection, roomId, isTrial, at, step.id]);
  return found?.step === step.id ? found.checks : NONE;
}
