/** All texts of the screens, Korean: a file an area in `ko/`. */
import { classroom } from "./ko/classroom.ts";
import { common } from "./ko/common.ts";
import { create } from "./ko/create.ts";
import { doing } from "./ko/doing.ts";
import { crossings } from "./ko/crossings.ts";
import { door } from "./ko/door.ts";
import { editor } from "./ko/editor.ts";
import { faults } from "./ko/faults.ts";
import { feed } from "./ko/feed.ts";
import { fidelity } from "./ko/fidelity.ts";
import { frame } from "./ko/frame.ts";
import { inspector } from "./ko/inspector.ts";
import { lesson } from "./ko/lesson.ts";
import { live } from "./ko/live.ts";
import { logs } from "./ko/logs.ts";
import { map } from "./ko/map.ts";
import { overview } from "./ko/overview.ts";
import { problem } from "./ko/problem.ts";
import { results } from "./ko/results.ts";
import { rights } from "./ko/rights.ts";
import { room } from "./ko/room.ts";
import { settings } from "./ko/settings.ts";
import { tables } from "./ko/tables.ts";
import { time } from "./ko/time.ts";
import { terminal } from "./ko/terminal.ts";
import { why } from "./ko/why.ts";
import { you } from "./ko/you.ts";
import type { Texts } from "./Texts.ts";
import type { en } from "./en.ts";

export const ko: Texts<typeof en> = {
  room,
  frame,
  doing,
  crossings,
  door,
  problem,
  map,
  overview,
  tables,
  editor,
  inspector,
  why,
  feed,
  common,
  create,
  lesson,
  logs,
  classroom,
  live,
  results,
  rights,
  time,
  faults,
  fidelity,
  settings,
  terminal,
  you,
};
