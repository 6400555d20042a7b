/**
 * Checks students' steps as their clusters change: after each commit, those steps whose objects changed or whose student did
 * something. Nothing is polled. What is found becomes an entry of the room's log (`checked`), so that it survives and is
 * seen by whom it concerns. Read `checks/holds.ts` for what a check means.
 */
import {
  type ClassEntry,
  type Progress,
  type StepAt,
  type StepProgress,
  stepKey,
} from "../protocol/classroom/ClassState.ts";
import type { CheckedAction } from "../protocol/classroom/actionSchema.ts";
import { changeScope, type RoomFrame } from "../rooms/frames.ts";
import { homeNamespace } from "../protocol/ownNamespace.ts";
import type { Room } from "../rooms/Room.ts";
import { RoomError } from "../rooms/RoomError.ts";
import type { PersonRecord } from "../rooms/StoragePort.ts";
import type { CheckFinding } from "../protocol/lessons.ts";
import { explained } from "./checks/explain.ts";
import { type CheckWorld, type Deed, holds, touches } from "./checks/holds.ts";
import { valueAt } from "./checks/valueAt.ts";
import { deedOf, isAttempt } from "./deeds.ts";
import type { ParsedStep } from "../protocol/lessonText/parseLesson.ts";
import { studentWorld } from "./studentWorld.ts";

/** Deeds remembered of one person's step; the oldest go. */
const MOST_DEEDS = 100;

/** Changes less than this apart are one attempt. */
const ONE_ATTEMPT_MS = 2_000;

/** Where steps come from. */
export interface StepSource {
  step(course: string, lesson: string, step: string): ParsedStep | undefined;
}

interface Trying {
  readonly key: string;
  readonly deeds: Deed[];
  tries: number;
  /** When the student last changed something, wall ms. */
  changed: number;
}

export interface LessonRunnerParts {
  /** The room whose class it is. */
  readonly home: Room;
  readonly source: StepSource;
  /** Makes the source know what the class has been given. */
  readonly load: () => Promise<void>;
  readonly report: (problem: string, error: unknown) => void;
}

/** Follows the steps in one class: attach its room, and each fork of it as that wakes. */
export class LessonRunner {
  private readonly trying = new Map<string, Trying>();
  private readonly clusters = new Set<Room>();
  /** People whose step is being checked, and those to be looked at again after. */
  private readonly checking = new Set<string>();
  private readonly again = new Set<string>();

  private readonly home: Room;
  private readonly source: StepSource;
  private readonly report: (problem: string, error: unknown) => void;

  constructor(private readonly parts: LessonRunnerParts) {
    ({ home: this.home, source: this.source, report: this.report } = parts);
  }

  /** Follows a cluster of the class until it leaves memory. */
  attach(room: Room): void {
    if (this.clusters.has(room)) return;
    this.clusters.add(room);
    room.attend({
      onFrame: (frame) => this.changed(room, frame),
      onDone: (done) => this.done(room, done.who, deedOf(done), isAttempt(done) ? done.at : undefined),
      onAsked: ({ who, ...asked }) => this.done(room, who, { type: "asked", ...asked }),
      ...(room === this.home ? { onClass: ({ entry }) => this.happened(entry) } : {}),
      onStop: () => this.clusters.delete(room),
    });
    if (room === this.home) this.lookAtAll();
  }

  /** What has not held yet of the step somebody is at, and what was found instead. */
  async explain(person: PersonRecord): Promise<readonly CheckFinding[]> {
    const looking = this.worldOf(person);
    if (!looking) return [];
    const { step, known, world } = looking;
    return step.check.map((check, index) => ({
      held: known.checks[index] === true,
      holds: holds(check, world),
      found: explained(check, world),
    }));
  }

  private happened({ who, action }: ClassEntry): void {
    if (action.type === "open-step") this.lookAt(who);
    else if (action.type === "assign") this.lookAtAll();
  }

  /** When the class woke, or got other lessons. */
  private lookAtAll(): void {
    this.parts
      .load()
      .then(() => {
        for (const person of Object.keys(this.home.classroom.state.progress)) this.lookAt(person);
      })
      .catch((error: unknown) => this.report("the lessons of a class could not be read", error));
  }

  /** Looks at the steps of those in whose part of the cluster something changed that their step asks about. */
  private changed(room: Room, { changes }: RoomFrame): void {
    const changed = new Set(
      changes.map((change) => {
        const { resource, namespace } = changeScope(change);
        return `${namespace}/${resource.split(".")[0]}`;
      }),
    );
    for (const person of this.peopleIn(room)) {
      const step = this.openStep(person.id);
      if (!step) continue;
      const namespace = homeNamespace(this.home.record.mode, person);
      if (touchedBy(step).some((plural) => changed.has(`${namespace}/${plural}`) || changed.has(`/${plural}`)))
        this.lookAt(person.id);
    }
  }

  private done(room: Room, who: string, deed: Deed, attemptAt?: number): void {
    // In a shared cluster what one did counts for all who work on it.
    const doers = room.record.mode === "shared" ? this.peopleIn(room) : [this.home.people.find(who)];
    for (const person of doers) {
      const progress = person && this.progressOf(person.id);
      if (!person || !progress) continue;
      const trying = this.tryingOf(person.id, progress);
      if (person.id === who && attemptAt !== undefined) attempted(trying, attemptAt);
      trying.deeds.push(deed);
      if (trying.deeds.length > MOST_DEEDS) trying.deeds.shift();
      this.lookAt(person.id);
    }
  }

