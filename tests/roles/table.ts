/** Every action of people in a room, by what it touches. docs/roles.md is written from it, `roles.test.ts` tries each cell. */
import { ROOM_MODES } from "../../server/protocol/messages.ts";
import type { ByMode, Part } from "./Row.ts";
import { CLASSROOM, SOCKET } from "./rows/classroom.ts";
import { READING, WRITING } from "./rows/cluster.ts";
import { ACCOUNTS, CONTAINERS } from "./rows/containers.ts";
import { LESSONS } from "./rows/lessons.ts";
import { LIVE } from "./rows/live.ts";
import { FORKS, LAST, ROOMS } from "./rows/rooms.ts";

/** In the order tried: what ends a room comes last. */
export const TABLE: readonly Part[] = [
  READING,
  WRITING,
  CONTAINERS,
  ACCOUNTS,
  FORKS,
  SOCKET,
  CLASSROOM,
  LIVE,
  LESSONS,
  ROOMS,
  LAST,
];

const SHOWN = { true: "yes", false: "–" } as const;
const shown = (may: boolean): string => SHOWN[`${may}`];

/** A role's cell where the mode may decide. */
function byMode(may: ByMode): string {
  const cells = ROOM_MODES.map((mode) => may[mode]);
  if (new Set(cells).size === 1) return shown(cells[0] as boolean);
  return ROOM_MODES.filter((mode) => may[mode]).join(", ");
}

/** The tables of docs/roles.md. */
export function document(): string {
  const parts = TABLE.map(({ title, rows }) => {
    const cells = rows.map(({ action, door, may }) => [
      action,
      door,
      shown(may.instructor),
      ...ROOM_MODES.map((mode) => shown(may.student[mode])),
      byMode(may.viewer),
      shown(may.nobody),
    ]);
    return [`## ${title}`, "", ...table([HEAD, ...cells])].join("\n");
  });
  return `${INTRODUCTION}\n${parts.join("\n\n")}\n`;
}

/** Markdown whose columns stand under each other. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)];
}

const HEAD = [
  "who",
  "door",
  "instructor",
  "student, shared",
  "student, namespace each",
  "student, cluster each",
  "viewer",
  "anybody else",
];
const INTRODUCTION = `# Who may do what

Each line is an action, each cell is tried at the server's own doors by \`tests/roles/\`, which this file is written from: after a change there,
\`npx vitest run tests/roles -u\`. The rules behind it are ROOM-23 to ROOM-35 ([spec/ROOM.md](spec/ROOM.md)), CLASS-4 ([spec/CLASS.md](spec/CLASS.md)) and the
first part of [spec/OPER.md](spec/OPER.md); what is accepted is in [security.md](security.md).

- An **instructor** is whoever made the room, came by the instructors' link or was made one: there is no difference between them.
- **Anybody else** is who has no link, was put out, was cut off as their link was renewed, waits to be let in, or shows another room's cookie and
  token. All five are tried.
- **Own** is, for a student, the room's \`default\` in a shared room, their namespace with a namespace each, their cluster with a cluster each; for all others
  it is the room's \`default\`. **Another student's** is the same of somebody else.
- Doors: \`create pods\` and the like are verbs and resources of the Kubernetes API under \`/clusters/<id>\`, with the person's token; words alone are
  messages over the socket, \`act …\` what is done in the class by one.
- The operator is nobody of a room. What they may do, with a secret of the server's environment, stands in [operate.md](operate.md); nothing of a room opens it
  (OPER-40), and the link they may make for instructors is made in the sight of all (OPER-44).
- A step that somebody may take can still be held up: by a freeze, a mute, a quota, a rate.
`;
