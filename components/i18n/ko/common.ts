/** Texts of common, Korean. */
import type { common as english } from "../en/common.ts";
import type { Texts } from "../Texts.ts";

export const common: Texts<typeof english> = {
  none: "없음",
  close: "닫기",
  cancel: "취소",
  copy: "복사",
  copied: "복사했어요.",
  notCopied: "브라우저가 복사를 막았어요. 글을 선택해서 직접 복사해 주세요.",
  retry: "다시 시도",
  theme: "밝게 또는 어둡게",
  language: "English",
};
