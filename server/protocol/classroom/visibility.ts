/** Which part of a class somebody may see. Instructors see all of it; others what is theirs and what is everybody's. */
import { type ClassEntry, type ClassState, type ClassViewer, isFor, type Question } from "./ClassState.ts";

/** The class as the viewer may see it. */
export function visibleState(state: ClassState, { id, teaches }: ClassViewer): ClassState {
  if (teaches) return state;
  const own = Object.hasOwn(state.frozen.people, id) ? { [id]: state.frozen.people[id] as never } : {};
  return {
    ...state,
    hands: state.hands.filter(({ person }) => person === id),
    messages: state.messages.filter(({ from, to }) => to === "all" || to === id || from === id),
    sent: state.sent
      .filter(({ to }) => isFor(to, id))
      .map((sent) => ({ ...sent, to: sent.to === "all" ? "all" : [id] })),
    frozen: { ...(state.frozen.all ? { all: state.frozen.all } : {}), people: own },
    muted: state.muted.filter((person) => person === id),
    questions: state.questions.map((question) => withOwnVote(question, id)),
    progress: Object.hasOwn(state.progress, id) ? { [id]: state.progress[id] as never } : {},
  };
}

function withOwnVote(question: Question, id: string): Question {
  const vote = Object.hasOwn(question.votes, id) ? question.votes[id] : undefined;
  return { ...question, votes: vote === undefined ? {} : { [id]: vote } };
}

/** The entry as the viewer may see it; undefined when it is none of theirs. `before` is the class before it. */
export function visibleEntry(entry: ClassEntry, viewer: ClassViewer, before: ClassState): ClassEntry | undefined {
  const { action, who } = entry;
  const { id, teaches } = viewer;
  if (teaches || who === id) return entry;
  switch (action.type) {
    case "raise-hand":
    case "lower-hand":
    case "open-step":
    case "take-hint":
    case "see-answer":
    case "predict":
      return undefined;
    case "claim-hand":
    case "resolve-hand":
    case "mute":
    case "checked":
      return action.person === id ? entry : undefined;
    case "say":
      return action.to === "all" || action.to === id ? entry : undefined;
    case "send":
    case "freeze": {
      if (!isFor(action.to, id)) return undefined;
      return action.to === "all" ? entry : { ...entry, action: { ...action, to: [id] } };
    }
    case "vote": {
      const question = before.questions.find((asked) => asked.id === action.id);
      if (!question || Object.hasOwn(question.votes, who)) return undefined;
      return { ...entry, who: "", action: { ...action, answer: "" } };
    }
    case "lock":
    case "ask":
    case "reveal":
    case "withdraw":
    case "bookmark":
    case "unbookmark":
    case "follow-me":
    case "show-screen":
    case "assign":
      return entry;
  }
}
