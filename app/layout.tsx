import type { Viewport } from "next";
import type { ReactNode } from "react";
import { Preferences } from "../components/i18n/Preferences.tsx";
import { THEME_COLOUR } from "../components/i18n/themeColour.ts";
import { pageMetadata } from "../components/meta/pageMetadata.ts";
import "./globals.css";

export const generateMetadata = () => pageMetadata("landing");

/** Scripts carry the nonce of their answer, so no page is made in advance. */
export const dynamic = "force-dynamic";

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: THEME_COLOUR.light },
    { media: "(prefers-color-scheme: dark)", color: THEME_COLOUR.dark },
  ],
};

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="ko" suppressHydrationWarning>
      <body>
        <Preferences>{children}</Preferences>
      </body>
    </html>
  );
}
