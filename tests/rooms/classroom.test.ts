import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClassAction, PersonAction } from "../../server/protocol/classroom/actionSchema.ts";
import { type ClassState, EMPTY_CLASS } from "../../server/protocol/classroom/ClassState.ts";
import { foldAction, spreadOf } from "../../server/protocol/classroom/foldAction.ts";
import { refusalOf } from "../../server/protocol/classroom/permission.ts";
import { visibleEntry, visibleState } from "../../server/protocol/classroom/visibility.ts";
import { MemoryStorage } from "../../server/persistence/MemoryStorage.ts";
import type { Room } from "../../server/rooms/Room.ts";
import { fakeFactory } from "../support/rooms/FakeCluster.ts";
import { createPod, listPods, makeWorld, type World } from "../support/rooms/worlds.ts";

interface Class {
  readonly world: World;
  readonly room: Room;
  readonly teacher: string;
  readonly mina: string;
  readonly juno: string;
  readonly viewer: string;
}

async function openClass(world = makeWorld()): Promise<Class> {
  const { room } = await world.directory.create({});
  const add = async (role: "instructor" | "student" | "viewer", name: string): Promise<string> =>
    (await room.people.add(role, name)).person.id;
  return {
    world,
    room,
    teacher: await add("instructor", "Kim"),
    mina: await add("student", "Mina"),
    juno: await add("student", "Juno"),
    viewer: await add("viewer", "Looker"),
  };
}

const ask = (id: string, options = ["k8s-worker1", "k8s-worker2"]): PersonAction => ({
  type: "ask",
  id,
  text: "Where does pod-4 go?",
  answers: "node",
  options,
});

describe("CLASS-1 actions", () => {
  it("CLASS-1 come back after a crash, from a snapshot, and under another simulation version", async () => {
    const storage = new MemoryStorage();
    const world = makeWorld({ storage });
    const { room, teacher, mina, juno } = await openClass(world);
    await room.act({ type: "raise-hand", question: "why Pending?" }, mina);
    await room.act(ask("q"), teacher);
    await room.act({ type: "vote", id: "q", answer: "k8s-worker2" }, juno);
    const seen: ClassState[] = [];
    room.subscribe({ onClass: () => seen.push(room.classroom.state) });
    await room.act({ type: "bookmark", id: "b", label: "the collision", time: 5, seq: 3 }, mina);
    expect(seen).toHaveLength(1);
    const before = room.classroom.state;
    expect(before.hands[0]).toMatchObject({ person: mina, question: "why Pending?" });
    const crashed = await makeWorld({ storage, clock: world.clock }).directory.open(room.id);
    expect(crashed.classroom.state).toEqual(before);
    await crashed.close({ en: "", ko: "" });
    const slept = makeWorld({ storage, clock: world.clock });
    const woken = await slept.directory.open(room.id);
    expect(woken.classroom.state).toEqual(before);
    await woken.act({ type: "lower-hand" }, mina);
    const other = makeWorld({ storage, clock: world.clock, factory: fakeFactory("another") });
    const changed = await other.directory.open(room.id);
    expect(changed.classroom.state).toEqual({ ...before, hands: [] });
  });
});

describe("CLASS-10 hands", () => {
  it("CLASS-10 of two instructors who claim a hand one has it; it is taken over from whoever has it, by their name", async () => {
    const { room, teacher, mina } = await openClass();
    const second = (await room.people.add("instructor", "Lee")).person.id;
    await room.act({ type: "raise-hand", question: "" }, mina);
    const claims = [teacher, second].map((by) => room.act({ type: "claim-hand", person: mina }, by));
    const outcomes = await Promise.allSettled(claims);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    await expect(claims[1]).rejects.toMatchObject({ text: { ko: expect.stringContaining("다른 강사") as string } });
    const by = (): string | undefined => room.classroom.state.hands[0]?.claimedBy;
    expect(by()).toBe(teacher);
    await expect(room.act({ type: "claim-hand", person: mina, from: second }, second)).rejects.toThrow(/already/);
    await room.act({ type: "claim-hand", person: mina, from: teacher }, second);
    expect(by()).toBe(second);
    await room.act({ type: "claim-hand", person: mina }, second);
  });
});

