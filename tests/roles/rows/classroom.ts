/** Messages over the socket, and what is done in a class. */
import { MAY, type Part, type Row } from "../Row.ts";
import type { Actor, Scene } from "../Scene.ts";

type Action = { readonly type: string } & Record<string, unknown>;
const STEP = { course: "c", lesson: "l", step: "s" };

function act(
  action: string,
  may: Row["may"],
  make: Action | ((actor: Actor, scene: Scene) => Promise<Action> | Action),
): Row {
  const type = typeof make === "function" ? undefined : make.type;
  return {
    action,
    door: "",
    covers: type === undefined ? [] : [`act ${type}`],
    may,
    ask: async (actor, scene) =>
      actor.wire.ask({ type: "act", action: typeof make === "function" ? await make(actor, scene) : make }),
  };
}

/** With its type said for the list of what is covered. */
function actOf(
  type: string,
  action: string,
  may: Row["may"],
  make: (actor: Actor, scene: Scene) => Promise<Action> | Action,
): Row {
  return { ...act(action, may, make), door: `\`act ${type}\``, covers: [`act ${type}`] };
}
const plain = (action: string, may: Row["may"], made: Action): Row => ({
  ...act(action, may, made),
  door: `\`act ${made.type}\``,
});

async function question({ teacher, name }: Scene, scene: Scene): Promise<string> {
  const id = name.call(scene, "question");
  await teacher.wire.ask({ type: "act", action: { type: "ask", id, text: "?", answers: "text", options: [] } });
  return id;
}
const raised = async (scene: Scene): Promise<void> => {
  await scene.juno.wire.ask({ type: "act", action: { type: "raise-hand", question: "" } });
};
async function bookmark(by: Actor, scene: Scene): Promise<string> {
  const id = scene.name("mark");
  await by.wire.ask({ type: "act", action: { type: "bookmark", id, label: "here", time: 0, seq: 0 } });
  return id;
}

const voters = { ...MAY.members };

export const CLASSROOM: Part = {
  title: "The class",
  rows: [
    plain("raises a hand", MAY.students, { type: "raise-hand", question: "why?" }),
    plain("lowers it", MAY.students, { type: "lower-hand" }),
    actOf("claim-hand", "takes a hand on", MAY.teachers, async (_, scene) => {
      await raised(scene);
      return { type: "claim-hand", person: scene.juno.id };
    }),
    actOf("resolve-hand", "lowers another's hand", MAY.teachers, async (_, scene) => {
      await raised(scene);
      return { type: "resolve-hand", person: scene.juno.id };
    }),
    plain("writes to all", MAY.students, { type: "say", to: "all", text: "hello" }),
    plain("writes to the instructors", MAY.students, { type: "say", to: "instructors", text: "hello" }),
    actOf("say", "writes to one person", MAY.teachers, (_, { juno }) => ({ type: "say", to: juno.id, text: "hello" })),
    plain("sends a hint, a manifest, a step", MAY.teachers, {
      type: "send",
      to: "all",
      parcel: { kind: "hint", text: "look at the label" },
    }),
    plain("stops and allows changes", MAY.teachers, { type: "freeze", to: ["nobody"], frozen: true, reason: "" }),
    plain("mutes", MAY.teachers, { type: "mute", person: "nobody", muted: true }),
    plain("locks the room", MAY.teachers, { type: "lock", locked: false }),
    plain("turns the waiting room on and off", MAY.teachers, { type: "waiting-room", on: true }),
    actOf("ask", "asks all", MAY.teachers, (_, scene) => ({
      type: "ask",
      id: scene.name("asked"),
      text: "?",
      answers: "text",
      options: [],
    })),
    actOf("vote", "votes", voters, async (_, scene) => ({
      type: "vote",
      id: await question(scene, scene),
      answer: "a",
    })),
    actOf("reveal", "reveals answers", MAY.teachers, async (_, scene) => ({
      type: "reveal",
      id: await question(scene, scene),
      outcome: "",
    })),
    actOf("withdraw", "takes a question back", MAY.teachers, async (_, scene) => ({
      type: "withdraw",
      id: await question(scene, scene),
    })),
    actOf("bookmark", "sets a bookmark", MAY.students, (_, scene) => ({
      type: "bookmark",
      id: scene.name("mark"),
      label: "here",
      time: 0,
      seq: 0,
    })),
    actOf("unbookmark", "takes their own bookmark away", MAY.students, async (actor, scene) => ({
      type: "unbookmark",
      id: actor.kind === "student" ? await bookmark(actor, scene) : "none",
    })),
    actOf("unbookmark", "takes another's bookmark away", MAY.teachers, async (_, scene) => ({
      type: "unbookmark",
      id: await bookmark(scene.juno, scene),
    })),
    plain("leads all to their view", MAY.teachers, { type: "follow-me", on: false }),
    plain("shows somebody's screen to all", MAY.teachers, { type: "show-screen", person: null }),
    plain("opens a step", MAY.students, { type: "open-step", ...STEP }),
    plain("takes a hint", MAY.students, { type: "take-hint", ...STEP, hint: 1 }),
    plain("looks at the answer", MAY.students, { type: "see-answer", ...STEP }),
    plain("predicts", MAY.students, { type: "predict", ...STEP, answer: "worker1" }),
  ],
};

const message = (
  action: string,
  type: string,
  may: Row["may"],
  ask: (actor: Actor, scene: Scene) => Promise<boolean>,
): Row => ({ action, door: `\`${type}\``, covers: [`socket ${type}`], may, ask });

export const SOCKET: Part = {
  title: "The page's line",
  rows: [
    message("is shown the room as it changes", "join", MAY.members, (actor, { room }) => actor.wire.join(room.id)),
    {
      ...message("says that they do something in the class", "act", MAY.members, async (actor, scene) =>
        actor.wire.ask({
          type: "act",
          action: { type: "vote", id: await question(scene, scene), answer: "a" },
        }),
      ),
    },
    message("asks for what they missed", "resync", MAY.members, (actor) =>
      actor.wire.tell({ type: "resync", epoch: "another", revision: 0 }, "state"),
    ),
    message("is seen to look at something", "looking", MAY.members, (actor) =>
      actor.wire.tell({ type: "looking", at: { view: "map" } }, "person"),
    ),
    message("reads the cluster", "request", MAY.members, (actor) =>
      actor.wire.ask({ type: "request", method: "GET", path: "/api/v1/namespaces/default/pods" }),
    ),
    message("changes the room's cluster", "request", MAY.sharers, (actor, scene) =>
      actor.wire.ask({
        type: "request",
        method: "POST",
        path: "/api/v1/namespaces/default/configmaps",
        contentType: "application/json",
        body: JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: scene.name("page") } }),
      }),
    ),
    message("follows a log", "follow", MAY.members, async ({ wire }) => {
      const done = await wire.ask({ type: "follow", namespace: "default", pod: "web", tailLines: 1 });
      wire.stop();
      return done;
    }),
    message("looks at a moment of the past", "moment", MAY.members, (actor) =>
      actor.wire.ask({ type: "moment", time: Date.now() }),
    ),
    message("reads what the cluster would have answered then", "request", MAY.members, (actor) =>
      actor.wire.ask({ type: "request", method: "GET", path: "/api/v1/namespaces/default", at: Date.now() }),
    ),
    message("pauses, steps and speeds up time", "clock", MAY.teachers, (actor) =>
      actor.wire.ask({ type: "clock", speed: 1 }),
    ),
    message("watches the class", "monitor", MAY.teachers, (actor) => actor.wire.ask({ type: "monitor", on: false })),
  ],
};
