"use client";
/** Labels or a selector as chips. */

export function Pairs({
  title,
  pairs,
}: {
  readonly title: string;
  readonly pairs: { readonly [key: string]: string } | undefined;
}) {
  const entries = Object.entries(pairs ?? {});
  if (entries.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 text-[12px] text-soft">{title}</h3>
      <ul className="flex flex-wrap gap-1">
        {entries.map(([key, value]) => (
          <li key={key} className="rounded bg-accent-soft px-1.5 py-px font-mono text-[12px] break-all">
            {key}={value}
          </li>
        ))}
      </ul>
    </section>
  );
}
