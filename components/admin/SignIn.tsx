"use client";
/** The door of the operator's page. The secret is sent once, for a cookie no script reads, and kept nowhere here. */
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { signIn } from "../client/admin.ts";
import { problemText } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { PageHeader } from "../meta/PageHeader.tsx";
import { Button, Input } from "../ui/controls.tsx";

export interface SignInProps {
  /** Why one is asked again. */
  readonly why: "ended" | "left" | undefined;
  onEnter(): void;
}

export function SignIn({ why, onEnter }: SignInProps) {
  const t = useTranslations("admin");
  const { locale } = usePreferences();
  const told = useId();
  const form = useRef<HTMLFormElement>(null);
  // Nothing else is here to do.
  useEffect(() => form.current?.querySelector<HTMLInputElement>("[name=secret]")?.focus(), []);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const enter = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const field = event.currentTarget.elements.namedItem("secret") as HTMLInputElement;
    if (field.value === "" || busy) return;
    setBusy(true);
    try {
      await signIn(field.value);
      onEnter();
    } catch (error) {
      setProblem(error);
      setBusy(false);
      field.select();
    }
  };
  return (
    <div className="mx-auto flex min-h-dvh max-w-md flex-col px-5 py-4" data-testid="admin-door">
      <PageHeader />
      <main className="py-8 text-[14px]">
        <h1 className="text-[28px] leading-tight font-bold">{t("title")}</h1>
        <p className="mt-3 break-keep text-soft">{t("signIn.lead")}</p>
        {why && !problem && (
          <p role="status" className="mt-4 rounded-control bg-accent-soft px-3 py-2 break-keep">
            {t(why === "left" ? "signedOut" : "signIn.ended")}
          </p>
        )}
        <form ref={form} className="mt-5" onSubmit={(event) => void enter(event)}>
          {/* For the browser's own keeper of passwords, which wants to know whose it is. */}
          <input type="text" name="username" autoComplete="username" value="operator" readOnly hidden />
          <label className="block">
            <span className="text-[13px] font-medium">{t("signIn.secret")}</span>
            <Input
              type="password"
              name="secret"
              required
              maxLength={512}
              autoComplete="current-password"
              aria-invalid={problem !== undefined}
              aria-describedby={told}
              className="mt-1 w-full"
            />
          </label>
          <div id={told}>
            {problem !== undefined && (
              <p role="alert" className="mt-2 break-keep text-failing">
                {t("signIn.failed", { reason: problemText(problem, locale) })}
              </p>
            )}
            <p className="mt-2 text-[12px] break-keep text-soft">{t("signIn.lasts")}</p>
          </div>
          <Button type="submit" look="primary" className="mt-4" aria-disabled={busy}>
            {t(busy ? "signIn.entering" : "signIn.enter")}
          </Button>
        </form>
      </main>
    </div>
  );
}
