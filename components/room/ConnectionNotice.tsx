"use client";
import { useTranslations } from "next-intl";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useRoom } from "./RoomContext.tsx";

/** Says when the screen is not live, floating, so that nothing jumps; what is done in a blink is not announced. */
export function ConnectionNotice() {
  const t = useTranslations("room");
  const { locale } = usePreferences();
  const { phase, problem } = useRoom();
  // Who says goodbye knows best what comes.
  const goodbye = problem?.code === "goodbye" && (phase === "stopped" || phase === "lost") ? problem.text[locale] : "";
  const bad = phase === "refused" || phase === "stopped";
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-14 z-40 flex justify-center px-4">
      {phase !== "live" && (
        <p
          className={`notice flex items-center gap-2 rounded-panel border border-line-strong bg-raised px-3 py-1.5 text-[13px] break-keep shadow-lg ${bad ? "text-failing" : "text-pending"}`}
        >
          <span aria-hidden>{bad ? "✕" : "○"}</span>
          {goodbye || t(phase)}
          {problem && problem.code !== "goodbye" && (
            <span className="font-mono text-[12px] text-soft">{problem.code}</span>
          )}
        </p>
      )}
    </div>
  );
}
