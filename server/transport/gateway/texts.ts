/** What pages are told of what is not done for them. */
import type { BilingualText } from "../../protocol/messages.ts";

export const TEXTS = {
  malformed: { en: "this message is not understood", ko: "이해할 수 없는 메시지예요" },
  version: {
    en: "this page is older than the server: reload it",
    ko: "페이지가 서버보다 오래되었어요. 새로 고침하세요",
  },
  stranger: { en: "join the room with a link first", ko: "먼저 링크로 방에 들어오세요" },
  notJoined: { en: "join a room first", ko: "먼저 방에 들어오세요" },
  tooFast: { en: "too many messages at once", ko: "메시지가 너무 많아요" },
  unread: { en: "read what was answered first", ko: "먼저 받은 응답을 읽어 주세요" },
  manyMoments: { en: "too many moments at a time", ko: "한 번에 볼 수 있는 지난 순간의 수를 넘었어요" },
  past: {
    en: "this is the past: go back to now to do something",
    ko: "지난 순간이에요. 무엇을 하려면 지금으로 돌아가세요",
  },
  clock: { en: "only instructors may change the clock", ko: "강사만 시계를 바꿀 수 있어요" },
  monitor: { en: "only instructors watch the class", ko: "강사만 수업 현황을 볼 수 있어요" },
  watch: { en: "watches are not opened here; frames show all changes", ko: "여기서는 watch를 열 수 없어요" },
  gone: { en: "you are not in this room any more", ko: "이 방에 더는 있지 않아요" },
  elsewhere: {
    en: "this cluster is open to its student and to instructors; go back to your room",
    ko: "이 클러스터는 그 학생과 강사만 볼 수 있어요. 내 방으로 돌아가세요",
  },
  embed: { en: "this embed link does not work any more", ko: "더 이상 쓸 수 없는 임베드 링크예요" },
  onlookers: {
    en: "too many pages show this room just now; try again later",
    ko: "지금 이 방을 보여 주는 페이지가 너무 많아요. 나중에 다시 시도하세요",
  },
  pages: {
    en: "you have this room open in too many pages; this one was closed",
    ko: "이 방을 너무 많은 페이지에서 열어서 이 페이지는 닫았어요",
  },
  follows: { en: "too many logs are followed already", ko: "이미 너무 많은 로그를 보고 있어요" },
} satisfies { readonly [name: string]: BilingualText };