describe("CLASS-4 who may", () => {
  it("CLASS-4 students do what is theirs, viewers vote, instructors the rest; a refusal says why in both languages", async () => {
    const { room, teacher, mina, viewer } = await openClass();
    await expect(room.act({ type: "freeze", to: "all", frozen: true, reason: "" }, mina)).rejects.toMatchObject({
      code: "not-allowed",
      text: { ko: expect.stringContaining("강사"), en: expect.stringContaining("instructors") as string },
    });
    await expect(room.act({ type: "raise-hand", question: "" }, viewer)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(room.act({ type: "say", to: mina, text: "psst" }, viewer)).rejects.toMatchObject({
      code: "not-allowed",
    });
    await expect(room.act({ type: "lower-hand" }, "nobody")).rejects.toMatchObject({ code: "not-allowed" });
    await room.act({ type: "mute", person: mina, muted: true }, teacher);
    await expect(room.act({ type: "say", to: "all", text: "hello" }, mina)).rejects.toMatchObject({
      code: "not-allowed",
    });
    await room.act({ type: "raise-hand", question: "" }, mina);
    await room.act({ type: "mute", person: mina, muted: false }, teacher);
    await room.act({ type: "say", to: "instructors", text: "hello" }, mina);
    await room.act(ask("q"), teacher);
    await room.act({ type: "vote", id: "q", answer: "k8s-worker1" }, viewer);
    expect(room.classroom.state.questions[0]?.voted).toBe(1);
  });
});

describe("CLASS-5 freezing", () => {
  it("CLASS-5 the frozen change nothing and are told why; they read on, instructors are free", async () => {
    const { room, teacher, mina, juno } = await openClass();
    await room.act({ type: "freeze", to: [mina], frozen: true, reason: "let us look together" }, teacher);
    const refused = await room.request(createPod("a"), mina);
    expect(refused.status).toBe(403);
    expect((refused.body as { message: string }).message).toMatch(/frozen.*let us look together.*멈춰/);
    expect((await room.request(listPods, mina)).status).toBe(200);
    expect((await room.request(createPod("b"), juno)).status).toBe(201);
    await room.act({ type: "freeze", to: "all", frozen: true, reason: "" }, teacher);
    expect((await room.request(createPod("c"), juno)).status).toBe(403);
    expect((await room.request(createPod("d"), teacher)).status).toBe(201);
    await room.act({ type: "freeze", to: "all", frozen: false, reason: "" }, teacher);
    expect((await room.request(createPod("e"), mina)).status).toBe(201);
  });
});

describe("CLASS-8 questions", () => {
  it("CLASS-8 a vote may change until all is revealed, counts once, and must be one of the answers", async () => {
    const { room, teacher, mina, juno } = await openClass();
    await room.act(ask("q"), teacher);
    await room.act({ type: "vote", id: "q", answer: "k8s-worker1" }, mina);
    await room.act({ type: "vote", id: "q", answer: "k8s-worker2" }, mina);
    await room.act({ type: "vote", id: "q", answer: "k8s-worker2" }, juno);
    await expect(room.act({ type: "vote", id: "q", answer: "k8s-worker9" }, juno)).rejects.toThrow(
      /none of the answers/,
    );
    await room.act({ type: "reveal", id: "q", outcome: "k8s-worker2", spread: { forged: 9 } }, teacher);
    const [question] = room.classroom.state.questions;
    expect(question?.revealed).toMatchObject({ outcome: "k8s-worker2", spread: { "k8s-worker2": 2 } });
    await expect(room.act({ type: "vote", id: "q", answer: "k8s-worker1" }, juno)).rejects.toThrow(/not open/);
    await room.act({ ...ask("n", []), answers: "number" } as PersonAction, teacher);
    await expect(room.act({ type: "vote", id: "n", answer: "many" }, juno)).rejects.toThrow(/number/);
  });
});

const PEOPLE = ["t", "a", "b", "c"] as const;
const person = fc.constantFrom(...PEOPLE);
const to = fc.oneof(fc.constant("all" as const), fc.subarray([...PEOPLE], { minLength: 1 }));
const question = fc.constantFrom("q1", "q2");
const step = { course: fc.constant("c"), lesson: fc.constant("l"), step: fc.constantFrom("one", "two") };
const anyAction: fc.Arbitrary<ClassAction> = fc.oneof(
  fc.record({ type: fc.constant("raise-hand" as const), question: fc.string({ maxLength: 5 }) }),
  fc.constant({ type: "lower-hand" } as const),
  fc.record({ type: fc.constantFrom("claim-hand" as const, "resolve-hand" as const), person }),
  fc.record({
    type: fc.constant("say" as const),
    to: fc.oneof(person, fc.constantFrom("all", "instructors")),
    text: fc.constant("x"),
  }),
  fc.record({
    type: fc.constant("send" as const),
    to,
    parcel: fc.constant({ kind: "hint" as const, text: "look at the labels" }),
  }),
  fc.record({ type: fc.constant("freeze" as const), to, frozen: fc.boolean(), reason: fc.constant("") }),
  fc.record({ type: fc.constant("mute" as const), person, muted: fc.boolean() }),
  fc.record({ type: fc.constant("lock" as const), locked: fc.boolean() }),
  question.map((id) => ask(id)),
  fc.record({
    type: fc.constant("vote" as const),
    id: question,
    answer: fc.constantFrom("k8s-worker1", "k8s-worker2"),
  }),
  fc.record({ type: fc.constant("all-voted" as const), id: question }),
  fc.record({ type: fc.constant("reveal" as const), id: question, outcome: fc.constant("k8s-worker1") }),
  fc.record({ type: fc.constant("withdraw" as const), id: question }),
  fc.record({
    type: fc.constant("bookmark" as const),
    id: fc.constantFrom("x", "y"),
    label: fc.constant("here"),
    time: fc.constant(1),
    seq: fc.constant(1),
  }),
  fc.record({ type: fc.constant("follow-me" as const), on: fc.boolean(), to }),
  fc.record({ type: fc.constant("share-screen" as const), on: fc.boolean() }),
  fc.record({ type: fc.constant("away" as const), person }),
  fc.record({ type: fc.constant("show-screen" as const), person: fc.option(person) }),
  fc.record({ type: fc.constantFrom("open-step" as const, "see-answer" as const), ...step }),
  fc.record({ type: fc.constant("take-hint" as const), ...step, hint: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ type: fc.constant("predict" as const), ...step, answer: fc.constantFrom("1", "2") }),
  fc.record({
    type: fc.constant("checked" as const),
    ...step,
    person,
    checks: fc.array(fc.boolean(), { maxLength: 3 }),
    passed: fc.boolean(),
    tries: fc.nat(9),
    mistake: fc.nat(2),
    outcome: fc.constant("2"),
  }),
);

describe("CLASS-3 what is shown", () => {
  it("CLASS-2 CLASS-3 folding the visible entries gives the visible state, for students and instructors", () => {
    const roles = { t: "instructor", a: "student", b: "student", c: "viewer" } as const;
    fc.assert(
      fc.property(fc.array(fc.tuple(person, anyAction), { maxLength: 60 }), (acts) => {
        let full = EMPTY_CLASS;
        const views = new Map(PEOPLE.map((id) => [id as string, EMPTY_CLASS]));
        acts.forEach(([who, action], seq) => {
          const checked = ["checked", "away", "all-voted"].includes(action.type);
          if (!checked && refusalOf(action, { id: who, role: roles[who] }, full, (id) => roles[id as "t"])) return;
          const asked = full.questions.find(({ id }) => "id" in action && id === action.id);
          const entry = {
            seq,
            at: seq,
            time: seq,
            who: checked ? "" : who,
            action:
              (action.type === "reveal" || action.type === "all-voted") && asked
                ? { ...action, spread: spreadOf(asked) }
                : action.type === "share-screen"
                  ? { ...action, asker: full.shown?.asker ?? "" }
                  : action,
          };
          const before = full;
          full = foldAction(full, entry);
          for (const id of PEOPLE) {
            const viewer = { id, teaches: roles[id] === "instructor" };
            const seen = visibleEntry(entry, viewer, before);
            if (seen) views.set(id, foldAction(views.get(id) as ClassState, seen));
            expect(views.get(id)).toEqual(visibleState(full, viewer));
          }
        });
        const votes = views.get("a")?.questions.flatMap((shown) => Object.keys(shown.votes)) ?? [];
        expect(votes.every((voter) => voter === "a")).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("CLASS-7 keeps the newest", () => {
    let state = EMPTY_CLASS;
    for (let seq = 0; seq < 600; seq++)
      state = foldAction(state, {
        seq,
        at: seq,
        time: seq,
        who: "a",
        action: { type: "say", to: "all", text: `${seq}` },
      });
    expect(state.messages).toHaveLength(500);
    expect(state.messages[499]?.text).toBe("599");
  });
});
