"use client";
import type { LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { Keys } from "./Keys.tsx";

export interface MenuItem {
  readonly id: string;
  readonly label: ReactNode;
  readonly icon?: LucideIcon;
  readonly keys?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** A line over it. */
  readonly apart?: boolean;
  run(): void;
}

/** A menu under its trigger; arrow keys and first letters move in it. */
export function Menu({
  items,
  align = "end",
  children,
}: {
  readonly items: readonly MenuItem[];
  readonly align?: "start" | "end";
  /** The trigger: one element that takes a ref. */
  readonly children: ReactNode;
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="pops z-50 min-w-48 rounded-control border border-line bg-raised p-1 text-[13px] shadow-lg"
        >
          {items.map(({ id, label, icon: Icon, keys, danger, disabled, apart, run }) => (
            <div key={id} role="none">
              {apart && <DropdownMenu.Separator className="my-1 h-px bg-line" />}
              <DropdownMenu.Item
                disabled={disabled ?? false}
                onSelect={run}
                className={`flex h-8 cursor-default items-center gap-2.5 rounded px-2 outline-none data-disabled:opacity-50 data-highlighted:bg-accent-soft ${danger ? "text-failing" : ""}`}
              >
                {Icon ? <Icon size={15} aria-hidden className="text-soft" /> : <span className="w-[15px]" />}
                <span className="flex-1">{label}</span>
                {keys && <Keys keys={keys} />}
              </DropdownMenu.Item>
            </div>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
