/** Text wrapped at a width, as mitchellh/go-wordwrap does it, and indented. */

export function wrap(text: string, width: number): string {
  let result = "";
  let column = 0;
  let word = "";
  let space = "";
  const flush = (): void => {
    column += size(space) + size(word);
    result += space + word;
    space = "";
    word = "";
  };
  for (const char of text) {
    if (char === "\n") {
      if (word === "" && column + size(space) > width) space = "";
      flush();
      result += char;
      column = 0;
    } else if (/\s/.test(char) && char !== "\u00a0") {
      if (space === "" || word !== "") flush();
      space += char;
    } else {
      word += char;
      if (column + size(word) + size(space) > width && size(word) < width) {
        result += "\n";
        column = 0;
        space = "";
      }
    }
  }
  if (word !== "" || column + size(space) <= width) result += space + word;
  return result;
}

export function indent(text: string, amount: number): string {
  const pad = " ".repeat(amount);
  return pad + text.replaceAll("\n", `\n${pad}`);
}

function size(text: string): number {
  return Array.from(text).length;
}
