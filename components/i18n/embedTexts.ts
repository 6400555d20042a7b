/** The texts of an embedded view alone: it must be small. */
import { embed as embedEn } from "./en/embed.ts";
import { map as mapEn } from "./en/map.ts";
import { room as roomEn } from "./en/room.ts";
import { tables as tablesEn } from "./en/tables.ts";
import { overview as overviewEn } from "./en/overview.ts";
import { embed as embedKo } from "./ko/embed.ts";
import { map as mapKo } from "./ko/map.ts";
import { room as roomKo } from "./ko/room.ts";
import { tables as tablesKo } from "./ko/tables.ts";
import { overview as overviewKo } from "./ko/overview.ts";

export const embedTexts = {
  en: { embed: embedEn, map: mapEn, room: roomEn, tables: tablesEn, overview: overviewEn, editor: {} },
  ko: { embed: embedKo, map: mapKo, room: roomKo, tables: tablesKo, overview: overviewKo, editor: {} },
};
