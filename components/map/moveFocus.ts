/** Arrow keys go from card to card, to the nearest in that direction. Returns whether there was one. */
export function moveFocus(frame: HTMLElement, key: string): boolean {
  const current = document.activeElement;
  if (!(current instanceof HTMLElement) || !current.matches("[data-pod], [data-service]")) return false;
  const from = centre(current);
  let best: { readonly element: HTMLElement; readonly cost: number } | undefined;
  for (const element of frame.querySelectorAll<HTMLElement>("[data-pod], [data-service]")) {
    if (element === current) continue;
    const to = centre(element);
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const [along, across] =
      key === "ArrowRight"
        ? [dx, dy]
        : key === "ArrowLeft"
          ? [-dx, dy]
          : key === "ArrowDown"
            ? [dy, dx]
            : key === "ArrowUp"
              ? [-dy, dx]
              : [0, 0];
    if (along < 4) continue;
    const cost = along + Math.abs(across) * 2;
    if (!best || cost < best.cost) best = { element, cost };
  }
  best?.element.focus();
  return best !== undefined;
}

function centre(element: HTMLElement): { readonly x: number; readonly y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
