"use client";
/** The small controls every screen uses, on native elements. */
import type { ButtonHTMLAttributes, InputHTMLAttributes, ReactNode, SelectHTMLAttributes } from "react";

const BASE = "inline-flex items-center justify-center gap-1.5 rounded-control text-[13px] font-medium whitespace-nowrap disabled:opacity-50 transition-colors duration-150";
const LOOKS = {
  primary: "h-8 px-3 bg-accent text-accent-ink hover:brightness-110",
  plain: "h-8 px-3 border border-line bg-raised hover:border-line-strong",
  quiet: "h-8 px-2 text-soft hover:text-ink hover:bg-panel",
  danger: "h-8 px-3 border border-line text-failing hover:border-failing",
};

export function Button({ look = "plain", className = "", ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & { readonly look?: keyof typeof LOOKS }) {
  return <button type="button" className={`${BASE} ${LOOKS[look]} ${className}`} {...rest} />;
}

const FIELD = "h-8 rounded-control border border-line bg-raised px-2 text-[13px] placeholder:text-faint focus:border-accent outline-none";

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

/** A row of tabs; arrow keys move between them. */
export function TabBar({ items, value, onChange, label }: { readonly items: readonly TabItem[]; readonly value: string; readonly onChange: (id: string) => void; readonly label: string }) {
  return (
    <div role="tablist" aria-label={label} className="flex min-w-0 overflow-x-auto">
      {items.map(({ id, label: text }, index) => (
        <button
          key={id}
          type="button"
          role="tab"
          aria-selected={id === value}
          tabIndex={id === value ? 0 : -1}
          onClick={() => onChange(id)}
          onKeyDown={(event) => {
            const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
            const next = step === 0 ? undefined : items[(index + step + items.length) % items.length];
            if (!next) return;
            onChange(next.id);
            (event.currentTarget.parentElement?.children[items.indexOf(next)] as HTMLElement | undefined)?.focus();
          }}
          className={`h-9 shrink-0 border-b-2 px-3 text-[13px] ${id === value ? "border-accent font-semibold text-ink" : "border-transparent text-soft hover:text-ink"}`}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

/** A label as a chip. */
export function Chip({ children, lit = false, onClick }: { readonly children: ReactNode; readonly lit?: boolean; readonly onClick?: () => void }) {
  const look = `rounded px-1.5 py-px font-mono text-[11px] ${lit ? "bg-accent text-accent-ink" : "bg-accent-soft text-ink"}`;
  return onClick ? (
    <button type="button" onClick={onClick} className={look}>
      {children}
    </button>
  ) : (
    <span className={look}>{children}</span>
  );
}
