import { expect, test } from "vitest";
import type { Kept } from "../../../components/client/kept.ts";
import { keepEdit, keptEdit, resumeEdit } from "../../../components/terminal/keptEdit.ts";

const EDIT = { line: "kubectl edit cm a", name: "/tmp/e.yaml", base: "data: 1\n", text: "data: 2\n" };

function place(): Pick<Kept, "read" | "write"> {
  const held = new Map<string, string>();
  return {
    read: (key) => held.get(key) ?? null,
    write: (key, text) => (text === undefined ? held.delete(key) : held.set(key, text), true),
  };
}

test("TERM-11 a text that is edited is kept, one as it was is not", () => {
  const storage = place();
  keepEdit(storage, "room", EDIT);
  expect(keptEdit(storage, "room")).toEqual(EDIT);
  expect(keptEdit(storage, "other")).toBeUndefined();
  keepEdit(storage, "room", { ...EDIT, text: EDIT.base });
  expect(keptEdit(storage, "room")).toBeUndefined();
  storage.write("podroom:edit:room", "{broken");
  expect(keptEdit(storage, "room")).toBeUndefined();
});

test("TERM-11 the command's own text is taken for the kept one where nothing else has changed", () => {
  expect(resumeEdit(EDIT, EDIT.base)).toEqual({ text: EDIT.text, changed: false });
  const of = (version: string, data: string): string => `data: ${data}\nmetadata:\n  resourceVersion: "${version}"\n`;
  const kept = { ...EDIT, base: of("7", "1"), text: of("7", "2") };
  expect(resumeEdit(kept, of("9", "5"))).toEqual({ text: of("9", "2"), changed: true });
});
