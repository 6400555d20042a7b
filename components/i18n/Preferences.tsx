"use client";
/** Language and theme of this browser, switchable without reload and remembered. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { loadLetters } from "../ui/loadLetters.ts";
import { THEME_COLOUR } from "./themeColour.ts";

export type Locale = "ko" | "en";
type Theme = "light" | "dark";

interface PreferencesValue {
  readonly locale: Locale;
  readonly theme: Theme;
  /** What this browser prefers has been read. */
  readonly known: boolean;
  setLocale(locale: Locale): void;
  setTheme(theme: Theme): void;
}

const Context = createContext<PreferencesValue | undefined>(undefined);

interface PreferencesProps {
  readonly children: ReactNode;
  /** The language to begin with, until what this browser remembers is read. */
  readonly asked?: Locale | undefined;
}

export function Preferences({ children, asked: first = "ko" }: PreferencesProps) {
  const [locale, setLocale] = useState<Locale>(first);
  const [theme, setTheme] = useState<Theme>("light");
  const [known, setKnown] = useState(false);
  useEffect(() => {
    const query = new URLSearchParams(location.search);
    const asked = query.get("lang") ?? stored("podroom:lang") ?? (navigator.language.startsWith("ko") ? "ko" : "en");
    setLocale(asked === "ko" ? "ko" : "en");
    const shade =
      query.get("theme") ??
      stored("podroom:theme") ??
      (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    setTheme(shade === "dark" ? "dark" : "light");
    setKnown(true);
    void loadLetters();
  }, []);
  useEffect(() => {
    if (!known) return;
    document.documentElement.lang = locale;
    document.documentElement.dataset.theme = theme;
    for (const tag of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]"))
      tag.content = THEME_COLOUR[theme];
    remember("podroom:lang", locale);
    remember("podroom:theme", theme);
  }, [locale, theme, known]);
  const value = useMemo(() => ({ locale, theme, known, setLocale, setTheme }), [locale, theme, known]);
  return <Context value={value}>{children}</Context>;
}

export function usePreferences(): PreferencesValue {
  const value = useContext(Context);
  if (!value) throw new Error("usePreferences outside Preferences");
  return value;
}

/** Inside another page what that page asks for counts, and browsers may refuse to remember anything. */
function isEmbedded(): boolean {
  return location.pathname.endsWith("/embed");
}

function stored(key: string): string | null {
  try {
    return isEmbedded() ? null : localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key: string, value: string): void {
  try {
    if (!isEmbedded()) localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing shows the page all the same.
  }
}
