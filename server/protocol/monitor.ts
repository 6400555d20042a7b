/** What an instructor's monitor is told of each student, beyond what everybody's page knows. */

/** Something of a student's that is not well. */
export interface Problem {
  /** Equal for students who have the same trouble: `image:kubetm/pp8000`, `service-selects-nothing:app`. */
  readonly key: string;
  readonly kind: "crash" | "oom" | "image" | "config" | "pending" | "not-ready" | "selects-nothing" | "refused";
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** Cluster time since when, ms. */
  readonly since: number;
  /** In Kubernetes' words, or the line of a log. */
  readonly detail: string;
}

/** The last thing a student did. */
export interface LastDeed {
  /** Wall time, ms; undefined for what was done before anybody watched. */
  readonly at?: number;
  readonly verb: string;
  readonly resource: string;
  readonly name: string;
  /** What the API refused it with. */
  readonly refused?: string;
}

/** What is new of a tile: troubles that are as they were are left out. */
export type TileChange = Omit<Tile, "problems"> & Partial<Pick<Tile, "problems">>;

export interface Tile {
  readonly person: string;
  /** The cluster it is about: the room's, or the student's fork; left out while there is none. */
  readonly cluster?: string;
  /** Longest first, at most five. */
  readonly problems: readonly Problem[];
  readonly last?: LastDeed;
  /** Pods of the student's: ready, and in all. */
  readonly ready: number;
  readonly pods: number;
  /** `namespace/name` of those that run, at most twenty: where all share a cluster nothing else tells whose they are. */
  readonly running?: readonly string[];
}
