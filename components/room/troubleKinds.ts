/** What can keep a person out of a room, from the codes of the server. Pure. */
export type TroubleKind =
  | "unknown"
  | "link"
  | "revoked"
  | "expired"
  | "usedUp"
  | "moved"
  | "turnedAway"
  | "full"
  | "locked"
  | "removed"
  | "away"
  | "version"
  | "busy"
  | "page"
  | "crash"
  | "teachers"
  | "stopped";

const KINDS: { readonly [code: string]: TroubleKind } = {
  "unknown-room": "unknown",
  "unknown-cluster": "unknown",
  "bad-link": "revoked",
  "link-expired": "expired",
  "link-used-up": "usedUp",
  "turned-away": "turnedAway",
  "not-allowed": "link",
  "too-many-people": "full",
  "too-many-rooms": "busy",
  locked: "locked",
  removed: "removed",
  unreachable: "away",
  "room-stopped": "stopped",
  "too-busy": "busy",
  "too-fast": "busy",
  storage: "stopped",
  "shutting-down": "away",
  version: "version",
};

/** `hasLink`: the person came by a link, so that not being known is the link's fault. */
export function troubleOf(code: string, hasLink = false): TroubleKind {
  const kind = KINDS[code] ?? "stopped";
  return kind === "link" && hasLink ? "revoked" : kind;
}
