/** Who may do what in a class: a refusal in words for people, or nothing. */
import type { BilingualText, Role } from "../messages.ts";
import type { ClassAction } from "./actionSchema.ts";
import { type ClassState, isOpen } from "./ClassState.ts";

const TEXTS = {
  teachers: { en: "only instructors may do this", ko: "강사만 할 수 있어요" },
  viewers: { en: "viewers only look on", ko: "보기 전용 링크로는 볼 수만 있어요" },
  muted: {
    en: "an instructor has muted you; you can still raise your hand",
    ko: "강사가 채팅을 막았어요. 손들기는 할 수 있어요",
  },
  between: { en: "write to your instructors or to everybody", ko: "강사나 모두에게 보낼 수 있어요" },
  noQuestion: { en: "this question is not open any more", ko: "이미 닫힌 질문이에요" },
  noOption: { en: "this is none of the answers to choose from", ko: "고를 수 있는 답이 아니에요" },
  number: { en: "the answer is a number", ko: "숫자로 답하세요" },
  taken: { en: "there is one of this id already", ko: "같은 id가 이미 있어요" },
  students: { en: "only a student's screen can be shown", ko: "학생의 화면만 보여 줄 수 있어요" },
  notAsked: {
    en: "nobody asked you to show your screen any more",
    ko: "화면을 보여 달라는 요청이 더는 없어요",
  },
  handTaken: { en: "another instructor is on it already", ko: "다른 강사가 이미 맡았어요" },
  noHand: { en: "this hand is not up any more", ko: "이미 내린 손이에요" },
} satisfies { readonly [name: string]: BilingualText };

/** What students do, too; all else is for instructors. */
const FOR_STUDENTS: ReadonlySet<ClassAction["type"]> = new Set([
  "raise-hand",
  "lower-hand",
  "say",
  "vote",
  "bookmark",
  "open-step",
  "take-hint",
  "see-answer",
  "predict",
  "share-screen",
]);

export function refusalOf(
  action: ClassAction,
  by: { readonly id: string; readonly role: Role },
  state: ClassState,
  roleOf: (person: string) => Role | undefined,
): BilingualText | undefined {
  const teaches = by.role === "instructor";
  if (!teaches && action.type !== "vote" && by.role === "viewer") return TEXTS.viewers;
  const own =
    action.type === "unbookmark" && state.bookmarks.some((mark) => mark.id === action.id && mark.by === by.id);
  if (!teaches && !FOR_STUDENTS.has(action.type) && !own) return TEXTS.teachers;
  switch (action.type) {
    case "say":
      if (!teaches && state.muted.includes(by.id)) return TEXTS.muted;
      return teaches || action.to === "all" || action.to === "instructors" ? undefined : TEXTS.between;
    case "vote":
      return voteRefusal(action, state);
    case "claim-hand":
      return claimRefusal(action, by.id, state);
    case "resolve-hand":
      return state.hands.some(({ person }) => person === action.person) ? undefined : TEXTS.noHand;
    case "ask":
      return state.questions.some(({ id }) => id === action.id) ? TEXTS.taken : undefined;
    case "show-screen":
      return action.person !== null && roleOf(action.person) !== "student" ? TEXTS.students : undefined;
    case "share-screen":
      return state.shown?.person === by.id ? undefined : TEXTS.notAsked;
    case "bookmark":
      return state.bookmarks.some(({ id }) => id === action.id) ? TEXTS.taken : undefined;
    case "reveal":
      return state.questions.some(({ id, revealed }) => id === action.id && !revealed) ? undefined : TEXTS.noQuestion;
    default:
      return undefined;
  }
}

/** Of two who claim a hand at once one has it; who takes it over says from whom. */
function claimRefusal(
  { person, from }: Extract<ClassAction, { type: "claim-hand" }>,
  by: string,
  { hands }: ClassState,
): BilingualText | undefined {
  const hand = hands.find((raised) => raised.person === person);
  if (!hand) return TEXTS.noHand;
  const { claimedBy = by } = hand;
  return claimedBy === by || claimedBy === from ? undefined : TEXTS.handTaken;
}

function voteRefusal(
  { id, answer }: Extract<ClassAction, { type: "vote" }>,
  state: ClassState,
): BilingualText | undefined {
  const question = state.questions.find((asked) => asked.id === id);
  if (!question || !isOpen(question)) return TEXTS.noQuestion;
  if (question.options.length > 0) return question.options.includes(answer) ? undefined : TEXTS.noOption;
  return question.answers === "number" && !/^-?\d+(\.\d+)?$/.test(answer) ? TEXTS.number : undefined;
}
