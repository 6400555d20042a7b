import type { ReactNode } from "react";

/** A link that looks like a button and saves a file. */
export function FileLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <a
      href={href}
      download
      className="inline-flex h-8 items-center justify-center gap-1.5 rounded-control border border-line bg-raised px-3 text-[13px] font-medium whitespace-nowrap transition-colors duration-150 hover:border-line-strong"
    >
      {children}
    </a>
  );
}
