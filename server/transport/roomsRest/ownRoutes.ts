/** What is somebody's own: their data, and being forgotten; and a room as one file. */
import { personView } from "../../rooms/People.ts";
import { decodeEntries } from "../../rooms/LogEntry.ts";
import { exportRoom, importRoom } from "../../rooms/history/wholeRoom.ts";
import { readRoomFile, ROOM_FILE_BYTES } from "../../rooms/history/roomFile.ts";
import { readBody, sendAnswer } from "../httpBody.ts";
import type { Asked } from "./Asked.ts";
import { turnAway } from "./doorRoutes.ts";
import { bringAlong } from "./historyRoutes.ts";
import { deskOf } from "./lessonRoutes.ts";
import { FORGOTTEN, shutDoors } from "./peopleRoutes.ts";
import { welcomeMaker } from "./roomRoutes.ts";

/** The room as a file; instructors. */
export async function exportWhole(asked: Asked): Promise<void> {
  const { room } = await asked.instructor();
  const { storage, simulationVersion } = asked.directory;
  const bytes = await exportRoom(room, storage, {
    simulation: simulationVersion,
    course: await asked.options.desk?.copies.of(room),
  });
  await sendAnswer(asked.request, asked.response, {
    status: 200,
    body: bytes,
    headers: {
      "Content-Type": "application/gzip",
      "Cache-Control": "no-store",
      "Content-Disposition": `attachment; filename="podroom-${room.id}.room.gz"`,
    },
  });
}

/** A room of a file; whoever brings it is its instructor. */
export async function importWhole(asked: Asked): Promise<void> {
  asked.takeCreation();
  const bytes = await readBody(asked.request, ROOM_FILE_BYTES);
  const file = await readRoomFile(bytes);
  // What is no lesson is refused before a room is made.
  const course = file.head.course && deskOf(asked).copies.checked(file.head.course);
  const { exact, ...created } = await importRoom(asked.directory, file);
  await bringAlong(asked, created.room, course);
  const problems = [...(exact ? [] : [NOT_EXACT]), ...(course?.unknown ?? []).map(NO_SUCH_LESSON)];
  await welcomeMaker(asked, { ...created, problems });
}

const NO_SUCH_LESSON = (name: string): string => `the plan named ${name}, which this server does not have`;
const NOT_EXACT = "this server's version is another one: commands were applied at their times, details may differ";

/** All that is stored of the person who asks. */
export async function showOwn(asked: Asked): Promise<void> {
  const { room, person } = await asked.known();
  const home = room.home;
  await home.settled();
  const { storage } = asked.directory;
  const clusters = [
    home.id,
    ...(await asked.directory.forksOf(home.id)).filter(({ ownerId }) => ownerId === person.id).map(({ id }) => id),
  ];
  const commands: object[] = [];
  for (const cluster of clusters)
    for (const batch of await storage.readLog(cluster, 1))
      for (const { who, ...entry } of decodeEntries(batch.entries))
        if (who === person.id) commands.push({ cluster, ...entry });
  const { joinedAt } = person;
  const { progress, crossings } = home.classroom.state;
  const { desk } = asked.options;
  const [lessons, drafts, shares] = desk
    ? [await desk.shelf.list(home), await desk.drafts.list(home), await desk.shares.list(home)]
    : [[], [], []];
  const own = {
    you: { ...personView(person, { online: true }), joinedAt },
    progress: progress[person.id] ?? null,
    crossings: crossings.filter(({ person: whose, by }) => whose === person.id || by === person.id),
    // The texts are the room's; who saved them when is theirs.
    wrote: {
      lessons: lessons.flatMap(({ lesson, versions }) =>
        versions.filter(({ by }) => by === person.id).map(({ version, at }) => ({ lesson, version, at })),
      ),
      drafts: drafts.filter(({ by }) => by === person.id).map(({ id, at }) => ({ id, at })),
      links: shares.filter(({ by }) => by === person.id).map(({ titles, at }) => ({ titles, at })),
    },
    commands,
  };
  await asked.replyFile(`podroom-${home.id}-mine.json`, "application/json", `${JSON.stringify(own, null, 2)}\n`);
}

/**
 * The person's name, cookie and kubeconfigs are gone, their own cluster and namespace too. Their commands stay, under a
 * number. Of who still waits at the door nothing stays.
 */
export async function forgetOwn(asked: Asked): Promise<void> {
  const waits = await asked.waits();
  if (waits) {
    await turnAway(asked, waits.room, [waits.person.id]);
    return asked.reply(200, {});
  }
  const { room, person } = await asked.known();
  const { home } = room;
  await asked.modes.takeBack(home, person);
  await home.people.forget(person.id);
  await shutDoors(asked, home, [person], FORGOTTEN);
  await asked.reply(200, {});
}
