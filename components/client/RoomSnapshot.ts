/** All that a page knows of a room, and what simple news makes of it. */
import { type ClassState, EMPTY_CLASS } from "../../server/protocol/classroom/ClassState.ts";
import { foldAction } from "../../server/protocol/classroom/foldAction.ts";
import { type ClusterState, EMPTY_STATE } from "../../server/protocol/clusterState.ts";
import type {
  ActivityView,
  BilingualText,
  ClockView,
  ErrorCode,
  PersonView,
  RoomView,
  ServerMessage,
  WaitingView,
} from "../../server/protocol/messages.ts";
import type { Tile } from "../../server/protocol/monitor.ts";
import { type LiveState, NOTHING_LIVE } from "./live/LiveState.ts";
import type { ShownMoment } from "./Past.ts";

/** connecting: no line to the server yet; joining: asking for the room; live: state is whole and follows; lost: the line broke, trying again. */
export type ConnectionPhase = "connecting" | "joining" | "live" | "lost" | "refused" | "stopped";

/** All that is known of a room; a new object whenever anything of it changed. */
export interface RoomSnapshot {
  readonly phase: ConnectionPhase;
  readonly cluster: ClusterState;
  readonly room: RoomView | undefined;
  /** The room whose class this is, as it last changed; undefined until it does. */
  readonly home: RoomView | undefined;
  readonly you: PersonView | undefined;
  readonly people: ReadonlyMap<string, PersonView>;
  /** Who is at the door; only instructors are told. */
  readonly waiting: readonly WaitingView[];
  /** Another number whenever what is written of lessons is other than it was; only instructors are told. */
  readonly shelf: number;
  readonly activity: readonly ActivityView[];
  /** Students as the monitor shows them, while it is asked for. */
  readonly tiles: ReadonlyMap<string, Tile>;
  /** The class, as far as this person may see it. */
  readonly classroom: ClassState;
  /** What passes at the moment between the pages of the class. */
  readonly live: LiveState;
  /** `receivedAt`: this browser's clock (ms) when `time` was now. */
  readonly clock: (ClockView & { readonly receivedAt: number }) | undefined;
  readonly problem: { readonly code: ErrorCode | "goodbye"; readonly text: BilingualText } | undefined;
  /** The moment that is looked at: `cluster` and `activity` are those of then. Undefined in the present. */
  readonly past: Pick<ShownMoment, "time" | "seq" | "exact"> | undefined;
}

export const NOTHING_KNOWN: RoomSnapshot = {
  phase: "connecting",
  cluster: EMPTY_STATE,
  room: undefined,
  home: undefined,
  you: undefined,
  people: new Map(),
  waiting: [],
  shelf: 0,
  activity: [],
  classroom: EMPTY_CLASS,
  live: NOTHING_LIVE,
  tiles: new Map(),
  clock: undefined,
  problem: undefined,
  past: undefined,
};

/** Of the activity so many items are kept, the newest. */
const ACTIVITY_KEPT = 400;

export function withActivity(
  { activity }: RoomSnapshot,
  items: readonly ActivityView[],
): Pick<RoomSnapshot, "activity"> {
  return { activity: [...activity, ...items].slice(-ACTIVITY_KEPT) };
}

/** What is known with a welcome. */
export function welcomed({
  room,
  you,
  people,
  clock,
  activity,
  classroom,
}: Extract<ServerMessage, { type: "welcome" }>): Partial<RoomSnapshot> {
  return {
    room,
    you,
    activity,
    classroom,
    clock: { ...clock, receivedAt: Date.now() },
    problem: undefined,
    // An instructor is told who waits right behind this: what they have open of it stays.
    ...(you.role !== "instructor" && { waiting: [] }),
    people: new Map(people.map((person) => [person.id, person])),
  };
}

/** What a message alone makes of the snapshot; undefined for one that takes more. */
export function told(snapshot: RoomSnapshot, message: ServerMessage): Partial<RoomSnapshot> | undefined {
  switch (message.type) {
    case "person": {
      const people = new Map(snapshot.people).set(message.person.id, message.person);
      return message.person.id === snapshot.you?.id ? { people, you: message.person } : { people };
    }
    case "person-gone": {
      const people = new Map(snapshot.people);
      people.delete(message.id);
      return { people };
    }
    case "waiting":
      return { waiting: message.people };
    case "shelf":
      return { shelf: snapshot.shelf + 1 };
    case "activity":
      return withActivity(snapshot, message.items);
    case "tiles": {
      const tiles = new Map(snapshot.tiles);
      for (const tile of message.tiles)
        tiles.set(tile.person, { problems: tiles.get(tile.person)?.problems ?? [], ...tile });
      return { tiles };
    }
    case "class":
      return { classroom: foldAction(snapshot.classroom, message.entry) };
    case "clock":
      return { clock: { ...message.clock, receivedAt: Date.now() } };
    default:
      return undefined;
  }
}
