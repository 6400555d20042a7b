/** Texts of common, Korean. */
import type { common as english } from "../en/common.ts";
import type { Texts } from "../Texts.ts";

export const common: Texts<typeof english> = {
  none: "없음",
  close: "닫기",
  cancel: "취소",
  copy: "복사",
  retry: "다시 시도",
  theme: "밝게 또는 어둡게",
  language: "English",
};
