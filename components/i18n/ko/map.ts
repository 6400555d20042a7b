/** Texts of map, Korean. */
import type { map as english } from "../en/map.ts";
import type { Texts } from "../Texts.ts";

export const map: Texts<typeof english> = {
  waiting: "Node를 기다리는 Pod",
  empty: "아직 Pod이 없어요. 매니페스트를 적용하고 나타나는 것을 지켜보세요.",
  applyLab: "pod-1.yaml 열기",
  cpu: "CPU",
  memory: "메모리",
  requested: "요청",
  controlPlane: "컨트롤 플레인",
  notReady: "준비 안 됨",
  restarts: "재시작",
  none: "선택한 Pod이 없음",
  cordoned: "스케줄 중지",
  endpointCount: "Endpoint {count}개",
  filters: "필터",
  removeFilter: "필터 {filter} 지우기",
};
