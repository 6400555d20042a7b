/** Texts of a room's door and its waiting room, Korean. */
import type { door as english } from "../en/door.ts";
import type { Texts } from "../Texts.ts";

export const door: Texts<typeof english> = {
  as: {
    instructor: "강사로 들어가요.",
    student: "학생으로 들어가요.",
    viewer: "보기만 하는 사람으로 들어가요.",
  },
  waits: "강사가 들여보내 주는 방이에요. 들어가기 전에 잠시 기다려요.",
  stored: "저장되는 내 정보",
  waiting: {
    title: "들어가기를 기다리고 있어요",
    as: "{name} 님",
    lead: "여기 있는 것을 강사가 보고 있어요. 강사가 들여보내면 이 페이지가 저절로 이어지니 새로 고치지 않아도 돼요.",
    lost: "연결이 끊겨 다시 시도하고 있어요. 자리는 그대로예요.",
    leave: "기다리지 않기",
    left: "이제 기다리지 않아요. 내 정보는 아무것도 저장돼 있지 않아요.",
  },
  list: {
    badge: "{count}명 대기",
    title: "문 앞에서 기다리는 사람",
    letIn: "{name} 들여보내기",
    turnAway: "{name} 돌려보내기",
    in: "들여보내기",
    away: "돌려보내기",
    allIn: "모두 들여보내기",
    allAway: "모두 돌려보내기",
    someIn: "{count}명 들여보내기",
    someAway: "{count}명 돌려보내기",
    pick: "{name} 고르기",
    gone: "페이지 닫음",
    sure: "{count}명을 돌려보낼까요? 링크가 있으면 다시 요청할 수 있어요.",
    noticed: "{name} 님이 문 앞에서 기다려요",
  },
};
