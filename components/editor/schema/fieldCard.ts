/** What is shown over a field of an editor: its name, and paragraphs about it. */
export function fieldCard(name: string, paragraphs: readonly string[]): { readonly dom: HTMLElement } {
  const dom = document.createElement("div");
  dom.className = "cm-field-hover";
  const head = dom.appendChild(document.createElement("p"));
  head.className = "cm-field-name";
  head.textContent = name;
  for (const text of paragraphs) dom.appendChild(document.createElement("p")).textContent = text;
  return { dom };
}
