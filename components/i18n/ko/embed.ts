/** Texts of embedding, Korean: the view in another page, and the dialog that offers it. */
import type { embed as english } from "../en/embed.ts";
import type { Texts } from "../Texts.ts";

export const embed: Texts<typeof english> = {
  map: "지도",
  live: "실시간",
  connecting: "연결하는 중이에요…",
  open: "Podroom에서 열기",
  nothing: "여기에서는 이 클러스터를 볼 수 없어요",
  noToken: "주소가 잘렸어요. # 뒤에 링크가 있어야 해요.",
  ended: "이 화면의 링크는 더 이상 쓸 수 없어요.",
  title: "블로그나 강의 페이지에 넣기",
  lead: "다른 페이지 안에서 실시간으로 보기만 하는 화면이에요. 사람 이름과 버튼은 없어요. 그 페이지를 보는 사람은 누구나 이 방의 Pod, Service, Node, 워크로드를 봐요.",
  forbidden:
    "이 서버의 운영자가 다른 페이지에서 방을 보여 주도록 허용하지 않았어요. EMBED_ORIGINS에 그 페이지의 origin을 적으면 허용돼요.",
  origins: "이 origin의 페이지에서 보여 줄 수 있어요:",
  make: "임베드 링크 만들기",
  renew: "링크 새로 만들기",
  renewHint: "새로 만들면 예전 링크로 보이던 화면은 모두 끝나요.",
  unknown: "다른 브라우저에서 만든 링크가 있어요. 다시 보여 줄 수는 없고 새로 만들 수만 있어요.",
  end: "모두 끝내기",
  nowEnded: "이제 어떤 페이지에서도 이 방이 보이지 않아요.",
  shows: "보여 줄 것",
  mapAlone: "지도",
  mapAnd: "지도와 {table}",
  alone: "{table}만",
  theme: "테마",
  language: "언어",
  asReader: "보는 사람 설정대로",
  light: "밝게",
  dark: "어둡게",
  enter: "“Podroom에서 열기”를 누르면 보기 전용으로 들어올 수 있게 하기",
  snippet: "페이지에 붙여 넣을 코드",
  copy: "복사",
  copied: "코드를 복사했어요.",
  onlyTeachers: "이 방의 강사가 다른 페이지에 넣을 화면을 만들 수 있어요.",
};
