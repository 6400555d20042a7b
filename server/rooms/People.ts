/**
 * The people of a room: who they are, what they may be, and the tokens by which they are known. All of it is in memory
 * while the room is open; each change is stored before it counts.
 */
import { romanize } from "es-hangul";
import { ownNamespaceName } from "../protocol/ownNamespace.ts";
import type { LinkKind, LinkLimits, PersonView, Role } from "../protocol/messages.ts";
import { ROLES } from "../protocol/messages.ts";
import type { UserInfo } from "../simulation/api/ApiRequest.ts";
import { Links, type RoleLink } from "./Links.ts";
import { normalizeNickname, nicknameKey, refuseOffice } from "./nickname.ts";
import { QUOTA_TEXTS } from "./quotas.ts";
import { RoomError } from "./RoomError.ts";
import { hashToken, makeId, makeToken, sameHash } from "./secrets.ts";
import type { CredentialRecord, PersonRecord, StoragePort } from "./StoragePort.ts";

/** Colours people are told apart by. */
const COLOURS = 12;
/** Kubeconfigs of one person that work at a time; the oldest goes. */
const CREDENTIALS_EACH = 5;

/** How a browser says who it is: `secret` stays in its cookie. */
export interface Identity {
  readonly personId: string;
  readonly secret: string;
}

export interface PeopleOptions {
  readonly roomId: string;
  readonly storage: StoragePort;
  readonly limit: number;
  readonly wall: () => number;
}

export class People {
  private readonly people = new Map<string, PersonRecord>();
  /** By the hash of their token. */
  private readonly credentials = new Map<string, CredentialRecord>();
  /** Nicknames being stored just now, so that two at a moment do not take the same. */
  private readonly reserved = new Set<string>();

  private constructor(
    private readonly options: PeopleOptions,
    readonly links: Links,
  ) {}

  static async load(options: PeopleOptions): Promise<People> {
    const { storage, roomId } = options;
    const [persons, links, credentials] = await Promise.all([
      storage.loadPeople(roomId),
      Links.load(options),
      storage.loadCredentials(roomId),
    ]);
    const people = new People(options, links);
    for (const person of persons) people.people.set(person.id, person);
    for (const credential of credentials) people.credentials.set(credential.tokenHash, credential);
    return people;
  }

  find(id: string): PersonRecord | undefined {
    const person = this.people.get(id);
    return person && isIn(person) ? person : undefined;
  }

  /** All that are in the room: not removed, nor cut off with their link, nor at the door. */
  list(): readonly PersonRecord[] {
    return [...this.people.values()].filter(isIn);
  }

  /** Who waits at the door, in the order they came. */
  atDoor(): readonly PersonRecord[] {
    return [...this.people.values()].filter(isAtDoor);
  }

  /** Everybody who ever was in: those who are out and those who were forgotten, whose nickname is empty, too. */
  everybody(): readonly PersonRecord[] {
    return [...this.people.values()].filter(({ waiting }) => !waiting);
  }

  /** Who a browser's cookie says it is; undefined when it is nobody, or nobody any more. */
  recognize({ personId, secret }: Identity): PersonRecord | undefined {
    const person = this.find(personId);
    return person && sameHash(person.secretHash, hashToken(secret)) ? person : undefined;
  }

  /** Who a browser's cookie says it was before its link was renewed. */
  recognizeCutOff({ personId, secret }: Identity): PersonRecord | undefined {
    const person = this.people.get(personId);
    const known = person?.cutOff && !person.removed && sameHash(person.secretHash, hashToken(secret));
    return known ? person : undefined;
  }

  /** Who a browser's cookie says it is among those at the door. */
  recognizeAtDoor({ personId, secret }: Identity): PersonRecord | undefined {
    const person = this.people.get(personId);
    return person && isAtDoor(person) && sameHash(person.secretHash, hashToken(secret)) ? person : undefined;
  }

