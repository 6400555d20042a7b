"use client";
import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Keys } from "./Keys.tsx";

export const TooltipProvider = Radix.Provider;

/** A few words beside what is pointed at or focused. It only repeats what the thing's own name says, plus its key. */
export function Tooltip({
  text,
  keys,
  side = "bottom",
  children,
}: {
  readonly text: ReactNode;
  readonly keys?: string;
  readonly side?: "top" | "bottom" | "left" | "right";
  readonly children: ReactNode;
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="appears z-[60] flex max-w-80 items-center gap-2 rounded-control bg-ink px-2 py-1 text-[12px] text-paper shadow-md"
        >
          {text}
          {keys && <Keys keys={keys} dark />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
