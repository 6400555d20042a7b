/** Texts about what differs from Kubernetes, Korean. */
import type { fidelity as english } from "../en/fidelity.ts";
import type { Texts } from "../Texts.ts";

export const fidelity: Texts<typeof english> = {
  title: "이 클러스터는 Kubernetes 1.36과 얼마나 같을까요",
  lead: "테스트로 지키는 규칙이 {rules, number}개이고, 실제 1.36.2 클러스터의 기록 {recorded, number}개 중 {passed, number}개와 같아요. 다른 점은 아래와 같아요.",
  same: "Kubernetes 1.36과 같아요",
  beside: "Kubernetes 1.36과 견주면:",
  simplifiedCount: "단순화 {count, number}개",
  absentCount: "없음 {count, number}개",
  simplified: "단순화",
  absent: "없음",
  all: "다른 점 모두 보기",
  open: "이 클러스터는 Kubernetes와 얼마나 같을까요?",
  areas: {
    KIND2: "저장되는 리소스와 권한",
    CRD: "Custom resource와 정책",
    CTRL: "컨트롤러",
    SCHED: "스케줄러",
    KUBELET: "Pod와 이미지",
    WIRE: "요청과 인코딩",
    SHELL: "프로세스와 셸",
    NODE: "노드",
    NET: "네트워크",
  },
};
