/** Why something live is refused. */
import type { BilingualText } from "../../protocol/messages.ts";

export const LIVE_TEXTS = {
  teachers: { en: "only instructors may do this", ko: "강사만 할 수 있어요" },
  students: { en: "only students can be looked at", ko: "학생의 화면만 볼 수 있어요" },
  away: { en: "this student is not here now", ko: "지금 자리에 없는 학생이에요" },
  tooMany: { en: "you look at too many students already", ko: "이미 너무 많은 화면을 보고 있어요" },
  notLeading: { en: "nobody is to follow you now", ko: "지금은 아무도 따라오고 있지 않아요" },
  notLed: { en: "there is nothing here to go along with any more", ko: "더는 따라갈 화면이 없어요" },
  watchFirst: { en: "look at the student's screen first", ko: "먼저 학생의 화면을 보세요" },
  taken: { en: "another instructor has this keyboard", ko: "다른 강사가 이 키보드를 쓰고 있어요" },
  notAsked: { en: "nobody asks for your keyboard any more", ko: "키보드를 달라는 요청이 더는 없어요" },
  notGiven: { en: "the student has not given you the keyboard", ko: "학생이 키보드를 맡기지 않았어요" },
} satisfies { readonly [name: string]: BilingualText };
