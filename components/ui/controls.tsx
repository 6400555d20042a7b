"use client";
/** The small controls every screen uses, on native elements. */
import type { ButtonHTMLAttributes, InputHTMLAttributes, ReactNode, SelectHTMLAttributes } from "react";

const BASE =
  "inline-flex items-center justify-center gap-1.5 rounded-control text-[13px] font-medium whitespace-nowrap disabled:opacity-50 transition-colors duration-150";
const LOOKS = {
  primary: "h-8 px-3 bg-accent text-accent-ink hover:brightness-110",
  plain: "h-8 px-3 border border-line bg-raised hover:border-line-strong",
  quiet: "h-8 px-2 text-soft hover:text-ink hover:bg-panel",
  danger: "h-8 px-3 border border-line text-failing hover:border-failing",
};

export function Button({
  look = "plain",
  className = "",
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { readonly look?: keyof typeof LOOKS }) {
  return <button type="button" className={`${BASE} ${LOOKS[look]} ${className}`} {...rest} />;
}

const FIELD =
  "h-8 rounded-control border border-line bg-raised px-2 text-[13px] placeholder:text-faint focus:border-accent outline-none";

export function Input({ className = "", ...rest }: InputHTMLAttributes<HTMLInputElement>) {
  return <input className={`${FIELD} ${className}`} {...rest} />;
}

export function Select({ className = "", ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return <select className={`${FIELD} ${className}`} {...rest} />;
}

export interface TabItem {
  readonly id: string;
  readonly label: ReactNode;
}

export interface TabBarProps {
  /** Ties the tabs to the TabPanel of the same name. */
  readonly name: string;
  readonly items: readonly TabItem[];
  readonly value: string;
  readonly label: string;
  /** `bottom`: as on a phone, icons over words, all of one width. */
  readonly look?: "line" | "bottom";
  onChange(id: string): void;
}

const TABS = {
  line: {
    list: "flex min-w-0 overflow-x-auto",
    tab: "h-9 shrink-0 border-b-2 px-3 text-[13px]",
    on: "border-accent font-semibold text-ink",
    off: "border-transparent text-soft hover:text-ink",
  },
  bottom: {
    list: "grid auto-cols-fr grid-flow-col",
    tab: "flex h-14 min-w-0 flex-col items-center justify-center gap-0.5 text-[12px] tracking-tight",
    on: "font-semibold text-accent",
    off: "text-soft",
  },
};

/** A row of tabs; arrow keys, Home and End move between them. */
export function TabBar({ name, items, value, onChange, label, look = "line" }: TabBarProps) {
  const style = TABS[look];
  return (
    <div role="tablist" aria-label={label} className={style.list}>
      {items.map(({ id, label: text }, index) => (
        <button
          key={id}
          id={`${name}-tab-${id}`}
          type="button"
          role="tab"
          aria-selected={id === value}
          aria-controls={id === value ? `${name}-panel` : undefined}
          tabIndex={id === value ? 0 : -1}
          onClick={() => onChange(id)}
          onKeyDown={(event) => {
            const next = items[tabAfter(event.key, index, items.length)];
            if (!next || next.id === id) return;
            event.preventDefault();
            onChange(next.id);
            (event.currentTarget.parentElement?.children[items.indexOf(next)] as HTMLElement | undefined)?.focus();
          }}
          className={`-outline-offset-2 ${style.tab} ${id === value ? style.on : style.off}`}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

function tabAfter(key: string, index: number, count: number): number {
  if (key === "ArrowRight") return (index + 1) % count;
  if (key === "ArrowLeft") return (index - 1 + count) % count;
  return key === "Home" ? 0 : key === "End" ? count - 1 : index;
}

/** What the chosen tab of the TabBar of that name shows. */
export function TabPanel({
  name,
  value,
  className = "",
  children,
}: {
  readonly name: string;
  readonly value: string;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <div role="tabpanel" id={`${name}-panel`} aria-labelledby={`${name}-tab-${value}`} className={className}>
      {children}
    </div>
  );
}
