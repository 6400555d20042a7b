/** What went wrong, beside what was tried. */
export function Problem({ text }: { readonly text: string }) {
  return (
    <p role="alert" className="text-[13px] text-failing break-keep empty:hidden">
      {text}
    </p>
  );
}
