import { expect, it } from "vitest";
import { LineEditor } from "../../server/protocol/terminal/LineEditor.ts";

it("TERM-8 what Tab offers stays on the screen after it was cleared", () => {
  let shown = "";
  const editor = new LineEditor({
    columns: 80,
    echo: (text) => (shown += text),
    send: () => {},
    interrupt: () => {},
    complete: (_, done) => done(["json ", "yaml "]),
  });
  const print = (text: string): void => editor.printed(new TextEncoder().encode(text));
  print("\x1b[H\x1b[2J\x1b[3J");
  print("# ");
  editor.type(new TextEncoder().encode("x \t"));
  expect(shown).toBe("x \njson  yaml\n# x ");
});
