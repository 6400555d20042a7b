"use client";
import { useTranslations } from "next-intl";
import { useRoom } from "./RoomContext.tsx";

/** Says when the screen is not live, floating, so that nothing jumps; what is done in a blink is not announced. */
export function ConnectionNotice() {
  const t = useTranslations("room");
  const { phase, problem } = useRoom();
  const bad = phase === "refused" || phase === "stopped";
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-14 z-40 flex justify-center px-4">
      {phase !== "live" && (
        <p
          className={`notice flex items-center gap-2 rounded-panel border border-line-strong bg-raised px-3 py-1.5 text-[13px] break-keep shadow-lg ${bad ? "text-failing" : "text-pending"}`}
        >
          <span aria-hidden>{bad ? "✕" : "○"}</span>
          {t(phase)}
          {problem && problem.code !== "goodbye" && (
            <span className="font-mono text-[12px] text-soft">{problem.code}</span>
          )}
        </p>
      )}
    </div>
  );
}