  /** Those who work in a cluster: in a fork its owner, in the room all others who have a step open. */
  private peopleIn(room: Room): readonly PersonRecord[] {
    const { ownerId } = room.record;
    const open = Object.keys(this.home.classroom.state.progress).flatMap((id) => this.home.people.find(id) ?? []);
    if (room !== this.home) return open.filter(({ id }) => id === ownerId);
    return this.home.record.mode === "cluster-each" ? open.filter(({ role }) => role !== "student") : open;
  }

  private progressOf(person: string): Progress | undefined {
    const { progress } = this.home.classroom.state;
    return Object.hasOwn(progress, person) ? progress[person] : undefined;
  }

  private openStep(person: string): ParsedStep | undefined {
    const at = this.progressOf(person)?.at;
    return at && this.source.step(at.course, at.lesson, at.step);
  }

  private tryingOf(person: string, { at, steps }: Progress): Trying {
    const key = stepKey(at);
    const known = this.trying.get(person);
    if (known?.key === key) return known;
    // What was counted before a restart, or before going to another step, counts on.
    const trying: Trying = { key, deeds: [], tries: steps[key]?.tries ?? 0, changed: Number.NEGATIVE_INFINITY };
    this.trying.set(person, trying);
    return trying;
  }

  /** Checks a person's step now, or once more when that is under way. */
  private lookAt(person: string): void {
    if (this.checking.has(person)) {
      this.again.add(person);
      return;
    }
    this.checking.add(person);
    this.check(person)
      .catch((error: unknown) => {
        // A room that goes to sleep meanwhile checks the step when it wakes and something changes.
        if (!(error instanceof RoomError && error.code === "room-stopped"))
          this.report("a step could not be checked", error);
      })
      .finally(() => {
        this.checking.delete(person);
        if (this.again.delete(person)) this.lookAt(person);
      });
  }

  private async check(personId: string): Promise<void> {
    const person = this.home.people.find(personId);
    const looking = person && this.worldOf(person);
    if (!looking) return;
    const { step, at, known, world, tries } = looking;
    const found = findings(step, { at, person: personId, world, known, tries });
    if (found) await this.home.note(found);
  }

  /** The step somebody is at, and their part of the cluster as its checks see it. */
  private worldOf(person: PersonRecord):
    | {
        readonly step: ParsedStep;
        readonly at: StepAt;
        readonly known: StepProgress;
        readonly world: CheckWorld;
        readonly tries: number;
      }
    | undefined {
    const progress = this.progressOf(person.id);
    const step = this.openStep(person.id);
    const cluster = this.clusterOf(person);
    const known = progress?.steps[stepKey(progress.at)];
    if (!progress || !step || !cluster || !known) return undefined;
    const { deeds, tries } = this.tryingOf(person.id, progress);
    const namespace = homeNamespace(this.home.record.mode, person);
    return {
      step,
      at: progress.at,
      known,
      tries,
      world: studentWorld(cluster, { namespace, deeds, since: known.since }),
    };
  }

  private clusterOf(person: PersonRecord): Room | undefined {
    if (this.home.record.mode !== "cluster-each" || person.role !== "student") return this.home;
    return [...this.clusters].find(({ record }) => record.ownerId === person.id);
  }
}

/** The plurals a step asks about. */
function touchedBy(step: ParsedStep): readonly string[] {
  let plurals = touched.get(step);
  if (!plurals) {
    plurals = [...new Set([...step.check, ...step.mistakeChecks].flatMap(touches))];
    touched.set(step, plurals);
  }
  return plurals;
}

const touched = new WeakMap<ParsedStep, readonly string[]>();

/** One file with many objects is one attempt. */
function attempted(trying: Trying, at: number): void {
  if (at - trying.changed >= ONE_ATTEMPT_MS) trying.tries++;
  trying.changed = at;
}

/** What is new of a step; undefined when nothing is. A step that is passed stays so. */
function findings(
  step: ParsedStep,
  {
    at,
    person,
    world,
    known,
    tries,
  }: {
    readonly at: StepAt;
    readonly person: string;
    readonly world: CheckWorld;
    readonly known: StepProgress;
    readonly tries: number;
  },
): CheckedAction | undefined {
  const done = known.passed !== undefined;
  // A check that held once in this step has been done: the next one may well undo it.
  const checks = step.check.map((check, index) => known.checks[index] === true || holds(check, world));
  const passed = done || checks.every(Boolean);
  const seen = passed
    ? -1
    : step.mistakeChecks.findIndex((check, index) => !known.mistakes.includes(index) && holds(check, world));
  const outcome = step.outcome && passed && known.outcome === undefined ? outcomeIn(world, step.outcome) : undefined;
  const same = checks.every((held, index) => held === (known.checks[index] ?? false)) && passed === done;
  const tried = !done && tries > known.tries;
  if (same && seen < 0 && outcome === undefined && !tried) return undefined;
  return {
    type: "checked",
    person,
    ...at,
    checks,
    passed,
    tries: done ? known.tries : Math.max(known.tries, tries),
    ...(seen < 0 ? {} : { mistake: seen }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

function outcomeIn(world: CheckWorld, { object, path }: NonNullable<ParsedStep["outcome"]>): string | undefined {
  const [plural = "", name = ""] = object.split("/");
  const found = world.get(plural, name);
  const value = found && valueAt(found, path);
  return value === undefined || value === null ? undefined : String(value);
}
