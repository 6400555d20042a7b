/** Texts of landing, Korean. */
import type { landing as english } from "../en/landing.ts";
import type { Texts } from "../Texts.ts";

export const landing: Texts<typeof english> = {
  claim: "브라우저 탭 하나로 함께\u00a0쓰는 Kubernetes 클러스터",
  lead: "방을 열고 링크를 보내세요. Pod, IP, Endpoint가 바뀌는 순간과 누가 바꿨는지를 모두가 함께 봐요. 같은 클러스터가 진짜 kubectl에도 답해요.",
  tryNow: "지금 써 보기",
  tryHint: "나만의 클러스터예요. 계정은 필요 없어요.",
  create: "수업 만들기",
  name: "방 이름",
  namePlaceholder: "쿠버네티스 3주차",
  mode: "방식",
  modes: {
    shared: "함께 쓰기: 모두가 모든 것을 고쳐요",
    "namespace-each": "네임스페이스 하나씩: 나머지는 보기만 해요",
    "cluster-each": "클러스터 하나씩: 방의 클러스터를 복제해요",
  },
  lesson: "레슨",
  allLessons: "학생이 골라요",
  join: "들어가기",
  joinHint: "받은 링크나 코드를 넣으세요",
  joinBad: "코드(예: 7KQM-3XPD)도 방 링크(예: http://…/room/…#k=…)도 아니에요.",
  recent: "이 브라우저의 방",
  openFile: "파일로 저장한 방 열기",
  goOn: "방으로 가기",
  opening: "방을 여는 중이에요…",
  privacy: "저장되는 내 정보",
};
