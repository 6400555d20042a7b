/** Texts of what can go wrong, Korean. */
import type { problem as english } from "../en/problem.ts";
import type { Texts } from "../Texts.ts";

export const problem: Texts<typeof english> = {
  broken: "화면의 이 부분에 문제가 생겼어요.",
  brokenLead: "클러스터와 그 안의 것은 모두 안전하고, 나머지 화면은 그대로 쓸 수 있어요.",
  brokenRetry: "다시 보기",
};
