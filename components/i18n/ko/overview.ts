/** Texts of overview, Korean. */
import type { overview as english } from "../en/overview.ts";
import type { Texts } from "../Texts.ts";

export const overview: Texts<typeof english> = {
  now: "지금",
  states: "Pod 상태",
  running: "실행 중, 준비됨",
  pending: "시작 중이거나 기다림",
  failing: "실패",
  ending: "끝나는 중",
  unknown: "끝났거나 알 수 없음",
  readyLine: "Service → 준비된 Endpoint",
  waitingLine: "Service → 준비 안 된 Endpoint",
  title: "전체 보기",
};
