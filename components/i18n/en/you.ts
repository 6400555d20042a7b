/** Texts of what is one's own in a room, English. */
export const you = {
  open: "You…",
  title: "You in this room",
  nickname: "Your nickname",
  save: "Save",
  saved: "Saved.",
  device: "Another device",
  deviceHint: "A personal link opens the room as you on another device. You stay in on this one.",
  deviceMake: "Personal link",
  deviceAgain: "New personal link",
  deviceQr: "QR code of your personal link",
  deviceSecret: "Whoever opens it is you: show it to nobody. It works once, within ten minutes.",
  copy: "Copy",
  copied: "The personal link is copied.",
  notices: "Tell me what others' changes did to mine",
  noticesHint:
    "As when a Service of yours lost an endpoint, or a pod waits because another's took the node. They stand in the activity all the same.",
  stored: "What is stored of you",
  storedHint: "Your name, what you did and how far you came in lessons.",
  privacy: "All of it, on one page",
  take: "Take it along",
  forget: "Forget me",
  forgetSure:
    "Forget you here? Your name, your own cluster or namespace and your kubeconfigs go, you are out of the room, and nobody can take that back. What you did stays in the history, under a number.",
  forgetLast: "You are the only instructor: make somebody else one, or delete the room.",
};
