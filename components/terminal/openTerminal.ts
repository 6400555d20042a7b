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
  // Where Ctrl is the key of the clipboard: Ctrl-V pastes, Ctrl-C copies what is marked and else interrupts. By the key's
  // place, which is the same with a Korean layout.
  terminal.attachCustomKeyEventHandler(({ type, code, ctrlKey, altKey, metaKey, shiftKey }) => {
    if (type !== "keydown" || !ctrlKey || altKey || metaKey || shiftKey) return true;
    if (code === "KeyV") return false;
    if (code !== "KeyC" || !terminal.hasSelection()) return true;
    setTimeout(() => terminal.clearSelection());
    return false;
  });
  terminal.open(place);
  return terminal;
}
