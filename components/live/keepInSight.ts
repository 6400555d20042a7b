/** Scrolls the pane something is in, and nothing around it, as little as needed for it to be seen. */

const EDGE = 6;

/** `part`: the share of the element's height that matters; left out: all of it. */
export function keepInSight(
  element: HTMLElement | null,
  part: { readonly from: number; readonly to: number } = { from: 0, to: 1 },
): void {
  const pane = element?.closest<HTMLElement>("[data-pane]");
  if (!element || !pane) return;
  const { top, height } = element.getBoundingClientRect();
  const start = top - pane.getBoundingClientRect().top + height * part.from - EDGE;
  const end = start + height * (part.to - part.from) + 2 * EDGE;
  if (start < 0) pane.scrollTop += start;
  else if (end > pane.clientHeight) pane.scrollTop += end - pane.clientHeight;
}
