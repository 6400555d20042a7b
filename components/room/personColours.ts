/** Twelve colours for people, apart from the colours of states and from each other. Index as the server gives it. */
const HUES = [272, 200, 320, 110, 250, 350, 180, 300, 55, 225, 335, 135];

/** Readable as text on paper, and under paper-coloured text. */
export function personColour(index: number, theme: "light" | "dark"): string {
  const hue = HUES[((index % HUES.length) + HUES.length) % HUES.length];
  return theme === "dark" ? `oklch(78% 0.11 ${hue})` : `oklch(${index % 2 === 0 ? 44 : 52}% 0.13 ${hue})`;
}
