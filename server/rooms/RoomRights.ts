/** What each person of a room may see of its cluster: worked out once, and again after RBAC changed. */
import { ROOM_USER } from "./modes/roomRequests.ts";
import type { People } from "./People.ts";
import { type MayList, NO_RIGHTS, onlookerRights, type Rights, rightsOf } from "./rights.ts";
import type { SimulatedCluster } from "./SimulatedCluster.ts";

export class RoomRights {
  private readonly known = new Map<string, Rights>();

  constructor(
    private readonly cluster: SimulatedCluster,
    private readonly people: People,
    /** Undefined: by RBAC. */
    private readonly mayList: MayList | undefined,
  ) {}

  /** RBAC is another. */
  forget(): void {
    this.known.clear();
  }

  /** What an embedded view shows now. */
  get ofOnlookers(): Rights {
    return this.once("", () => onlookerRights(this.cluster, this.mayList));
  }

  /** What the person may see now. */
  of(personId: string): Rights {
    const person = this.people.find(personId);
    if (!person) return NO_RIGHTS;
    const user = this.people.userOf(person);
    return this.once(`${user.username} ${person.role}`, () => rightsOf(this.cluster, user, this.mayList));
  }

  /** Whether nothing of the cluster that is shown to anybody is hidden from the person. */
  seesAll(personId: string): boolean {
    return this.of(personId).key === rightsOf(this.cluster, ROOM_USER, this.mayList).key;
  }

  /** What the person might see in another cluster of the room: one of its past. */
  within(cluster: SimulatedCluster, personId: string): Rights {
    const person = this.people.find(personId);
    return person ? rightsOf(cluster, this.people.userOf(person), this.mayList) : NO_RIGHTS;
  }

  private once(key: string, work: () => Rights): Rights {
    const known = this.known.get(key);
    if (known) return known;
    const rights = work();
    this.known.set(key, rights);
    return rights;
  }
}
