/**
 * Copies a text. Over plain http, as in a classroom's own network, browsers hide the clipboard: then as a selection is copied.
 * Rejects when the browser refuses.
 */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const before = document.activeElement as HTMLElement | null;
  // A dialog takes back a focus that leaves it.
  const home = before?.closest("[role=dialog]") ?? document.body;
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("readonly", "");
  field.style.cssText = "position:fixed;top:0;opacity:0;white-space:pre";
  home.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
  if (!done) throw new Error("the browser does not let this page copy");
}
