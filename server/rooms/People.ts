/**
 * The people of a room: who they are, what they may be, and the tokens by which they are known. All of it is in memory
 * while the room is open; each change is stored before it counts.
 */
import type { PersonView, Role } from "../protocol/messages.ts";
import { ROLES } from "../protocol/messages.ts";
import type { UserInfo } from "../simulation/api/ApiRequest.ts";
import { normalizeNickname, nicknameKey } from "./nickname.ts";
import { QUOTA_TEXTS } from "./quotas.ts";
import { RoomError } from "./RoomError.ts";
import { hashToken, makeId, makeToken, sameHash } from "./secrets.ts";
import type { CredentialRecord, LinkRecord, PersonRecord, StoragePort } from "./StoragePort.ts";

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
  private readonly links = new Map<Role, LinkRecord>();
  private credentials: CredentialRecord[] = [];
  /** Nicknames being stored just now, so that two at a moment do not take the same. */
  private readonly reserved = new Set<string>();

  private constructor(private readonly options: PeopleOptions) {}

  static async load(options: PeopleOptions): Promise<People> {
    const people = new People(options);
    const { storage, roomId } = options;
    const [persons, links, credentials] = await Promise.all([
      storage.loadPeople(roomId),
      storage.loadLinks(roomId),
      storage.loadCredentials(roomId),
    ]);
    for (const person of persons) people.people.set(person.id, person);
    for (const link of links) people.links.set(link.role, link);
    people.credentials = [...credentials];
    return people;
  }

  find(id: string): PersonRecord | undefined {
    const person = this.people.get(id);
    return person?.removed ? undefined : person;
  }

  /** All that were not removed. */
  list(): readonly PersonRecord[] {
    return [...this.people.values()].filter(({ removed }) => !removed);
  }

  /** Who a browser's cookie says it is; undefined when it is nobody, or nobody any more. */
  recognize({ personId, secret }: Identity): PersonRecord | undefined {
    const person = this.find(personId);
    return person && sameHash(person.secretHash, hashToken(secret)) ? person : undefined;
  }

  /** What a link's token makes of who follows it. */
  roleOf(token: string): Role | undefined {
    const hash = hashToken(token);
    let role: Role | undefined;
    // All are compared, whichever fits.
    for (const link of this.links.values()) if (sameHash(link.tokenHash, hash)) role = link.role;
    return role;
  }

  /** A new person. The secret is given out this once. */
  async add(role: Role, nickname: string): Promise<{ readonly person: PersonRecord; readonly secret: string }> {
    const { roomId, storage, wall, limit } = this.options;
    if (this.list().length + this.reserved.size >= limit)
      throw new RoomError("too-many-people", QUOTA_TEXTS.people(limit));
    const name = normalizeNickname(nickname);
    return this.reserving(name, undefined, async () => {
      const secret = makeToken();
      const person: PersonRecord = {
        roomId,
        id: makeId(),
        nickname: name,
        colour: this.freeColour(),
        role,
        secretHash: hashToken(secret),
        joinedAt: wall(),
        removed: false,
      };
      await storage.savePerson(person);
      this.people.set(person.id, person);
      return { person, secret };
    });
  }

  /** A known person follows a link: the stronger role counts. */
  async promote(person: PersonRecord, role: Role): Promise<PersonRecord> {
    return ROLES.indexOf(role) < ROLES.indexOf(person.role) ? this.save({ ...person, role }) : person;
  }

  async rename(id: string, nickname: string): Promise<PersonRecord> {
    const person = this.required(id);
    const name = normalizeNickname(nickname);
    return this.reserving(name, id, () =>
      this.save({ ...this.required(id), nickname: name }).then((saved) => saved ?? person),
    );
  }

  /** The person may not come back as who they were, and their kubeconfigs stop working. */
  async remove(id: string): Promise<void> {
    await this.save({ ...this.required(id), removed: true });
    for (const { roomId, tokenHash } of this.credentials.filter(({ personId }) => personId === id)) {
      await this.options.storage.deleteCredential(roomId, tokenHash);
    }
    this.credentials = this.credentials.filter(({ personId }) => personId !== id);
  }

  /** A new link for a role; the old one stops working. The token is given out this once. */
  async renewLink(role: Role): Promise<string> {
    const token = makeToken();
    const { roomId, storage, wall } = this.options;
    const link: LinkRecord = { roomId, role, tokenHash: hashToken(token), createdAt: wall() };
    await storage.saveLink(roomId, role, link);
    this.links.set(role, link);
    return token;
  }

  async revokeLink(role: Role): Promise<void> {
    await this.options.storage.saveLink(this.options.roomId, role, undefined);
    this.links.delete(role);
  }

  /** A token for the person's kubeconfig. */
  async issueCredential(personId: string): Promise<string> {
    const { roomId, storage, wall } = this.options;
    const token = makeToken();
    const credential: CredentialRecord = { roomId, personId, tokenHash: hashToken(token), createdAt: wall() };
    await storage.saveCredential(credential);
    this.credentials.push(credential);
    const own = this.credentials.filter((known) => known.personId === personId);
    for (const old of own.slice(0, Math.max(0, own.length - CREDENTIALS_EACH))) {
      await storage.deleteCredential(roomId, old.tokenHash);
      this.credentials = this.credentials.filter((known) => known !== old);
    }
    return token;
  }

  /** Whose kubeconfig holds this token. */
  personOfCredential(token: string): PersonRecord | undefined {
    const hash = hashToken(token);
    const credential = this.credentials.find(({ tokenHash }) => sameHash(tokenHash, hash));
    return credential && this.find(credential.personId);
  }

  /** The person as Kubernetes knows them. What the group may do is up to the cluster's RBAC objects. */
  userOf(person: PersonRecord): UserInfo {
    return {
      username: `podroom:${person.id}`,
      uid: person.id,
      groups: [`podroom:${person.role}s`, "system:authenticated"],
      extra: { "podroom.io/nickname": [person.nickname] },
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
      this.list().some((person) => person.id !== except && nicknameKey(person.nickname) === key);
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

/** A person as everybody in the room may see them. */
export function personView(person: PersonRecord, presence: Pick<PersonView, "online" | "looking">): PersonView {
  const { id, nickname, colour, role } = person;
  return { id, nickname, colour, role, ...presence };
}
