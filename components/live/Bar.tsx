import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** A calm line over the room that says what happens together, with what one can do about it. */
export function Bar({
  icon: Icon,
  text,
  name,
  children,
}: {
  readonly icon: LucideIcon;
  readonly text: ReactNode;
  readonly name: string;
  /** Buttons. */
  readonly children?: ReactNode;
}) {
  return (
    <div
      data-bar={name}
      className="flex shrink-0 flex-wrap items-center justify-center gap-x-3 gap-y-1 border-b border-line bg-accent-soft px-3 py-1 text-[13px]"
    >
      <span role="status" className="flex min-w-0 items-center gap-2 break-keep">
        <Icon size={15} aria-hidden className="shrink-0 text-accent" />
        <span className="min-w-0">{text}</span>
      </span>
      {children}
    </div>
  );
}
