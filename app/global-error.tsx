"use client";
import { PlainTrouble } from "../components/room/PlainTrouble.tsx";
import "./globals.css";

/** In place of the layout, when that itself broke. */
export default function AllBroke() {
  return (
    <html lang="ko">
      <body>
        <title>Podroom</title>
        <PlainTrouble />
      </body>
    </html>
  );
}
