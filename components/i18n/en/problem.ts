/** Texts of what can go wrong, English: what happened, what is safe, what to do. */
export const problem = {
  broken: "This part of the screen broke.",
  brokenLead: "The cluster and everything in it are safe; the rest of the screen goes on.",
  brokenRetry: "Show it again",
  part: {
    what: "This part of the screen could not be loaded.",
    todo: "The line broke, or Podroom was updated while this page was open. Reload the page; what you typed is kept.",
  },
  retry: "Try again",
  reload: "Load the page again",
  home: "To the first page",
  unknown: {
    what: "There is no such room.",
    safe: "It was deleted, or the address has a mistake in it. Your other rooms are untouched.",
    todo: "Check the address, or ask whoever sent it for a new link.",
  },
  link: {
    what: "You need a link to enter this room.",
    safe: "This browser has not been in such a room. If there is one, it goes on.",
    todo: "Open the link you were given, whole, with what stands behind the #. If you are in it on another device, make a personal link there, under You in the room's menu.",
  },
  revoked: {
    what: "This link does not work any more.",
    safe: "The room and what you did in it are safe; only the link was renewed or taken back.",
    todo: "Ask the instructor for the new link.",
  },
  expired: {
    what: "The time of this link is over.",
    safe: "The room goes on; whoever came in by the link before is still in it.",
    todo: "Ask the instructor for a new link.",
  },
  usedUp: {
    what: "As many people came by this link as it was made for.",
    safe: "The room goes on; whoever came in by the link before is still in it.",
    todo: "If you were here before, open it in the browser you used then, or by a personal link made there. Otherwise ask the instructor for a new link.",
  },
  moved: {
    what: "This personal link does not work any more.",
    safe: "You are still in the room on the device you made it on.",
    todo: "It works once and for ten minutes: make a new one there, under You in the room's menu.",
  },
  turnedAway: {
    what: "An instructor did not let you in.",
    safe: "Nothing about you is stored.",
    todo: "If that was a mistake, talk to the instructor and follow the link again.",
  },
  full: {
    what: "The room is full.",
    safe: "Nothing was lost; those inside go on.",
    todo: "Try again when somebody has left, or tell the instructor.",
  },
  locked: {
    what: "The instructor has locked this room.",
    safe: "Those inside go on working; nothing was lost.",
    todo: "Ask the instructor to unlock it, then try again.",
  },
  removed: {
    what: "You were taken out of this room.",
    safe: "What you made in it is still there.",
    todo: "Talk to the instructor; with a new link you can come back.",
  },
  away: {
    what: "The server does not answer.",
    safe: "Everything that was confirmed is stored.",
    todo: "Look at your own network first; then try again in a moment.",
  },
  stopped: {
    what: "The room does not run just now.",
    safe: "Its history is stored up to the last thing that was confirmed.",
    todo: "Try again; it goes on where it was.",
  },
  version: {
    what: "Podroom was updated while this page was open.",
    safe: "Everything that was confirmed is stored, drafts are in this browser.",
    todo: "Load the page again to go on.",
  },
  busy: {
    what: "Too much is asked of the server just now.",
    safe: "Nothing was lost. A class behind one address counts together.",
    todo: "Wait a moment, then try again.",
  },
  page: {
    what: "There is no such page.",
    safe: "Your rooms are untouched.",
    todo: "Check the address; rooms of this browser stand on the first page.",
  },
  crash: {
    what: "This page broke.",
    safe: "The error is the page's alone: everything that was confirmed is stored.",
    todo: "Load the page again. If it breaks again, tell whoever runs this server.",
  },
  teachers: {
    what: "The monitor is for instructors.",
    safe: "You are in the room as before.",
    todo: "Go on in the room; an instructor can give you their role.",
  },
  toRoom: "To the room",
};
