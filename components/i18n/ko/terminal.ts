/** Texts of the terminal, Korean. */
import type { terminal as english } from "../en/terminal.ts";
import type { Texts } from "../Texts.ts";

export const terminal: Texts<typeof english> = {
  title: "터미널",
  tab: "터미널 {number}",
  add: "새 터미널",
  close: "{name} 닫기",
  welcome: "k8s-master의 셸이에요. 여러분의 권한으로 kubectl을 쓸 수 있어요. /root의 파일은 이 브라우저에 남아요.",
  inThePresent: "터미널은 지난 순간이 아니라 지금의 클러스터에서 실행돼요.",
  connecting: "연결하고 있어요…",
  noAccess: "kubeconfig를 받지 못했어요: {reason}",
  viewer: "보기 전용이라 마스터의 셸은 쓸 수 없지만, 권한 안에서 kubectl은 쓸 수 있어요.",
  editTitle: "{name} 편집",
  editLead: "저장하면 명령으로 돌아가요. kubectl은 바로 적용하고, vi와 nano는 파일에 써요. Ctrl 또는 ⌘ S로도 저장해요.",
  editKept:
    "편집하는 동안 페이지를 새로 열어서, 이 텍스트를 기다리던 셸이 없어졌어요. 저장하면 “{line}” 명령을 다시 실행해 이 텍스트를 넘겨요.",
  editOther: "지금 내용이 처음 편집할 때와 달라요. 저장하면 이 텍스트로 바뀌어요.",
  editUnsaved: "바꾼 내용을 아직 저장하지 않았어요.",
  drop: "바꾼 내용 버리기",
  save: "저장",
  cancel: "그대로 두기",
  execTitle: "{name}의 컨테이너에 들어가기",
  execContainer: "컨테이너",
  execShell: "셸",
  execGo: "들어가기",
  execCancel: "취소",
};
