/** A room's own lessons: who writes them, gives them to the class, tries them. */
import { lessonText } from "../../support/lessonText.ts";
import { verdict } from "../doors.ts";
import { always, MAY, type Part, type Row } from "../Row.ts";
import type { Actor, Scene } from "../Scene.ts";

type Said = readonly [method: string, path: string, body?: unknown];

const row = (
  action: string,
  door: string,
  may: Row["may"],
  ask: (actor: Actor, scene: Scene) => Promise<Said> | Said,
): Row => ({
  action,
  door: `\`${door.replace("room", "/api/rooms/<id>")}\``,
  covers: [`rest ${door.replace(/<\w+>/, "x")}`],
  may,
  async ask(actor, scene) {
    const [method, path, body] = await ask(actor, scene);
    return verdict((await scene.rest(actor)(method, path, body)).status, door);
  },
});

/** Put there by the teacher, so that what is asked for is there. */
async function written(scene: Scene, id = scene.name("lesson")): Promise<string> {
  await scene.rest(scene.teacher)("POST", "/lessons", { files: [lessonText({ id })] });
  return id;
}

async function drafted(scene: Scene): Promise<string> {
  const id = `~${scene.name("draft").replaceAll("-", "")}`;
  await scene.rest(scene.teacher)("PUT", `/drafts/${id}`, { texts: { en: "x" }, base: 0, revision: 0 });
  return id;
}

export const LESSONS: Part = {
  title: "The room's own lessons",
  rows: [
    row("reads the lessons the class has", "GET room/course", MAY.members, () => ["GET", "/course"]),
    row("lists all that are written", "GET room/lessons", MAY.teachers, () => ["GET", "/lessons"]),
    row("reads a lesson's text, with what is checked", "GET room/lessons/<lesson>", MAY.teachers, async (_, scene) => [
      "GET",
      `/lessons/${await written(scene)}`,
    ]),
    row("uploads lessons", "POST room/lessons", MAY.teachers, (_, scene) => [
      "POST",
      "/lessons",
      { files: [lessonText({ id: scene.name("up") })] },
    ]),
    row("saves a lesson", "PUT room/lessons", MAY.teachers, (_, scene) => [
      "PUT",
      "/lessons",
      { texts: { en: lessonText({ id: scene.name("saved") }) }, base: 0 },
    ]),
    row("removes a lesson", "DELETE room/lessons/<lesson>", MAY.teachers, async (_, scene) => [
      "DELETE",
      `/lessons/${await written(scene)}`,
    ]),
    row("brings a removed lesson back", "POST room/lessons/<lesson>", MAY.teachers, async (_, scene) => {
      const id = await written(scene);
      await scene.rest(scene.teacher)("DELETE", `/lessons/${id}`);
      return ["POST", `/lessons/${id}`];
    }),
    row("reads a draft", "GET room/drafts/<draft>", MAY.teachers, async (_, scene) => [
      "GET",
      `/drafts/${await drafted(scene)}`,
    ]),
    row("writes a draft", "PUT room/drafts/<draft>", MAY.teachers, (_, scene) => [
      "PUT",
      `/drafts/~${scene.name("draft").replaceAll("-", "")}`,
      { texts: { en: "x" }, base: 0, revision: 0 },
    ]),
    row("removes a draft", "DELETE room/drafts/<draft>", MAY.teachers, async (_, scene) => [
      "DELETE",
      `/drafts/${await drafted(scene)}`,
    ]),
    row("brings a removed draft back", "POST room/drafts/<draft>", MAY.teachers, async (_, scene) => {
      const id = await drafted(scene);
      await scene.rest(scene.teacher)("DELETE", `/drafts/${id}`);
      return ["POST", `/drafts/${id}`];
    }),
    row("asks what a plan would change for the class", "POST room/plan", MAY.teachers, () => [
      "POST",
      "/plan",
      { lessons: [] },
    ]),
    row("says what the class is to do", "PUT room/plan", MAY.teachers, async (_, scene) => [
      "PUT",
      "/plan",
      { title: "Today", lessons: [{ course: "own", lesson: await written(scene), version: 1 }] },
    ]),
    row("gives lessons away by a link", "POST room/shares", MAY.teachers, async (_, scene) => [
      "POST",
      "/shares",
      { lessons: [await written(scene, "shared")] },
    ]),
    row("ends such a link", "DELETE room/shares/<share>", MAY.teachers, async (_, scene) => {
      await written(scene, "shared");
      const { text } = await scene.rest(scene.teacher)("POST", "/shares", { lessons: ["shared"] });
      return ["DELETE", `/shares/${(JSON.parse(text) as { share: { id: string } }).share.id}`];
    }),
    row("tries a lesson in a copy that is thrown away", "POST room/trial", MAY.teachers, () => [
      "POST",
      "/trial",
      { texts: { en: lessonText() } },
    ]),
    row("throws it away", "DELETE room/trial", MAY.teachers, () => ["DELETE", "/trial"]),
    row("asks what a check finds", "GET room/findings", MAY.teachers, () => ["GET", "/findings"]),
    {
      action: "takes copies by a link to lessons",
      door: "`POST /api/lessons/shared`",
      may: { ...MAY.everybody, student: always, viewer: always },
      async ask({ cookie }, scene) {
        await written(scene, "shared");
        const { text } = await scene.rest(scene.teacher)("POST", "/shares", { lessons: ["shared"] });
        const { share, link } = JSON.parse(text) as { share: { id: string }; link: string };
        const answer = await fetch(`${scene.url}/api/lessons/shared`, {
          method: "POST",
          headers: { cookie },
          body: JSON.stringify({ token: link.split("#k=")[1] }),
        });
        await scene.rest(scene.teacher)("DELETE", `/shares/${share.id}`);
        return verdict(answer.status, "shared");
      },
    },
  ],
};
