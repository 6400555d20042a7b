/** Texts of what is one's own in a room, Korean. */
import type { you as english } from "../en/you.ts";
import type { Texts } from "../Texts.ts";

export const you: Texts<typeof english> = {
  open: "나…",
  title: "이 방의 나",
  nickname: "내 별명",
  save: "저장",
  saved: "저장했어요.",
  device: "다른 기기",
  deviceHint: "개인 링크를 열면 다른 기기에서도 같은 사람으로 들어와요. 이 기기에서도 그대로 쓸 수 있어요.",
  deviceMake: "개인 링크 만들기",
  deviceAgain: "개인 링크 새로 만들기",
  deviceQr: "내 개인 링크의 QR 코드",
  deviceSecret: "이 링크를 여는 사람이 내가 돼요. 아무에게도 보여 주지 마세요. 10분 안에 한 번만 쓸 수 있어요.",
  copy: "복사",
  copied: "개인 링크를 복사했어요.",
  notices: "다른 사람이 바꾼 것이 내 것에 미친 영향 알리기",
  noticesHint:
    "내 Service의 엔드포인트가 없어지거나, 다른 사람의 Pod가 노드를 차지해 내 Pod가 기다릴 때 알려요. 끄더라도 활동에는 남아요.",
  stored: "저장되는 내 정보",
  storedHint: "이름, 한 일, 실습을 어디까지 했는지를 저장해요.",
  privacy: "한 페이지로 모두 보기",
  take: "내려받기",
  forget: "내 정보 지우기",
  forgetSure:
    "이 방에서 내 정보를 지울까요? 이름과 내 클러스터나 네임스페이스, kubeconfig가 사라지고 방에서 나가며, 되돌릴 수 없어요. 한 일은 번호로만 기록에 남아요.",
  forgetLast: "혼자 강사예요. 다른 사람을 강사로 정하거나 방을 삭제하세요.",
};
