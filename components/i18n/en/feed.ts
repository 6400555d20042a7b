/** Texts of feed, English. */
export const feed = {
  empty: "What people do appears here.",
  verb: {
    create: "created",
    get: "sent a request from",
    update: "changed",
    patch: "changed",
    delete: "deleted",
    deletecollection: "deleted all",
    scale: "scaled",
    apply: "applied",
  },
  operator: "The operator",
  operatorLink: "made a new link for instructors; the one before lets nobody in any more",
  system: "the room",
  feed: "Activity",
  withRoom: "{count, plural, one {Show # thing} other {Show # things}} the room did itself",
  withoutRoom: "Without what the room did itself",
  effect: {
    made: "{count, plural, =0 {placed on} one {# {kind}} other {# {kind}s}}",
    gone: "{count, plural, one {# {kind} gone} other {# {kind}s gone}}",
  },
};