  /**
   * A new person; `waits`: at the door, until they are let in; `knownAs`: whose names they may have, since an author plays a
   * student. The secret is given out this once.
   */
  async add(
    role: Role,
    nickname: string,
    {
      link,
      waits = false,
      knownAs = role,
    }: {
      readonly link?: RoleLink;
      readonly waits?: boolean /** Whose names they may have: an author plays a student. */;
      readonly knownAs?: Role;
    } = {},
  ): Promise<{ readonly person: PersonRecord; readonly secret: string }> {
    const { roomId, storage, wall } = this.options;
    this.refuseMore();
    const name = normalizeNickname(nickname);
    refuseOffice(name, knownAs);
    return this.reserving(name, undefined, async () => {
      if (link) await this.links.take(link);
      const secret = makeToken();
      const id = makeId();
      const person: PersonRecord = {
        roomId,
        id,
        nickname: name,
        // Hangul makes a name too, as it is read: 민아 works in mina-….
        namespace: ownNamespaceName({ id, nickname: romanize(name) }),
        colour: this.freeColour(),
        role,
        secretHash: hashToken(secret),
        joinedAt: wall(),
        removed: false,
        ...(link ? { linkHash: link.tokenHash } : {}),
        ...(waits ? { waiting: true } : {}),
      };
      await storage.savePerson(person);
      this.people.set(person.id, person);
      return { person, secret };
    });
  }

  /** Throws when the room takes nobody more. Who is at the door counts. */
  refuseMore(): void {
    const { limit } = this.options;
    if (this.list().length + this.atDoor().length + this.reserved.size >= limit)
      throw new RoomError("too-many-people", QUOTA_TEXTS.people(limit));
  }

  /** A known person, or one at the door, follows a link: the stronger role counts. */
  async follow(person: PersonRecord, link: RoleLink): Promise<PersonRecord> {
    const { role, tokenHash } = link;
    if (ROLES.indexOf(role) > ROLES.indexOf(person.role) || person.linkHash === tokenHash) return person;
    if (role !== person.role) await this.links.take(link);
    return this.save({ ...person, role, linkHash: tokenHash });
  }

  /** Somebody who was cut off follows a link of now: the same person, as what the link says, and by another name if they like. */
  async readmit(person: PersonRecord, link: RoleLink, nickname?: string): Promise<PersonRecord> {
    this.refuseMore();
    const name = nickname === undefined ? person.nickname : normalizeNickname(nickname);
    const { role, tokenHash } = link;
    if (nickname !== undefined) refuseOffice(name, role);
    return this.reserving(name, person.id, async () => {
      await this.links.take(link);
      return this.save({ ...person, nickname: name, role, linkHash: tokenHash, cutOff: false });
    });
  }

  /** Somebody at the door comes in; undefined: nobody of this id waits any more. */
  async letIn(id: string): Promise<PersonRecord | undefined> {
    const waiting = this.people.get(id);
    if (!waiting || !isAtDoor(waiting)) return undefined;
    const { waiting: _, ...person } = waiting;
    return this.save(person);
  }

  /** Somebody at the door does not come in: nothing of them stays, and their link has their place again. */
  async turnAway(id: string): Promise<void> {
    const waiting = this.people.get(id);
    if (!waiting || !isAtDoor(waiting)) return;
    this.people.delete(id);
    await this.options.storage.deletePerson(waiting.roomId, id);
    await this.links.giveBack(waiting.linkHash);
  }

  /** Another role; a room is never without an instructor. */
  async setRole(id: string, role: Role): Promise<PersonRecord> {
    const person = this.required(id);
    const others = this.list().some((other) => other.id !== id && other.role === "instructor");
    if (person.role === "instructor" && role !== "instructor" && !others)
      throw new RoomError("bad-request", {
        en: "a room needs an instructor: make somebody else one first",
        ko: "방에는 강사가 있어야 해요. 먼저 다른 사람을 강사로 정해 주세요",
      });
    return this.save({ ...person, role });
  }

  async rename(id: string, nickname: string): Promise<PersonRecord> {
    const person = this.required(id);
    const name = normalizeNickname(nickname);
    refuseOffice(name, person.role);
    return this.reserving(name, id, () =>
      this.save({ ...this.required(id), nickname: name }).then((saved) => saved ?? person),
    );
  }

  /** The person may not come back as who they were, and their kubeconfigs stop working. */
  async remove(id: string): Promise<void> {
    await this.save({ ...this.required(id), removed: true });
    await this.dropCredentials(id);
  }

  /** The person is out, and their name and secret are gone. */
  async forget(id: string): Promise<void> {
    const { roomId, colour, role, joinedAt } = this.required(id);
    const secretHash = hashToken(makeToken());
    await this.save({ roomId, id, nickname: "", colour, role, secretHash, joinedAt, removed: true });
    await this.dropCredentials(id);
  }

  private async dropCredentials(id: string): Promise<void> {
    for (const credential of this.credentialsOf(id)) await this.dropCredential(credential);
  }

