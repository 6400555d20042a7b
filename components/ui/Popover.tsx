"use client";
import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** A small panel under its trigger. */
export function Popover({
  trigger,
  label,
  align = "end",
  children,
}: {
  /** One element that takes a ref. */
  readonly trigger: ReactNode;
  readonly label: string;
  readonly align?: "start" | "center" | "end";
  readonly children: ReactNode;
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="pops z-50 w-72 rounded-panel border border-line bg-raised p-3 text-[13px] shadow-lg outline-none"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
