"use client";
/** The operator's page: how the server does, all its rooms, and what can be done about them. Behind a secret. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { problemText } from "../client/rooms.ts";
import { AdminTexts } from "../i18n/AdminTexts.tsx";
import { usePreferences } from "../i18n/Preferences.tsx";
import { PageHeader } from "../meta/PageHeader.tsx";
import { Toaster } from "../ui/Toaster.tsx";
import { TooltipProvider } from "../ui/Tooltip.tsx";
import { AdminScreen } from "./AdminScreen.tsx";
import { FIRST_VIEW } from "./RoomsPart.tsx";
import { SignIn } from "./SignIn.tsx";
import { useAdmin } from "./useAdmin.ts";

/** `on`: this server has a secret for it. */
export function AdminPage({ on }: { readonly on: boolean }) {
  return (
    <AdminTexts>
      <TooltipProvider delayDuration={400}>{on ? <Behind /> : <SwitchedOff />}</TooltipProvider>
    </AdminTexts>
  );
}

function Behind() {
  const t = useTranslations("admin");
  const { locale } = usePreferences();
  const admin = useAdmin();
  const [view, setView] = useState(FIRST_VIEW);
  switch (admin.at) {
    case "off":
      return <SwitchedOff />;
    case "looking":
      return (
        <main className="grid min-h-dvh place-items-center p-5">
          <p role="status" className="notice text-soft">
            {admin.problem ? t("unread", { reason: problemText(admin.problem, locale) }) : t("loading")}
          </p>
        </main>
      );
    case "door":
      return <SignIn why={admin.why} onEnter={admin.enter} />;
    case "in":
      return (
        <>
          <AdminScreen admin={admin} view={view} onView={setView} />
          <Toaster label={t("notices")} />
        </>
      );
  }
}

function SwitchedOff() {
  const t = useTranslations("admin.off");
  return (
    <div className="mx-auto flex min-h-dvh max-w-2xl flex-col px-5 py-4">
      <PageHeader />
      <main className="py-8 text-[14px]" data-testid="admin-off">
        <h1 className="text-[28px] leading-tight font-bold break-keep">{t("title")}</h1>
        <p className="mt-3 break-keep text-soft">{t("lead")}</p>
        <pre className="mt-3 overflow-x-auto rounded-control border border-line bg-panel px-3 py-2 font-mono text-[13px]">
          ADMIN_SECRET=$(openssl rand -base64 24)
        </pre>
        <p className="mt-3 break-keep text-soft">{t("more")}</p>
      </main>
    </div>
  );
}
