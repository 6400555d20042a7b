"use client";
/** A student's screen that all are shown: where they look, and what their editor and terminal hold, in the dock's place. */
import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { useNames } from "../classroom/useNames.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { useGuide } from "./GuideContext.tsx";
import { SightPlace } from "./SightPlace.tsx";
import { lazyPart } from "../ui/lazyPart.ts";

const SightPanes = lazyPart(() => import("./SightPanes.tsx").then((part) => ({ default: part.SightPanes })));

export function ShownScreen({ className = "" }: { readonly className?: string }) {
  const t = useTranslations("live");
  const names = useNames();
  const { guide, screen } = useGuide();
  const ended = useRoomPart(({ live }) => guide !== undefined && live.ended.has(guide.of));
  if (!guide || !screen) return null;
  const name = names(guide.of);
  return (
    <section
      aria-label={t("watching", { name })}
      data-testid="shown-screen"
      className={`flex min-h-0 flex-1 flex-col bg-paper ${className}`}
    >
      <div className="flex h-9 shrink-0 items-center gap-3 border-b border-line bg-panel px-3">
        <h2 className="shrink-0 text-[13px] font-semibold">{t("watching", { name })}</h2>
        {screen !== "waiting" && <SightPlace sight={screen} />}
      </div>
      <div className="min-h-0 flex-1">
        {screen === "waiting" ? (
          <p className="p-3 text-[13px] text-soft">{ended ? t("ended", { name }) : t("waiting")}</p>
        ) : (
          <Suspense fallback={null}>
            <SightPanes sight={screen} name={name} />
          </Suspense>
        )}
      </div>
    </section>
  );
}
