"use client";
/** What an operator sees who is signed in: how the server does in one strip, under it its rooms, or the limits in force. */
import { LogOut, WifiOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { signOut, staySignedIn } from "../client/admin.ts";
import { problemText } from "../client/rooms.ts";
import { PreferenceButtons } from "../i18n/PreferenceButtons.tsx";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Button, TabBar, TabPanel } from "../ui/controls.tsx";
import { HealthStrip } from "./HealthStrip.tsx";
import { LimitsTable } from "./LimitsTable.tsx";
import { RoomsPart, type RoomsView } from "./RoomsPart.tsx";
import type { Inside } from "./useAdmin.ts";
import { useFormats } from "./useFormats.ts";

/** Before the end of a session it is told, ms. */
const WARNED_MS = 5 * 60_000;

export interface AdminScreenProps {
  readonly admin: Inside;
  readonly view: RoomsView;
  onView(view: RoomsView): void;
}

export function AdminScreen({ admin, view, onView }: AdminScreenProps) {
  const t = useTranslations("admin");
  const { locale } = usePreferences();
  const [part, setPart] = useState("rooms");
  const { overview } = admin;
  const leave = (): void =>
    void signOut().then(admin.leave, (error: unknown) =>
      toast.error(t("notSignedOut", { reason: problemText(error, locale) })),
    );
  return (
    <div className="flex h-dvh min-h-120 flex-col" data-testid="admin">
      <header className="flex items-center gap-3 border-b border-line px-4 py-1.5">
        <a href="/" className="text-[16px] font-bold tracking-tight">
          Podroom
        </a>
        <h1 className="min-w-0 flex-1 truncate text-[16px] text-soft">{t("title")}</h1>
        <PreferenceButtons />
        <Button onClick={leave}>
          <LogOut size={14} aria-hidden />
          {t("signOut")}
        </Button>
      </header>
      <main className="flex min-h-0 flex-1 flex-col">
        <Notices admin={admin} />
        <HealthStrip overview={overview.value} samples={admin.samples} />
        <div className="border-b border-line px-2">
          <TabBar
            name="admin"
            label={t("tabs.label")}
            value={part}
            onChange={setPart}
            items={[
              { id: "rooms", label: t("tabs.rooms") },
              { id: "limits", label: t("tabs.limits") },
            ]}
          />
        </div>
        <TabPanel name="admin" value={part} className="flex min-h-0 flex-1 flex-col">
          {part === "limits" ? <LimitsTable overview={overview.value} /> : <RoomsPart {...{ admin, view, onView }} />}
        </TabPanel>
      </main>
    </div>
  );
}

function Notices({ admin }: { readonly admin: Inside }) {
  const t = useTranslations("admin");
  const { locale } = usePreferences();
  const { clock } = useFormats();
  const { overview, problem, roomsProblem } = admin;
  const { session } = overview.value;
  const left = session ? session.expiresAt - overview.value.now : Number.POSITIVE_INFINITY;
  // No answer of ours, or one of a proxy whose server is away.
  const isAway = problem !== undefined && (problem.status === 0 || problem.status >= 502);
  const stay = (): void =>
    void staySignedIn().then(
      () => {
        toast.success(t("staying"));
        admin.look();
      },
      (error: unknown) => {
        toast.error(problemText(error, locale));
        admin.failed(error);
      },
    );
  return (
    <>
      {problem && !isAway && (
        <p role="alert" className="border-b border-line px-4 py-1.5 text-[13px] break-keep text-failing">
          {t("unread", { reason: problemText(problem, locale) })}
        </p>
      )}
      {isAway && (
        <p role="alert" className="flex items-center gap-2 bg-failing px-4 py-1.5 text-[13px] break-keep text-paper">
          <WifiOff size={14} aria-hidden className="shrink-0" />
          {t("away", { time: clock(overview.at) })}
        </p>
      )}
      {roomsProblem && !problem && (
        <p role="alert" className="border-b border-line px-4 py-1.5 text-[13px] break-keep text-failing">
          {t("notRead", { reason: problemText(roomsProblem, locale) })}
        </p>
      )}
      {left < WARNED_MS && !problem && (
        <div
          role="alert"
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-accent-soft px-4 py-1.5 text-[13px]"
        >
          {t("ends", { minutes: Math.max(0, Math.floor(left / 60_000)) })}
          <Button onClick={stay}>{t("stay")}</Button>
        </div>
      )}
    </>
  );
}
