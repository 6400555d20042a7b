/** Texts of changes by click, English. */
export const doing = {
  deleted: "Deleted {name}",
  scaled: "Scaled {name} to {replicas}",
  labelled: "Labels of {name}: {labels}",
  restarted: "Restarted {name}",
  cordoned: "Cordoned {name}",
  uncordoned: "Uncordoned {name}",
  applied: "Applied {name}",
  failed: "Not done: {title}",
  undo: "Undo",
  undone: "Taken back: {title}",
  notSaid: "That did not reach the class",
  waiting: "Waiting for the line…",
  waitsForLine: "The line is broken. It is sent as soon as the line is back.",
  unknown:
    "The server restarted while this was on its way, so it may or may not have been done. Check what is shown now before you try again.",
  unsent: "There was no line for 15 seconds, so it was not sent. Nothing has changed; try again.",
  noUndo: {
    none: "There is nothing to take back.",
    nothing: "That changed nothing.",
    owned: "That cannot be taken back: its controller has already made another in its place.",
  },
};
