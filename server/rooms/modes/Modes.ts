/**
 * What a room's mode gives each student: in `shared` nothing of their own, in `namespace-each` a namespace, in `cluster-each`
 * a fork of the room's cluster. Forks are rooms with a parent; they share its people and its class.
 */
import { type Audience, isFor } from "../../protocol/classroom/ClassState.ts";
import { ownNamespaceName } from "../../protocol/ownNamespace.ts";
import type { NamespaceLimits, RoomMode } from "../../protocol/messages.ts";
import type { ApiRequest } from "../../simulation/api/ApiRequest.ts";
import { QUOTA_TEXTS } from "../quotas.ts";
import type { Room } from "../Room.ts";
import type { RoomDirectory } from "../RoomDirectory.ts";
import { RoomError } from "../RoomError.ts";
import type { PersonRecord, RoomRecord } from "../StoragePort.ts";
import { modeRequests } from "./access.ts";
import { emptyNamespaceRequests, ownNamespaceRequests } from "./ownNamespace.ts";
import { newSigningKey, remove } from "./roomRequests.ts";

export interface ResetOptions {
  readonly to: Audience;
  /** In `cluster-each`: the cluster time of the room's cluster that forks begin at, ms; left out: now. */
  readonly time?: number;
}

export class Modes {
  /** Forks being made, by room and person, so that two tabs make one. */
  private readonly making = new Map<string, Promise<string>>();

  constructor(private readonly directory: RoomDirectory) {}

  /** A student has joined. */
  async welcome(room: Room, person: PersonRecord): Promise<void> {
    if (person.role === "student" && room.record.mode === "namespace-each") await this.giveNamespace(room, person);
  }

  /** Another mode from now on. Namespaces and forks that students have stay, for when the room comes back to them. */
  async setMode(room: Room, mode: RoomMode, limits: NamespaceLimits | undefined): Promise<void> {
    refuseFork(room);
    const { limits: _, ...kept } = room.record;
    const record: RoomRecord = { ...kept, mode, ...(limits ? { limits: JSON.stringify(limits) } : {}) };
    await ask(room, modeRequests(mode));
    await this.directory.update(record);
    for (const person of studentsOf(room)) await this.welcome(room, person);
  }

  /** The cluster a person works in: their fork, which is made now if they have none, or the room's own. */
  async clusterOf(room: Room, person: PersonRecord): Promise<string> {
    if (room.record.mode !== "cluster-each" || person.role !== "student") return room.id;
    const key = `${room.id}/${person.id}`;
    let making = this.making.get(key);
    if (!making) {
      making = this.forkOf(room, person).finally(() => this.making.delete(key));
      this.making.set(key, making);
    }
    return making;
  }

  /** A room in which somebody tries a lesson as a student of this one would do it. Nobody has a link to it. */
  async makeTrial(room: Room, person: PersonRecord): Promise<Room> {
    const { room: trial } = await this.directory.fork(room.id, {
      trial: { roomId: room.id, personId: person.id },
    });
    // Where each student has a cluster, this is the author's.
    if (room.record.mode === "cluster-each") {
      await ask(trial, modeRequests("shared"));
      await this.directory.update({ ...trial.record, mode: "shared" });
    }
    return trial;
  }

  /** Takes away what a student has of their own: their fork, their namespace. */
  async takeBack(room: Room, person: PersonRecord): Promise<void> {
    for (const fork of await this.directory.forksOf(room.id))
      if (fork.ownerId === person.id) await this.directory.purge(fork.id);
    if (person.role === "student" && room.record.mode === "namespace-each")
      await room.request(remove(`/api/v1/namespaces/${ownNamespaceName(person)}`), "");
  }

  /**
   * Ends the tokens of service accounts that people who are out may have seen: those of the room, and of the forks that
   * instructors among them came to. A fork whose owner is out lets in instructors alone.
   */
  async endTokens(room: Room, people: readonly PersonRecord[]): Promise<void> {
    const sawAll = people.some(({ role }) => role === "instructor");
    const owners = new Set(people.map(({ id }) => id));
    await room.request(newSigningKey(), "");
    for (const { id, ownerId = "" } of await this.directory.forksOf(room.id))
      if (sawAll || owners.has(ownerId)) await (await this.directory.open(id)).request(newSigningKey(), "");
  }

  /** Begins anew: empties namespaces, or replaces forks by new ones of the room's cluster. */
  async reset(room: Room, { to, time }: ResetOptions): Promise<void> {
    refuseFork(room);
    const people = studentsOf(room).filter(({ id }) => isFor(to, id));
    if (room.record.mode === "cluster-each") await this.replaceForks(room, people, time);
    else if (room.record.mode === "namespace-each") {
      const { definitions } = room.cluster.api;
      for (const person of people)
        for (const request of emptyNamespaceRequests(ownNamespaceName(person), definitions))
          await room.request(request, "");
    } else throw new RoomError("bad-request", QUOTA_TEXTS.nothingOwn);
  }

  /** One after the other; whoever asks for theirs meanwhile, as a page does whose cluster just went, waits for the new one. */
  private async replaceForks(room: Room, people: readonly PersonRecord[], time: number | undefined): Promise<void> {
    const replace = async (person: PersonRecord): Promise<string> => {
      for (const { id, ownerId } of await this.directory.forksOf(room.id))
        if (ownerId === person.id) await this.directory.delete(id);
      return this.makeFork(room, person, time);
    };
    let before: Promise<unknown> = Promise.resolve();
    const made = people.map((person) => {
      const key = `${room.id}/${person.id}`;
      const earlier = this.making.get(key)?.catch(() => {});
      const making = Promise.all([before, earlier]).then(() => replace(person));
      before = making.catch(() => {});
      this.making.set(key, making);
      void before.then(() => {
        if (this.making.get(key) === making) this.making.delete(key);
      });
      return making;
    });
    await Promise.all(made);
  }

  private async forkOf(room: Room, person: PersonRecord): Promise<string> {
    const known = (await this.directory.forksOf(room.id)).find(({ ownerId }) => ownerId === person.id);
    return known?.id ?? this.makeFork(room, person);
  }

  private async makeFork(room: Room, person: PersonRecord, time?: number): Promise<string> {
    const { room: fork } = await this.directory.fork(room.id, {
      ...(time === undefined ? {} : { time }),
      name: `${room.view.name} · ${person.nickname}`,
      parent: { roomId: room.id, personId: person.id },
    });
    await ask(fork, modeRequests("shared"));
    return fork.id;
  }

  private async giveNamespace(room: Room, person: PersonRecord): Promise<void> {
    const limits = room.record.limits === undefined ? {} : (JSON.parse(room.record.limits) as NamespaceLimits);
    // One that is there already stays as it is.
    for (const request of ownNamespaceRequests(person, limits)) await room.request(request, "");
  }
}

const studentsOf = (room: Room): readonly PersonRecord[] => room.people.list().filter(({ role }) => role === "student");

function refuseFork(room: Room): void {
  if (room.record.parentId !== undefined) throw new RoomError("not-allowed", QUOTA_TEXTS.fork);
}

async function ask(room: Room, requests: readonly ApiRequest[]): Promise<void> {
  for (const request of requests) {
    const { status, body } = await room.request(request, "");
    // What is gone, or there already, is as it should be.
    if (status >= 400 && status !== 404 && status !== 409)
      throw new RoomError("room-stopped", QUOTA_TEXTS.stopped, { cause: body });
  }
}
