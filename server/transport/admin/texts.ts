/** What the operator is told, beside what rooms say themselves. */
import type { BilingualText } from "../../protocol/messages.ts";

export const ADMIN_TEXTS = {
  needsSecret: { en: "the operator's secret is needed", ko: "운영자 비밀 값이 필요해요" },
  wrongSecret: {
    en: "this is not the operator's secret",
    ko: "운영자 비밀 값이 아니에요",
  },
  tooManyTries: {
    en: "too many wrong secrets came from this address; try again in a minute",
    ko: "이 주소에서 틀린 비밀 값이 너무 많이 왔어요. 1분 뒤에 다시 시도하세요",
  },
  otherOrigin: {
    en: "only pages of this server may ask for this",
    ko: "이 서버의 페이지에서만 할 수 있어요",
  },
  copyHasNone: {
    en: "this is a copy in another room: its people come by the link of that room",
    ko: "다른 방에 딸린 복제본이에요. 그 방의 링크로 들어가요",
  },
} as const satisfies { readonly [name: string]: BilingualText };
