/** xterm's colours from the page's tokens, so that both themes are one hand's. */
import type { ITheme } from "@xterm/xterm";

/** xterm reads no OKLCH: a canvas turns any CSS colour into what it reads. */
function plain(colour: string): string {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

export function terminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => plain(style.getPropertyValue(name).trim());
  const pair = <N extends string>(name: N, colour: string): ITheme => ({
    [name]: colour,
    [`bright${name[0]?.toUpperCase()}${name.slice(1)}`]: colour,
  });
  return {
    background: token("--panel"),
    foreground: token("--ink"),
    cursor: token("--accent"),
    cursorAccent: token("--panel"),
    selectionBackground: token("--accent-soft"),
    ...pair("black", token("--ink-faint")),
    ...pair("red", token("--failing")),
    ...pair("green", token("--running")),
    ...pair("yellow", token("--pending")),
    ...pair("blue", token("--info")),
    ...pair("magenta", token("--ending")),
    ...pair("cyan", token("--info")),
    ...pair("white", token("--ink")),
  };
}
