import { describe, expect, test } from "vitest";
import { type Command, CommandRegistry, KeyReader, printKey } from "../../../components/room/commands.ts";
import { printKeys } from "../../../components/ui/printKeys.ts";

const command = (id: string, keys: string): Command => ({ id, group: "do", title: id, keys, run: () => undefined });
const press = (key: string, more: object = {}) =>
  printKey({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

describe("PAGE-10 commands and their keys", () => {
  test("presses are written as commands write theirs", () => {
    expect(press("k", { ctrlKey: true })).toBe("mod+k");
    expect(press("K", { metaKey: true, shiftKey: true })).toBe("mod+shift+k");
    expect(press("?", { shiftKey: true })).toBe("?");
    expect(press("Escape")).toBe("Escape");
    expect(press("Control", { ctrlKey: true })).toBe("");
  });
  test("two keys within a second are one shortcut", () => {
    const reader = new KeyReader(() => [command("map", "g m"), command("undo", "u")]);
    expect(reader.read("g", 0)).toBeUndefined();
    expect(reader.read("m", 400)?.id).toBe("map");
    expect(reader.read("m", 500)).toBeUndefined();
    reader.read("g", 1_000);
    expect(reader.read("m", 2_500)).toBeUndefined();
    expect(reader.read("u", 2_600)?.id).toBe("undo");
  });
  test("of two commands of one id the newer counts, and one taken back is gone", () => {
    const registry = new CommandRegistry();
    registry.add(() => [command("a", "1")]);
    const takeBack = registry.add(() => [command("a", "2"), command("b", "3")]);
    expect(registry.all().map(({ keys }) => keys)).toEqual(["2", "3"]);
    takeBack();
    expect(registry.all().map(({ keys }) => keys)).toEqual(["1"]);
  });
  test("keys are printed as the machine has them", () => {
    expect(printKeys("mod+k", true)).toEqual(["⌘", "K"]);
    expect(printKeys("mod+Enter", false)).toEqual(["Ctrl", "Enter"]);
    expect(printKeys("g m", false)).toEqual(["G", "M"]);
    expect(printKeys("+", false)).toEqual(["+"]);
  });
});
