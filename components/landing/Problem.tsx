import type { Locale } from "../i18n/Preferences.tsx";
import { RoomProblem } from "../client/rooms.ts";

/** What went wrong, beside what was tried. */
export function Problem({ text }: { readonly text: string }) {
  return (
    <p role="alert" className="text-[13px] text-failing break-keep empty:hidden">
      {text}
    </p>
  );
}

export function textOf(error: unknown, locale: Locale): string {
  return error instanceof RoomProblem ? error.text[locale] : String(error);
}
