/**
 * Measures how long each student takes to be well again after a fault an instructor caused. What is found becomes entries of
 * the class's log, so that a drill goes on after a crash. `health.ts` says what well means.
 */
import type { Drill, DrillPerson } from "../protocol/classroom/drills.ts";
import type { RoomFrame } from "../rooms/frames.ts";
import type { Room } from "../rooms/Room.ts";
import type { Done } from "../rooms/RoomObserver.ts";
import { type FaultDone, faultDone } from "./faultDone.ts";
import { backSince, healthBefore, healthNow, isAsWell } from "./health.ts";
import { Owners } from "./Owners.ts";
import { studentObjects, type StudentObjects } from "./studentObjects.ts";

type Report = (problem: string, error: unknown) => void;

/** The drills of all classes of a server. */
export class Drills {
  private readonly runners = new WeakMap<Room, DrillRunner>();

  constructor(private readonly report: (room: string, problem: string, error: unknown) => void) {}

  /** A room woke; `parent` is the room a fork belongs to. */
  readonly attend = (room: Room, parent: Room | undefined): void => {
    const home = parent ?? room;
    let runner = this.runners.get(home);
    if (!runner) {
      runner = new DrillRunner(home, (problem, error) => this.report(home.id, problem, error));
      this.runners.set(home, runner);
    }
    runner.attach(room);
  };
}

class DrillRunner {
  private readonly clusters = new Set<Room>();
  /** News on its way into the log, so that it is told once. */
  private readonly told = new Set<string>();

  constructor(
    private readonly home: Room,
    private readonly report: Report,
  ) {}

  attach(room: Room): void {
    if (this.clusters.has(room)) return;
    this.clusters.add(room);
    room.attend({
      onFrame: (frame) => this.changed(room, frame),
      onDone: (done) => this.done(room, done),
      onStop: () => this.clusters.delete(room),
    });
    // What went on while nobody ran: a restart in the middle of a drill.
    if (this.open(room).length > 0) void this.lookAt(room, room.clock.time);
  }

  private done(room: Room, done: Done): void {
    const { who } = done;
    const fault = faultDone(done);
    if (!fault || this.home.people.find(who)?.role !== "instructor") return;
    const change = fault.does === "begin" ? this.begin(room, who, fault) : this.end(room, fault);
    change.catch((error: unknown) => this.report("a drill could not be noted", error));
  }

  private async begin(room: Room, by: string, { fault, target }: Extract<FaultDone, { does: "begin" }>): Promise<void> {
    const { time } = room.clock;
    const running = this.drillsOn(room).some(
      (drill) => drill.ended === undefined && drill.fault === fault && drill.target === target,
    );
    if (running) return;
    const people: { [person: string]: Drill["people"][string] } = {};
    for (const [person, objects] of await this.studentsIn(room)) {
      const before = healthBefore(objects, { fault, target, time });
      if (before.ready > 0) people[person] = before;
    }
    const id = `${room.id}/${time}/${fault}/${target}`;
    await this.home.note({ type: "drill", id, by, fault, target, cluster: room.id, time, people });
    await this.lookAt(room, room.clock.time);
  }

  private async end(room: Room, { fault, target }: Extract<FaultDone, { does: "end" }>): Promise<void> {
    const { time } = room.clock;
    for (const drill of this.drillsOn(room))
      if (drill.ended === undefined && drill.target === target && (fault === undefined || drill.fault === fault))
        await this.home.note({ type: "drill-news", id: drill.id, news: { ended: true }, time });
  }

  private changed(room: Room, { changes, time }: RoomFrame): void {
    if (!changes.some(({ resource }) => resource === "pods" || resource === "services")) return;
    if (this.open(room).length > 0) void this.lookAt(room, time);
  }

  /** Notes who was hit and who is well again. */
  private async lookAt(room: Room, time: number): Promise<void> {
    try {
      const unwell = (known: DrillPerson): boolean => known.recovered === undefined;
      const wanted = new Set(
        this.open(room).flatMap(({ people }) => Object.keys(people).filter((id) => unwell(people[id] as DrillPerson))),
      );
      const students = await this.studentsIn(room, (id) => wanted.has(id));
      for (const drill of this.open(room)) {
        const { id, time: began } = drill;
        for (const [person, known] of Object.entries(drill.people)) {
          const objects = students.get(person);
          if (!objects || !unwell(known)) continue;
          const well = isAsWell(healthNow(objects, known), known);
          // A process that is back at once may never be seen missing.
          const back = well && known.hit === undefined ? backSince(objects, drill, known) : undefined;
          if (back !== undefined) this.tell(id, { hit: person }, began);
          else if (!well && known.hit === undefined) this.tell(id, { hit: person }, time);
          if (well && (known.hit !== undefined || back !== undefined))
            this.tell(id, { recovered: person }, back ?? time);
        }
      }
    } catch (error) {
      this.report("a drill could not be followed", error);
    }
  }

  private tell(id: string, news: { readonly hit: string } | { readonly recovered: string }, time: number): void {
    const key = `${id} ${JSON.stringify(news)}`;
    if (this.told.has(key)) return;
    this.told.add(key);
    this.home
      .note({ type: "drill-news", id, news, time })
      .catch((error: unknown) => this.report("a drill could not be noted", error))
      .finally(() => this.told.delete(key));
  }

  private drillsOn(room: Room): readonly Drill[] {
    return this.home.classroom.state.drills.filter(({ cluster }) => cluster === room.id);
  }

  /** Drills on a cluster in which somebody may still be hit, or is not well again. */
  private open(room: Room): readonly Drill[] {
    const now = room.clock.time;
    return this.drillsOn(room).filter(
      ({ people, ended, time }) =>
        now - time < FOLLOWED_FOR &&
        Object.values(people).some(
          ({ hit, recovered }) =>
            recovered === undefined && (hit !== undefined || ended === undefined || now - ended < FELT_FOR),
        ),
    );
  }

  /** Those students of `which` who work in a cluster, with what is theirs. */
  private async studentsIn(
    room: Room,
    which: (id: string) => boolean = () => true,
  ): Promise<ReadonlyMap<string, StudentObjects>> {
    const { mode } = this.home.record;
    const worksHere = (id: string): boolean =>
      mode === "cluster-each" ? id === room.record.ownerId : room === this.home;
    const students = this.home.people.list().filter(({ id, role }) => role === "student" && worksHere(id) && which(id));
    if (students.length === 0) return new Map();
    const objects = studentObjects(room, mode === "shared" ? await Owners.of(room) : undefined);
    return new Map(students.map((person) => [person.id, objects(person)]));
  }
}

/** A process that was killed, or a fault that was taken back at once, may still be felt so long after, ms. */
const FELT_FOR = 60_000;
/** Whoever is not well so long after the fault has something else to do, ms. */
const FOLLOWED_FOR = 4 * 3_600_000;
