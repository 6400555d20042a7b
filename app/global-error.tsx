"use client";
import { Preferences } from "../components/i18n/Preferences.tsx";
import { Trouble } from "../components/room/Trouble.tsx";
import "./globals.css";

/** In place of the layout, when that itself broke. */
export default function AllBroke({ error }: { readonly error: Error }) {
  return (
    <html lang="ko">
      <body>
        <Preferences>
          <Trouble kind="crash" detail={error.message} onRetry={() => location.reload()} />
        </Preferences>
      </body>
    </html>
  );
}
