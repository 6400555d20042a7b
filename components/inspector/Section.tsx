"use client";
import type { ReactNode } from "react";
import { useRoomView } from "../room/RoomContext.tsx";
import type { Selection } from "../room/view.ts";

/** A heading and what is under it. */
export function Section({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section>
      <div className="mb-1.5 flex items-baseline justify-between gap-2">
        <h3 className="text-[12px] font-medium text-soft">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Names and values in two columns; what has no value is left out. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  const shown = facts.filter(([, value]) => value !== undefined && value !== "" && value !== null);
  if (shown.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {shown.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-soft">{name}</dt>
          <dd className="min-w-0 font-mono text-[12px] leading-5 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** An object's name that leads to it. */
export function ObjectLink({
  target,
  children,
  className = "",
}: {
  readonly target: Selection;
  readonly children?: ReactNode;
  readonly className?: string;
}) {
  const { select } = useRoomView();
  return (
    <button
      type="button"
      onClick={() => select(target)}
      className={`rounded text-left font-mono text-[12px] break-all text-accent hover:underline ${className}`}
    >
      {children ?? target.name}
    </button>
  );
}
