/** Which part of a class somebody may see. Instructors see all of it; others what is theirs and what is everybody's. */
import {
  type Audience,
  type ClassEntry,
  type ClassState,
  type ClassViewer,
  isFor,
  type Question,
} from "./ClassState.ts";

/** The class as the viewer may see it. */
export function visibleState(state: ClassState, { id, teaches }: ClassViewer): ClassState {
  if (teaches) return state;
  const own = Object.hasOwn(state.frozen.people, id) ? { [id]: state.frozen.people[id] as never } : {};
  return {
    ...state,
    hands: state.hands.filter(({ person }) => person === id),
    messages: state.messages.filter(({ from, to }) => to === "all" || to === id || from === id),
    sent: state.sent.filter(({ to }) => isFor(to, id)).map((sent) => ({ ...sent, to: forOne(sent.to, id) })),
    frozen: { ...(state.frozen.all ? { all: state.frozen.all } : {}), people: own },
    muted: state.muted.filter((person) => person === id),
    leads: state.leads.filter(({ to }) => isFor(to, id)).map((lead) => ({ ...lead, to: forOne(lead.to, id) })),
    shown: showsTo(state, id) ? state.shown : undefined,
    crossings: state.crossings.filter(({ person }) => person === id),
    questions: state.questions.map((question) => withOwnVote(question, id)),
    drills: [],
    progress: Object.hasOwn(state.progress, id) ? { [id]: state.progress[id] as never } : {},
  };
}

/** Who else it is for is nobody's business. */
const forOne = (to: Audience, id: string): Audience => (to === "all" ? "all" : [id]);

/** Whether somebody knows of the screen that is shown: all of one that is agreed on, else who is asked. */
const showsTo = ({ shown }: ClassState, id: string): boolean =>
  shown !== undefined && (shown.agreed || shown.person === id);

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
    case "drill":
    case "drill-news":
      return undefined;
    case "claim-hand":
    case "resolve-hand":
    case "mute":
    case "checked":
    case "crossed":
      return action.person === id ? entry : undefined;
    case "say":
      return action.to === "all" || action.to === id ? entry : undefined;
    case "follow-me": {
      if (action.on && isFor(action.to ?? "all", id))
        return { ...entry, action: { ...action, to: forOne(action.to ?? "all", id) } };
      // Whoever was led and is not any more hears of the end.
      const led = before.leads.some(({ by, to }) => by === who && isFor(to, id));
      return led ? { ...entry, action: { type: "follow-me", on: false } } : undefined;
    }
    case "show-screen":
      if (action.person === id) return entry;
      return showsTo(before, id) ? { ...entry, action: { type: "show-screen", person: null } } : undefined;
    case "share-screen":
      return action.on || showsTo(before, id) ? entry : undefined;
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
    case "waiting-room":
    case "ask":
    case "reveal":
    case "all-voted":
    case "withdraw":
    case "bookmark":
    case "unbookmark":
    case "assign":
    case "away":
    case "operator-link":
      return entry;
  }
}
