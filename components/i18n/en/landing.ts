/** Texts of landing, English. */
export const landing = {
  claim: "A shared Kubernetes cluster, live in a browser tab",
  lead: "Open a room, send the link. Everybody sees every pod, IP and endpoint change the moment it happens, and who caused it. The same cluster answers the real kubectl.",
  tryNow: "Try it now",
  tryHint: "A cluster of your own. No account.",
  create: "Create a classroom",
  name: "Name of the room",
  namePlaceholder: "Kubernetes, week 3",
  mode: "Mode",
  modes: {
    shared: "Shared: everybody edits everything",
    "namespace-each": "A namespace each: students see the rest",
    "cluster-each": "A cluster each: forks of the room's",
  },
  lesson: "Lesson",
  allLessons: "Students choose",
  join: "Join",
  joinHint: "The link or the code you were given",
  joinBad: "That is neither a code, such as 7KQM-3XPD, nor a link to a room, such as http://…/room/…#k=…",
  recent: "Rooms of this browser",
  opening: "Opening the room…",
  privacy: "What is stored about you",
};
