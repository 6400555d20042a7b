/** Texts of sharing and of links that open a new room, English. Without plurals: small pages take them as they are. */
export const sharing = {
  title: "Share and export",
  view: "What I see now",
  viewHint: "The same object, tab and moment, for whoever is in this room.",
  copyLink: "Copy the link",
  copied: "The link is copied.",
  export: "A namespace as YAML",
  exportHint:
    "Without status and what belongs to this cluster alone, so that a real cluster takes it too. What controllers make is left to them.",
  namespace: "Namespace",
  download: "Download",
  copyYaml: "Copy",
  copiedYaml: "The YAML is copied.",
  manifestLink: "Link to a new room with it",
  empty: "Nothing was made in this namespace.",
  fork: "A room like this one",
  forkHint:
    "An instructor of this room who opens the link gets a room of their own that begins as this one is then, without the people.",
  forkThenHint:
    "An instructor of this room who opens the link gets a room of their own that begins at the moment shown, without the people.",
  forkLink: "Copy the link",
  forkAll: "This cluster, for anybody",
  forkAllHint:
    "Whoever opens the link gets a room of their own with this cluster as it is then: all of it, Secrets and students' namespaces too, without the people, the history and the lessons.",
  forkAllMake: "Make the link",
  forkAllRenew: "A new link",
  forkAllEnd: "End the link",
  forkAllCame: "Rooms made by it: {count}",
  whole: "The whole room as a file",
  wholeHint:
    "Its cluster, its history and its lessons, without the people. The first page opens it again, here or on another server.",
  opening: "Making your room…",
  failed: "No room was made",
  nothing: "The address holds no manifest.",
  unreadable: "The address cannot be read: part of it may be missing.",
  home: "To the first page",
  refused: "The room is there. The cluster refused a part of the manifest:",
  goOn: "To the room",
};
