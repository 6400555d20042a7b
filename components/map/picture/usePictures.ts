"use client";
/** Pictures of the map: as files, and on paper when the page is printed. */
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { toast } from "sonner";
import { saveFile } from "../../room/saveFile.ts";
import { usePrintable } from "../../room/printing.ts";
import { whenLine } from "../../client/line.ts";
import { useConnection, useRoomView } from "../../room/RoomContext.tsx";
import { type Detail, detailAt, type Size } from "../camera.ts";
import type { Fitted } from "../layout/mapLayout.ts";
import type { Drawing } from "./Drawing.ts";
import type { PictureFormat } from "./takePicture.ts";

export type PicturePart = "whole" | "view";

export interface Pictures {
  save(part: PicturePart, format: PictureFormat): Promise<void>;
}

export interface PicturesOptions {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly world: RefObject<HTMLDivElement | null>;
  readonly fitted: Fitted;
  draw(what: Drawn): void;
  /** Whether the page is likely to be printed: then the code for it comes in advance. */
  readonly soon: boolean;
}

/** What stands in the page: what is in sight; all of it; all of it laid out for a sheet. */
export type Drawn = "seen" | "all" | "paper";

/** An A4 sheet that lies, without margins and heading, px. */
export const SHEET: Size = { width: 1_030, height: 620 };
/** From this scale on cards can be read on paper, which is seen nearer than a screen. */
const READ = 0.5;

export function detailOnPaper(scale: number): Detail {
  return scale >= READ ? "cards" : detailAt(scale);
}

const load = () => import("./takePicture.ts");

export function usePictures({ frame, world, fitted, draw: show, soon }: PicturesOptions): Pictures {
  const t = useTranslations("map");
  const connection = useConnection();
  const { namespace } = useRoomView();
  const loaded = useRef<Awaited<ReturnType<typeof load>>>(undefined);
  // Printing does not wait: what it needs is there before.
  useEffect(() => {
    if (!soon) return;
    const early = async (): Promise<void> => {
      await whenLine();
      loaded.current = await load();
    };
    // What does not come now is asked for, and told of, when it is wanted.
    const timer = setTimeout(() => void early().catch(() => {}), 3_000);
    return () => clearTimeout(timer);
  }, [soon]);
  // As it is laid out once the sheet is drawn.
  const newest = useRef(fitted);
  newest.current = fitted;
  const title = (): string => [connection.getSnapshot().room?.name ?? "Podroom", namespace].filter(Boolean).join(" · ");
  const draw = (code: Awaited<ReturnType<typeof load>>, part: PicturePart | "paper"): Drawing | undefined => {
    const element = world.current;
    if (!element || !frame.current) return undefined;
    if (part === "view") return code.drawMap(element, frame.current);
    const onPaper = part === "paper";
    flushSync(() => show(onPaper ? "paper" : "all"));
    try {
      return onPaper ? code.onSheet(element, newest.current, () => code.drawMap(element)) : code.drawMap(element);
    } finally {
      flushSync(() => show("seen"));
    }
  };
  usePrintable(() => {
    const drawing = loaded.current && draw(loaded.current, "paper");
    return drawing && loaded.current?.elementOf(drawing, title());
  });
  return {
    async save(part, format) {
      try {
        const code = await load();
        loaded.current = code;
        const drawing = draw(code, part);
        if (!drawing) return;
        saveFile(`${title().replace(/[^\p{L}\p{N}]+/gu, "-")}.${format}`, await code.fileOf(drawing, format, title()));
      } catch (error) {
        toast.error(t("pictureFailed"), { description: (error as Error).message });
      }
    },
  };
}
