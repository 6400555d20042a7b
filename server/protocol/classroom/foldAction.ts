/** What an action makes of the class. Pure: the same in the server, in a replay and in a browser that sees a part of it. */
import type { Audience, ClassAction } from "./actionSchema.ts";
import { type ClassEntry, type ClassState, type Freeze, type Question, type Spread } from "./ClassState.ts";
import { foldDrill } from "./drills.ts";
import { assigned } from "./foldPlan.ts";
import { foldProgress } from "./foldProgress.ts";

/** How many are kept; the oldest go. */
const KEPT = { messages: 500, sent: 100, questions: 60, bookmarks: 300, crossings: 200, operatorLinks: 20 } as const;

const newest = <T>(items: readonly T[], item: T, most: number): readonly T[] => [...items, item].slice(-most);
const without = <T extends object>(
  record: { readonly [key: string]: T },
  keys: readonly string[],
): { [key: string]: T } => Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));

export function foldAction(state: ClassState, entry: ClassEntry): ClassState {
  const { action, who, at, seq } = entry;
  switch (action.type) {
    case "raise-hand":
      return {
        ...state,
        hands: [
          ...state.hands.filter(({ person }) => person !== who),
          { person: who, question: action.question, since: at },
        ],
      };
    case "lower-hand":
      return { ...state, hands: state.hands.filter(({ person }) => person !== who) };
    case "claim-hand":
      return {
        ...state,
        hands: state.hands.map((hand) => (hand.person === action.person ? { ...hand, claimedBy: who } : hand)),
      };
    case "resolve-hand":
      return { ...state, hands: state.hands.filter(({ person }) => person !== action.person) };
    case "say":
      return {
        ...state,
        messages: newest(state.messages, { seq, at, from: who, to: action.to, text: action.text }, KEPT.messages),
      };
    case "send":
      return {
        ...state,
        sent: newest(state.sent, { seq, at, from: who, to: action.to, parcel: action.parcel }, KEPT.sent),
      };
    case "freeze":
      return { ...state, frozen: frozenAfter(state, action, { by: who, since: at, reason: action.reason }) };
    case "mute":
      return {
        ...state,
        muted: [...state.muted.filter((person) => person !== action.person), ...(action.muted ? [action.person] : [])],
      };
    case "lock":
      return { ...state, locked: action.locked };
    case "waiting-room":
      return { ...state, waitingRoom: action.on };
    case "ask": {
      const { type: _, ...asked } = action;
      return {
        ...state,
        questions: newest(state.questions, { ...asked, by: who, at, votes: {}, voted: 0 }, KEPT.questions),
      };
    }
    case "vote":
      return withQuestion(state, action.id, (question) => voted(question, who, action.answer));
    case "reveal":
      return withQuestion(state, action.id, (question) => ({
        ...question,
        revealed: { at, outcome: action.outcome, spread: action.spread ?? {} },
      }));
    case "all-voted":
      return withQuestion(state, action.id, (question) => ({
        ...question,
        counted: { at, spread: action.spread ?? {} },
      }));
    case "withdraw":
      return { ...state, questions: state.questions.filter(({ id }) => id !== action.id) };
    case "bookmark": {
      const { type: _, ...bookmark } = action;
      return { ...state, bookmarks: newest(state.bookmarks, { ...bookmark, by: who }, KEPT.bookmarks) };
    }
    case "unbookmark":
      return { ...state, bookmarks: state.bookmarks.filter(({ id }) => id !== action.id) };
    case "follow-me":
      return { ...state, leads: leadsAfter(state, who, action.on ? (action.to ?? "all") : undefined, seq) };
    case "show-screen":
      return {
        ...state,
        shown: action.person === null ? undefined : { person: action.person, asker: who, agreed: false, seq },
      };
    case "share-screen":
      return {
        ...state,
        shown: action.on ? { person: who, asker: action.asker ?? "", agreed: true, seq } : undefined,
      };
    case "crossed": {
      const { type: _, ...crossing } = action;
      return { ...state, crossings: newest(state.crossings, { ...crossing, seq }, KEPT.crossings) };
    }
    case "operator-link":
      return {
        ...state,
        operatorLinks: newest(state.operatorLinks, { seq, at, time: entry.time }, KEPT.operatorLinks),
      };
    case "away":
      return awayFrom(state, action.person);
    case "drill":
    case "drill-news":
      return { ...state, drills: foldDrill(state.drills, action, at) };
    case "assign":
      return assigned(state, action);
    case "open-step":
    case "take-hint":
    case "see-answer":
    case "predict":
    case "checked":
      return { ...state, progress: foldProgress(state.progress, { ...entry, action }) };
  }
}

/** One instructor leads once; `to` undefined: no more. */
function leadsAfter({ leads }: ClassState, by: string, to: Audience | undefined, seq: number): ClassState["leads"] {
  const others = leads.filter((lead) => lead.by !== by);
  return to === undefined ? others : [...others, { by, to, seq }];
}

function awayFrom(state: ClassState, person: string): ClassState {
  const { shown } = state;
  const ends = shown?.person === person || shown?.asker === person;
  return { ...state, leads: leadsAfter(state, person, undefined, 0), shown: ends ? undefined : shown };
}

function frozenAfter(
  { frozen }: ClassState,
  { to, frozen: on }: Extract<ClassAction, { type: "freeze" }>,
  freeze: Freeze,
): ClassState["frozen"] {
  // Thawing everybody thaws those frozen one by one, too.
  if (to === "all") return on ? { ...frozen, all: freeze } : { people: {} };
  const people = without(frozen.people, to);
  if (on) for (const person of to) people[person] = freeze;
  return { ...frozen, people };
}

function withQuestion(state: ClassState, id: string, change: (question: Question) => Question): ClassState {
  return { ...state, questions: state.questions.map((question) => (question.id === id ? change(question) : question)) };
}

/** A vote whose voter is hidden only counts. */
function voted(question: Question, who: string, answer: string): Question {
  if (who === "") return { ...question, voted: question.voted + 1 };
  const again = Object.hasOwn(question.votes, who);
  return { ...question, votes: { ...question.votes, [who]: answer }, voted: question.voted + (again ? 0 : 1) };
}

export function spreadOf({ votes }: Question): Spread {
  const spread: { [answer: string]: number } = {};
  for (const answer of Object.values(votes)) spread[answer] = (spread[answer] ?? 0) + 1;
  return spread;
}
