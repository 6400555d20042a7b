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
  /** Why it cannot be done: it is shown, does nothing, and the menu says so under all. */
  readonly why?: string;
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
  /** As a function they are asked for when the menu is opened, and as long as it is. */
  readonly items: readonly MenuItem[] | (() => readonly MenuItem[]);
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
          className="pops z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto rounded-control border border-line bg-raised p-1 text-[13px] shadow-lg"
        >
          <Items items={items} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Items({ items: given }: { readonly items: readonly MenuItem[] | (() => readonly MenuItem[]) }) {
  const items = typeof given === "function" ? given() : given;
  const whys = [...new Set(items.flatMap(({ why }) => why ?? []))];
  return (
    <>
      {items.map(({ id, label, icon: Icon, keys, danger, disabled, why, apart, run }) => (
        <div key={id} role="none">
          {apart && <DropdownMenu.Separator className="my-1 h-px bg-line" />}
          <DropdownMenu.Item
            disabled={disabled ?? false}
            {...(why === undefined ? {} : { "aria-disabled": true, "aria-description": why, title: why })}
            // What cannot be done is still reached, so that whoever hears the menu hears why.
            onSelect={why === undefined ? run : (event) => event.preventDefault()}
            className={`flex h-8 cursor-default items-center gap-2.5 rounded px-2 outline-none data-disabled:opacity-50 data-highlighted:bg-accent-soft ${why === undefined ? (danger ? "text-failing" : "") : "text-faint"}`}
          >
            {Icon ? (
              <Icon size={15} aria-hidden className={why === undefined ? "text-soft" : ""} />
            ) : (
              <span className="w-[15px]" />
            )}
            <span className="flex-1">{label}</span>
            {keys && <Keys keys={keys} />}
          </DropdownMenu.Item>
        </div>
      ))}
      {whys.length > 0 && (
        <div role="none" data-testid="why-not" className="mt-1 max-w-64 border-t border-line px-2 pt-1.5 pb-1">
          {whys.map((why) => (
            <p key={why} className="text-[12px] break-keep text-soft">
              {why}
            </p>
          ))}
        </div>
      )}
    </>
  );
}
