/** What passes between the pages of a class at the moment. */
import { always, MAY, never, type Part, type Row } from "../Row.ts";
import type { Actor, Scene } from "../Scene.ts";

const live = (
  action: string,
  type: string,
  may: Row["may"],
  ask: (actor: Actor, scene: Scene) => Promise<boolean>,
): Row => ({ action, door: `\`${type}\``, covers: [`socket ${type}`], may, ask });

/** Those who are asked: students alone. */
const ASKED: Row["may"] = { instructor: false, student: always, viewer: never, nobody: false };

const act = (by: Actor, action: object): Promise<boolean> => by.wire.ask({ type: "act", action });

/** An instructor looks at a student's screen and has asked for the keyboard. */
async function askKeyboard(by: Actor, student: Actor): Promise<boolean> {
  await by.wire.tries({ type: "watch", id: 1, person: student.id, on: true });
  return by.wire.tries({ type: "ask-keyboard", id: 2, person: student.id, on: true });
}
async function leave(by: Actor, student: Actor): Promise<void> {
  await by.wire.tries({ type: "ask-keyboard", id: 3, person: student.id, on: false });
  await by.wire.tries({ type: "watch", id: 4, person: student.id, on: false });
}

export const LIVE: Part = {
  title: "What passes between pages",
  rows: [
    live("leads others from view to view", "lead", MAY.teachers, async (actor) => {
      await act(actor, { type: "follow-me", on: true });
      const led = await actor.wire.tries({ type: "lead", view: "?view=tables" });
      await act(actor, { type: "follow-me", on: false });
      return led;
    }),
    {
      ...live("shows their screen to all when asked", "", ASKED, async (actor, { teacher }) => {
        if (actor.kind === "student") await act(teacher, { type: "show-screen", person: actor.id });
        const shown = await act(actor, { type: "share-screen", on: true });
        await act(teacher, { type: "show-screen", person: null });
        return shown;
      }),
      door: "`act share-screen`",
      covers: ["act share-screen"],
    },
    live("goes along with a shown screen", "go-along", MAY.members, async (actor, { teacher, juno }) => {
      await act(teacher, { type: "show-screen", person: juno.id });
      await act(juno, { type: "share-screen", on: true });
      const along = await actor.wire.tries({ type: "go-along", of: juno.id, on: true });
      await act(teacher, { type: "show-screen", person: null });
      return along;
    }),
    live("looks over a student's shoulder", "watch", MAY.teachers, async (actor, { juno }) => {
      const seen = await actor.wire.tries({ type: "watch", id: 1, person: juno.id, on: true });
      await actor.wire.tries({ type: "watch", id: 2, person: juno.id, on: false });
      return seen;
    }),
    live("says what their page shows", "sight", MAY.members, (actor) =>
      actor.wire.tries({ type: "sight", sight: { view: "?view=map" } }),
    ),
    live("asks for a student's keyboard", "ask-keyboard", MAY.teachers, async (actor, { juno }) => {
      const asked = await askKeyboard(actor, juno);
      await leave(actor, juno);
      return asked;
    }),
    live("lends their keyboard when asked", "give-keyboard", ASKED, async (actor, { teacher }) => {
      await askKeyboard(teacher, actor);
      const given = await actor.wire.tries({ type: "give-keyboard", id: 5, by: teacher.id, on: true });
      await leave(teacher, actor);
      return given;
    }),
    live("types with a lent keyboard", "type", MAY.teachers, async (actor, { juno }) => {
      await askKeyboard(actor, juno);
      await juno.wire.tries({ type: "give-keyboard", id: 6, by: actor.id, on: true });
      const typed = await actor.wire.tries({ type: "type", person: juno.id, data: "x" });
      await leave(actor, juno);
      return typed;
    }),
  ],
};
