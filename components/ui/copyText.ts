/** Puts a text into the clipboard; where the page may not (over plain http), as a person would: by marking and copying. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "fixed opacity-0";
  // Inside of what has the focus: a dialog gives it to nobody else.
  const holder = document.activeElement?.closest("[role=dialog]") ?? document.body;
  const before = document.activeElement as HTMLElement | null;
  holder.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  if (!done) throw new Error("the browser does not copy");
}