  private credentialsOf(id: string): readonly CredentialRecord[] {
    return [...this.credentials.values()].filter(({ personId }) => personId === id);
  }

  private async dropCredential({ roomId, tokenHash }: CredentialRecord): Promise<void> {
    await this.options.storage.deleteCredential(roomId, tokenHash);
    this.credentials.delete(tokenHash);
  }

  /**
   * A new link of a kind; the old one stops working. The token is given out this once. Who came by the old one is out,
   * instructors excepted: cookie and kubeconfigs stop working until they follow a link of now. `keep` leaves them in.
   */
  async renewLink(
    role: LinkKind,
    { keep = false, limits = {} }: { readonly keep?: boolean; readonly limits?: LinkLimits } = {},
  ): Promise<{ readonly token: string; readonly cutOff: readonly PersonRecord[] }> {
    const { token, link, old } = await this.links.renew(role, limits);
    const holders = [...this.list(), ...this.atDoor()].filter(
      ({ linkHash, role: own }) => linkHash !== undefined && linkHash === old?.tokenHash && own !== "instructor",
    );
    const cutOff: PersonRecord[] = [];
    for (const holder of holders) {
      // Who is kept belongs to the new link.
      if (keep) await this.save({ ...holder, linkHash: link.tokenHash });
      else {
        cutOff.push(await this.save({ ...holder, cutOff: true }));
        await this.dropCredentials(holder.id);
      }
    }
    return { token, cutOff };
  }

  /** A token for the person's kubeconfig. */
  async issueCredential(personId: string): Promise<string> {
    const { roomId, storage, wall } = this.options;
    const token = makeToken();
    const credential: CredentialRecord = { roomId, personId, tokenHash: hashToken(token), createdAt: wall() };
    await storage.saveCredential(credential);
    this.credentials.set(credential.tokenHash, credential);
    const own = this.credentialsOf(personId);
    for (const old of own.slice(0, Math.max(0, own.length - CREDENTIALS_EACH))) await this.dropCredential(old);
    return token;
  }

  /** Whose kubeconfig holds this token. */
  personOfCredential(token: string): PersonRecord | undefined {
    const credential = this.credentials.get(hashToken(token));
    return credential && this.find(credential.personId);
  }

  /** The person as Kubernetes knows them. What the group may do is up to the cluster's RBAC objects. */
  userOf(person: PersonRecord): UserInfo {
    return {
      username: `podroom:${person.id}`,
      uid: person.id,
      groups: [`podroom:${person.role}s`, "system:authenticated"],
    };
  }

  private required(id: string): PersonRecord {
    const person = this.find(id);
    if (!person)
      throw new RoomError("bad-request", { en: "no such person in this room", ko: "이 방에 없는 사람이에요" });
    return person;
  }

  private async save(person: PersonRecord): Promise<PersonRecord> {
    await this.options.storage.savePerson(person);
    this.people.set(person.id, person);
    return person;
  }

  private async reserving<T>(nickname: string, except: string | undefined, action: () => Promise<T>): Promise<T> {
    const key = nicknameKey(nickname);
    const taken =
      this.reserved.has(key) ||
      [...this.list(), ...this.atDoor()].some((person) => person.id !== except && nicknameKey(person.nickname) === key);
    if (taken) {
      throw new RoomError("nickname-taken", {
        en: `somebody here is called ${nickname} already, or nearly so`,
        ko: `${nickname}과(와) 같거나 비슷한 별명이 이미 있어요`,
      });
    }
    this.reserved.add(key);
    try {
      return await action();
    } finally {
      this.reserved.delete(key);
    }
  }

  private freeColour(): number {
    const used = Array.from({ length: COLOURS }, () => 0);
    for (const { colour } of this.list()) used[colour] = (used[colour] ?? 0) + 1;
    return used.indexOf(Math.min(...used));
  }
}

function isIn({ removed, cutOff, waiting }: PersonRecord): boolean {
  return !removed && !cutOff && !waiting;
}

function isAtDoor({ removed, cutOff, waiting }: PersonRecord): boolean {
  return waiting === true && !removed && !cutOff;
}

/** A person as everybody in the room may see them. */
export function personView(person: PersonRecord, presence: Pick<PersonView, "online" | "looking">): PersonView {
  const { id, nickname, colour, role, namespace } = person;
  return { id, nickname, colour, role, ...(namespace === undefined ? {} : { namespace }), ...presence };
}
