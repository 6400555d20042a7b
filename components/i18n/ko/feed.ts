/** Texts of feed, Korean. */
import type { feed as english } from "../en/feed.ts";
import type { Texts } from "../Texts.ts";

export const feed: Texts<typeof english> = {
  empty: "사람들이 한 일이 여기에 나타나요.",
  verb: {
    create: "만듦",
    get: "요청 보냄",
    update: "바꿈",
    patch: "바꿈",
    delete: "지움",
    deletecollection: "모두 지움",
    scale: "개수 조절",
    apply: "적용",
  },
  operator: "운영자",
  operatorLink: "새 강사 링크를 만들었어요. 전의 강사 링크로는 더 이상 들어올 수 없어요",
  system: "방",
  feed: "활동",
  withRoom: "방이 스스로 한 일 {count}개도 보기",
  withoutRoom: "방이 스스로 한 일은 빼고 보기",
  effect: {
    made: "{count, plural, =0 {배치됨} other {{kind} {count}개}}",
    gone: "{kind} {count}개 없어짐",
  },
};
