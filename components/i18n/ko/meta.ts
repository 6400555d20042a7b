/** Texts beside links to us and in the browser's tab, Korean. */
import type { meta as english } from "../en/meta.ts";
import type { Texts } from "../Texts.ts";

export const meta: Texts<typeof english> = {
  landing: {
    title: "Podroom",
    description:
      "브라우저에서 함께 쓰는 Kubernetes 클러스터예요. 방을 열고 링크를 보내면 무엇이 바뀌었고 누가 바꿨는지 모두가 함께 봐요.",
  },
  room: {
    title: "Podroom의 방",
    description: "링크를 열면 함께 쓰는 Kubernetes 클러스터를 브라우저에서 바로 보고 써요. 계정은 필요 없어요.",
  },
  privacy: {
    title: "Podroom에 저장되는 내 정보",
    description:
      "별명과 방에서 한 일 말고는 저장하지 않아요. 무엇을 저장하는지, 어떻게 내려받고 지우는지 한 페이지에 있어요.",
  },
  new: {
    title: "Podroom의 새 방",
    description: "링크를 열면 보낸 사람이 넣어 둔 것이 들어 있는 나만의 Kubernetes 클러스터가 브라우저에서 열려요.",
  },
  lessons: {
    title: "Podroom 레슨",
    description: "링크를 열면 레슨을 내 방에 복사해서 수업에 쓸 수 있어요.",
  },
  admin: {
    title: "Podroom 운영",
    description: "이 서버를 운영하는 사람이 방과 서버 상태를 보는 곳이에요.",
  },
};
