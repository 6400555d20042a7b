/** Texts beside links to us and in the browser's tab, English. */
export const meta = {
  landing: {
    title: "Podroom",
    description:
      "A shared Kubernetes cluster, live in a browser tab: open a room, send the link, and everybody sees every change and who made it.",
  },
  room: {
    title: "A room in Podroom",
    description:
      "Follow the link to look into a shared Kubernetes cluster and work in it, in the browser, without an account.",
  },
  privacy: {
    title: "What Podroom stores about you",
    description:
      "A nickname, what was done in a room, and nothing else: all of it on one page, with how to take it along and be forgotten.",
  },
  new: {
    title: "A new room in Podroom",
    description: "The link opens a Kubernetes cluster of your own in the browser, with what its sender put in.",
  },
  lessons: {
    title: "Lessons for Podroom",
    description: "The link gives you lessons to copy into a room of yours and to teach with.",
  },
  admin: {
    title: "Operating Podroom",
    description: "Where whoever runs this server looks after its rooms.",
  },
};
