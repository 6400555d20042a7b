import { expect, it } from "vitest";
import { asksFor } from "../../../components/room/paletteActions.ts";

const shop = { kind: "Deployment", name: "shop", namespace: "default" };

it("PAGE-10 a word of an action and one of a name ask for that action, in both languages", () => {
  const scale = { id: "scale", label: "스케일" };
  expect(asksFor(["scale", "shop"], scale, shop)).toBe(true);
  expect(asksFor(["shop", "스케일"], scale, shop)).toBe(true);
  expect(asksFor(["sc", "deploy", "sho"], scale, shop)).toBe(true);
  expect(asksFor(["drain", "shop"], { id: "drain", label: "비우기 (drain)" }, shop)).toBe(true);
});

it("PAGE-10 a name alone, an action alone or another's words ask for none", () => {
  const scale = { id: "scale", label: "Scale" };
  expect(asksFor(["shop"], scale, shop)).toBe(false);
  expect(asksFor(["scale"], scale, shop)).toBe(false);
  expect(asksFor(["delete", "shop"], scale, shop)).toBe(false);
  expect(asksFor(["scale", "web"], scale, shop)).toBe(false);
  expect(asksFor(["scale", "shop", "other"], scale, shop)).toBe(false);
  // What is called like an action is still found by its name.
  expect(asksFor(["scale", "scale"], scale, { ...shop, name: "scale" })).toBe(false);
});
