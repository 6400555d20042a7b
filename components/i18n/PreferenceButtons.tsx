"use client";
import { Languages, Moon, Sun } from "lucide-react";
import { Button } from "../ui/controls.tsx";
import { common as en } from "./en/common.ts";
import { common as ko } from "./ko/common.ts";
import { usePlainTexts } from "./usePlainTexts.ts";
import { usePreferences } from "./Preferences.tsx";

/** Language and theme, for the corner of any page. */
export function PreferenceButtons() {
  const t = usePlainTexts<typeof en>({ en, ko });
  const { locale, theme, setLocale, setTheme } = usePreferences();
  return (
    <span className="flex">
      <Button
        look="quiet"
        onClick={() => setLocale(locale === "ko" ? "en" : "ko")}
        lang={locale === "ko" ? "en" : "ko"}
      >
        <Languages size={15} aria-hidden />
        <span className="max-sm:sr-only">{t.language}</span>
      </Button>
      <Button look="quiet" aria-label={t.theme} onClick={() => setTheme(theme === "dark" ? "light" : "dark")}>
        {theme === "dark" ? <Sun size={15} aria-hidden /> : <Moon size={15} aria-hidden />}
      </Button>
    </span>
  );
}
