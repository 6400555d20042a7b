/** Texts of a room's door and its waiting room, English. */
export const door = {
  as: {
    instructor: "You come in as an instructor.",
    student: "You come in as a student.",
    viewer: "You come in to look on.",
  },
  waits: "An instructor lets you in: after this you wait for a moment.",
  stored: "What is stored about you",
  waiting: {
    title: "Waiting to be let in",
    as: "as {name}",
    lead: "The instructor sees that you are here. This page goes on by itself as soon as they let you in; there is no need to reload it.",
    lost: "The line broke. Trying again; your place is kept.",
    leave: "Do not wait",
    left: "You are no longer waiting. Nothing about you is stored.",
  },
  list: {
    badge: "{count, plural, one {# waits} other {# wait}}",
    title: "At the door",
    letIn: "Let {name} in",
    turnAway: "Turn {name} away",
    in: "Let in",
    away: "Turn away",
    allIn: "Let all in",
    allAway: "Turn all away",
    someIn: "Let {count} in",
    someAway: "Turn {count} away",
    pick: "Pick {name}",
    gone: "page closed",
    sure: "Turn away {count, plural, one {# person} other {# people}}? With the link they may ask again.",
    noticed: "{name} waits at the door",
  },
};
