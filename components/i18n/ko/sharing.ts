/** Texts of sharing and of links that open a new room, Korean. */
import type { sharing as english } from "../en/sharing.ts";
import type { Texts } from "../Texts.ts";

export const sharing: Texts<typeof english> = {
  title: "공유와 내보내기",
  view: "지금 보는 화면",
  viewHint: "이 방에 있는 사람에게 같은 오브젝트, 같은 탭, 같은 순간이 열려요.",
  copyLink: "링크 복사",
  copied: "링크를 복사했어요.",
  export: "네임스페이스를 YAML로",
  exportHint:
    "상태처럼 이 클러스터에만 있는 값을 빼서 실제 클러스터에서도 적용할 수 있어요. 컨트롤러가 만드는 것은 넣지 않아요.",
  namespace: "네임스페이스",
  download: "내려받기",
  copyYaml: "복사",
  copiedYaml: "YAML을 복사했어요.",
  manifestLink: "이 YAML로 새 방을 여는 링크",
  empty: "이 네임스페이스에는 만든 것이 없어요.",
  fork: "이 방과 똑같은 방",
  forkHint: "이 방의 강사가 링크를 열면 그때의 이 방에서 시작하는 새 방이 생겨요. 사람은 빠져요.",
  forkThenHint: "이 방의 강사가 링크를 열면 지금 보고 있는 순간에서 시작하는 새 방이 생겨요. 사람은 빠져요.",
  forkLink: "링크 복사",
  forkAll: "누구나 복사해 갈 수 있는 클러스터",
  forkAllHint:
    "링크를 여는 사람마다 그때의 이 클러스터로 시작하는 방이 생겨요. Secret과 학생들의 네임스페이스까지 모두 들어가고, 사람과 기록, 레슨은 빠져요.",
  forkAllMake: "링크 만들기",
  forkAllRenew: "새 링크",
  forkAllEnd: "링크 끝내기",
  forkAllCame: "이 링크로 만든 방: {count}개",
  whole: "방 전체를 파일로",
  wholeHint: "클러스터와 기록, 레슨이 들어가고 사람은 빠져요. 이 서버나 다른 서버의 첫 화면에서 다시 열 수 있어요.",
  opening: "방을 만들고 있어요…",
  failed: "방을 만들지 못했어요",
  nothing: "주소에 매니페스트가 없어요.",
  unreadable: "주소를 읽을 수 없어요. 일부가 빠졌을 수 있어요.",
  home: "첫 화면으로",
  refused: "방은 만들었지만 클러스터가 매니페스트 일부를 받지 않았어요:",
  goOn: "방으로 가기",
};
