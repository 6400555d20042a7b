"use client";
import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { Boundary } from "./Boundary.tsx";
import type { Part } from "./parts.tsx";

/** A part in its place: while it loads a word, when it breaks a way back; the rest of the screen goes on. */
export function PartView({ part: { id, Component } }: { readonly part: Part }) {
  return (
    <Boundary key={id}>
      <Suspense fallback={<Loading />}>
        <Component />
      </Suspense>
    </Boundary>
  );
}

function Loading() {
  const t = useTranslations("frame");
  return (
    <p role="status" className="notice p-4 text-[13px] text-soft">
      {t("loading")}
    </p>
  );
}
