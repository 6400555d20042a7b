"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { ClassMessage } from "../../server/protocol/classroom/ClassState.ts";
import { useNames } from "./useNames.ts";

/** Who said what to whom; `children`: what can be done about it. */
export function MessageLine({
  message: { from, to, text },
  own,
  nameOf,
  children,
}: {
  readonly message: ClassMessage;
  readonly own: boolean;
  /** Left out: by nicknames. */
  readonly nameOf?: ((id: string) => string) | undefined;
  readonly children?: ReactNode;
}) {
  const t = useTranslations("classroom");
  const nicknames = useNames();
  const names = nameOf ?? nicknames;
  const whom = to === "all" ? t("toAll") : to === "instructors" ? t("toTeachers") : `→ ${names(to)}`;
  return (
    <div className="text-[13px]">
      <p className="flex flex-wrap items-baseline gap-x-1.5">
        <span className={`font-medium ${own ? "text-accent" : ""}`}>{names(from)}</span>
        <span className="text-[12px] text-soft">{whom}</span>
        {children}
      </p>
      <p className="whitespace-pre-wrap break-words">{text}</p>
    </div>
  );
}
