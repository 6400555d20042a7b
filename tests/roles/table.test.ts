/** The table leaves no door out, and docs/roles.md says what it says. */
import { expect, it } from "vitest";
import { classActionSchema } from "../../server/protocol/classroom/actionSchema.ts";
import { clientMessageSchema } from "../../server/protocol/clientMessages.ts";
import { ROUTES } from "../../server/transport/roomsRest/RoomsRest.ts";
import { document, TABLE } from "./table.ts";

/** They end what is one's own. */
const FOR_EVERYBODY = ["socket stop", "socket leave"];

it("ROOM-29 every route, message and action of a class stands in the table, and nothing else does", () => {
  const doors = [
    ...Object.keys(ROUTES).map((route) => `rest ${route}`),
    ...clientMessageSchema.options.map(({ shape }) => `socket ${shape.type.value}`),
    ...classActionSchema.options.map(({ shape }) => `act ${shape.type.value}`),
  ];
  const covered = [...FOR_EVERYBODY, ...TABLE.flatMap(({ rows }) => rows.flatMap(({ covers = [] }) => covers))];
  expect([...new Set(covered)].sort()).toEqual([...new Set(doors)].sort());
});

it("ROOM-29 docs/roles.md is the table", async () => {
  await expect(document()).toMatchFileSnapshot("../../docs/roles.md");
});
