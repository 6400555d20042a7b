/** Texts of feed, English. */
export const feed = {
  empty: "What people do appears here.",
  create: "created",
  update: "changed",
  patch: "changed",
  delete: "deleted",
  deletecollection: "deleted all",
  scale: "scaled",
  apply: "applied",
  system: "the room",
};
