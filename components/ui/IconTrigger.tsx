"use client";
import type { LucideIcon } from "lucide-react";
import type { ComponentPropsWithRef } from "react";

export interface IconTriggerProps extends Omit<ComponentPropsWithRef<"button">, "aria-label" | "title"> {
  readonly icon: LucideIcon;
  readonly label: string;
  /** What it opens makes a difference just now. */
  readonly active?: boolean;
}

/** The button of 28 px that opens a popover or a menu; its name is the browser's own tip, so that two do not open at once. */
export function IconTrigger({ icon: Icon, label, active = false, ...rest }: IconTriggerProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`grid size-7 shrink-0 place-items-center rounded-control hover:bg-line/50 ${active ? "text-accent" : "text-soft hover:text-ink"}`}
      {...rest}
    >
      <Icon size={16} aria-hidden />
    </button>
  );
}
