/** An xterm of ours in an element: its font, our colours, and characters of two cells. */
import { UnicodeGraphemesAddon } from "@xterm/addon-unicode-graphemes";
import { Terminal } from "@xterm/xterm";
import { terminalTheme } from "./theme.ts";

export function openTerminal(
  place: HTMLElement,
  { fontSize, scrollback }: { readonly fontSize: number; readonly scrollback: number },
): Terminal {
  const terminal = new Terminal({
    fontFamily: getComputedStyle(place).fontFamily,
    fontSize,
    lineHeight: 1.2,
    scrollback,
    minimumContrastRatio: 4.5,
    allowProposedApi: true,
    theme: terminalTheme(),
  });
  terminal.loadAddon(new UnicodeGraphemesAddon());
  terminal.open(place);
  return terminal;
}
