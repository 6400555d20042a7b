/** All texts of the screens, English: a file an area in `en/`. `ko/` has the same keys: the compiler sees to it. */
import { classroom } from "./en/classroom.ts";
import { common } from "./en/common.ts";
import { create } from "./en/create.ts";
import { doing } from "./en/doing.ts";
import { crossings } from "./en/crossings.ts";
import { door } from "./en/door.ts";
import { editor } from "./en/editor.ts";
import { faults } from "./en/faults.ts";
import { feed } from "./en/feed.ts";
import { fidelity } from "./en/fidelity.ts";
import { frame } from "./en/frame.ts";
import { inspector } from "./en/inspector.ts";
import { lesson } from "./en/lesson.ts";
import { live } from "./en/live.ts";
import { logs } from "./en/logs.ts";
import { map } from "./en/map.ts";
import { overview } from "./en/overview.ts";
import { problem } from "./en/problem.ts";
import { results } from "./en/results.ts";
import { rights } from "./en/rights.ts";
import { room } from "./en/room.ts";
import { settings } from "./en/settings.ts";
import { tables } from "./en/tables.ts";
import { time } from "./en/time.ts";
import { terminal } from "./en/terminal.ts";
import { why } from "./en/why.ts";
import { you } from "./en/you.ts";

export const en = {
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
