"use client";
import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes } from "react";
import { Tooltip } from "./Tooltip.tsx";

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "aria-label"> {
  readonly icon: LucideIcon;
  readonly label: string;
  /** Its shortcut, as `Command.keys`. */
  readonly keys?: string;
  /** Pressed or not, for what is on or off. */
  readonly on?: boolean;
  readonly side?: "top" | "bottom" | "left" | "right";
}

/** A button of 28 px with an icon; its name shows on hover and focus. */
export function IconButton({ icon: Icon, label, keys, on, side, className = "", ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(keys ? { keys } : {})} {...(side ? { side } : {})}>
      <button
        type="button"
        aria-label={label}
        {...(on === undefined ? {} : { "aria-pressed": on })}
        className={`inline-grid size-7 shrink-0 place-items-center rounded-control transition-colors duration-150 hover:bg-line/50 hover:text-ink disabled:opacity-40 ${on ? "text-accent" : "text-soft"} ${className}`}
        {...rest}
      >
        <Icon size={16} aria-hidden />
      </button>
    </Tooltip>
  );
}
