/** Texts of the page on what is stored about people, English. Held to docs/security.md. */
export const privacy = {
  title: "What is stored about you",
  lead: "Podroom asks for a nickname and nothing else: no account, no e-mail, no real name. This is all it keeps.",
  kept: {
    title: "Kept with a room",
    items: [
      "Your nickname, a colour, your role, and when you joined.",
      "A hash of the secret in your browser's cookie, by which you are known again; the secret itself is in your browser alone.",
      "Hashes of the tokens in your kubeconfigs.",
      "What you did: each command with its time, under a number that stands for you. With it what you wrote, asked, voted and marked in the class.",
      "What others' changes did to your objects, and yours to theirs.",
      "How you did in lessons: steps, time, attempts, hints, mistakes and predictions. You see yours, instructors see everybody's.",
      "Lessons that instructors write, drafts included: with each version and draft who saved it last and when.",
    ],
  },
  door: {
    title: "While you wait to be let in",
    items: ["Nickname, colour, role and when you came. If you leave or are turned away, all of it goes."],
  },
  not: {
    title: "Not kept",
    items: [
      "Addresses, e-mail, devices, or what you do elsewhere. There is no advertising and no measuring by others.",
      "What your screen shows and what is typed when somebody looks over your shoulder: it passes and is gone.",
      "A personal link to another device stands in the server's memory for ten minutes at most, never on its disk.",
    ],
  },
  browser: {
    title: "In your browser",
    items: [
      "One cookie for each room, for that room alone, readable by no script.",
      "Your settings, what you write and the server has not yet, and the links of rooms you made.",
    ],
  },
  who: {
    title: "Who sees it",
    items: [
      "Everybody in the room: nickname, role, colour, what you look at now, what you changed.",
      "Instructors: the whole class, lessons included; while one looks over your shoulder, your page names them.",
      "An instructor can give away copies of the cluster, by a link or a file: what you made in it goes along, and the name of your own namespace, which is made of your nickname.",
      "Whoever runs this server can see everything on it. Backups hold what was there when they were made.",
    ],
  },
  life: {
    title: "How long",
    unused: "Rooms nobody used for {days} days are deleted.",
    never: "This server keeps rooms until somebody deletes them.",
    grace: "What is deleted can be brought back by the operator for {days} days, then it is gone.",
    atOnce: "What is deleted is gone at once.",
  },
  rights: {
    title: "What you can do",
    items: [
      "Take along all that is stored of you: in the room's menu, under You.",
      "Be forgotten, there too: name, secret, kubeconfigs and what was yours alone go at once; what you did stays in the room's history under a number.",
      "An instructor can delete the room with all that is in it.",
    ],
  },
};
