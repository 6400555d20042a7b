import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { Preferences } from "../components/i18n/Preferences.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: "Podroom",
  description: "A shared, living Kubernetes cluster in a browser tab",
};
/** Scripts carry the nonce of their answer, so no page is made in advance. */
export const dynamic = "force-dynamic";

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="ko" suppressHydrationWarning>
      <body>
        <Preferences>{children}</Preferences>
      </body>
    </html>
  );
}
