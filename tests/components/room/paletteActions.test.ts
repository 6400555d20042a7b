import { expect, it } from "vitest";
import { asksFor, findActions } from "../../../components/room/paletteActions.ts";

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

it("PAGE-10 actions are made of the objects alone that a word names, as many as are shown", () => {
  const asked: string[] = [];
  const objects = ["shop", "cart", "shop-2"].map((name) => ({ ...shop, name }));
  const actionsOf = ({ name }: { readonly name: string }) => {
    asked.push(name);
    return ["scale", "delete"].map((id) => ({ id, label: id }));
  };
  const found = findActions(["scale", "shop"], { objects, most: 40, actionsOf });
  expect(found.map(({ object, action }) => `${action.id} ${object.name}`)).toEqual(["scale shop", "scale shop-2"]);
  expect(asked).toEqual(["shop", "shop-2"]);
  expect(findActions(["scale", "shop"], { objects, most: 1, actionsOf })).toHaveLength(1);
  expect(findActions(["shop"], { objects, most: 40, actionsOf })).toEqual([]);
});
