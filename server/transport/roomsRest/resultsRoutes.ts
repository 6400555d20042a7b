/** What came of lessons: of all for instructors, of oneself for everybody; to look at, or as a file. docs/spec/RESULTS.md. */
import { z } from "zod";
import { type LessonLanguage, OWN_COURSE } from "../../protocol/lessons.ts";
import { type Pupil, type Results, resultsOf } from "../../protocol/results.ts";
import type { Room } from "../../rooms/Room.ts";
import type { PersonRecord } from "../../rooms/StoragePort.ts";
import type { Asked } from "./Asked.ts";
import { csvOf } from "./csv.ts";
import { questionRows } from "./questionsTable.ts";
import { unknownPath } from "./refusals.ts";
import { resultRows } from "./resultsTable.ts";

const querySchema = z.strictObject({
  language: z.enum(["ko", "en"]).optional(),
  course: z.string().max(64).optional(),
});

/** `{results}` of all students. */
export async function showResults(asked: Asked): Promise<void> {
  const { room } = await asked.instructor();
  const { results } = await gathered(asked, room.home, pupilsOf(room.home));
  await asked.reply(200, { results }, { "Cache-Control": "no-store" });
}

/** `results/csv`, `results/json`: the same as a file. `results/questions.csv`: what the class was asked. */
export async function downloadResults(asked: Asked): Promise<void> {
  const { room } = await asked.instructor();
  if (asked.item === "questions.csv") return downloadQuestions(asked, room.home);
  const format = formatIn(/^(csv|json)$/, asked);
  await replyResults(
    asked,
    await gathered(asked, room.home, pupilsOf(room.home)),
    `podroom-${room.home.id}-results`,
    format,
  );
}

async function downloadQuestions(asked: Asked, room: Room): Promise<void> {
  const { language = "ko" } = asked.query(querySchema);
  const names = new Map(room.people.everybody().map(({ id, nickname }) => [id, nickname]));
  const rows = questionRows(room.classroom.state.questions, (person) => names.get(person) ?? "", language);
  await asked.replyFile(`podroom-${room.id}-questions.csv`, "text/csv; charset=utf-8", csvOf(rows));
}

/** `mine/results.csv`, `mine/results.json`: one's own, whatever one is in the room. */
export async function downloadOwnResults(asked: Asked): Promise<void> {
  const { room, person } = await asked.known();
  const format = formatIn(/^results\.(csv|json)$/, asked);
  const results = await gathered(asked, room.home, [pupilOf(room.home, person)]);
  await replyResults(asked, results, `podroom-${room.home.id}-my-results`, format);
}

interface Gathered {
  readonly results: Results;
  readonly language: LessonLanguage;
}

async function gathered(asked: Asked, room: Room, pupils: readonly Pupil[]): Promise<Gathered> {
  const { id, view, classroom } = room;
  const { language = "ko", course: wanted } = asked.query(querySchema);
  const { courses: shelf, desk } = asked.options;
  const isOwnWanted = wanted === undefined || wanted === OWN_COURSE;
  const own = isOwnWanted ? await desk?.plans.resultsCourse(room, language) : undefined;
  const standard = (shelf?.courses ?? []).flatMap((course) =>
    wanted === undefined || wanted === course.id ? (shelf?.course(course.id, language) ?? []) : [],
  );
  const results = {
    room: { id, name: view.name },
    at: Date.now(),
    // What the class was given stands before what everybody has.
    courses: resultsOf(own ? [own, ...standard] : standard, pupils, classroom.state.progress),
  };
  return { results, language };
}

/** The students there are, and those who are gone and had begun something. */
function pupilsOf(room: Room): readonly Pupil[] {
  const { progress } = room.classroom.state;
  return room.people
    .everybody()
    .filter(({ role, id }) => role === "student" && (room.people.find(id) || Object.hasOwn(progress, id)))
    .map((person) => pupilOf(room, person));
}

const pupilOf = (room: Room, { id, nickname }: PersonRecord): Pupil => ({
  id,
  name: nickname,
  here: room.people.find(id) !== undefined,
});

function formatIn(form: RegExp, { item }: Asked): "csv" | "json" {
  const format = form.exec(item)?.[1];
  if (format !== "csv" && format !== "json") throw unknownPath();
  return format;
}

async function replyResults(
  asked: Asked,
  { results, language }: Gathered,
  name: string,
  format: "csv" | "json",
): Promise<void> {
  if (format === "csv")
    return asked.replyFile(`${name}.csv`, "text/csv; charset=utf-8", csvOf(resultRows(results, language)));
  return asked.replyFile(`${name}.json`, "application/json", `${JSON.stringify(results, null, 2)}\n`);
}
