/** Texts of changes by click, Korean. */
import type { doing as english } from "../en/doing.ts";
import type { Texts } from "../Texts.ts";

export const doing: Texts<typeof english> = {
  deleted: "{name} 삭제함",
  scaled: "{name} replicas → {replicas}",
  labelled: "{name} 라벨: {labels}",
  restarted: "{name} 재시작함",
  cordoned: "{name} 스케줄링 중지함",
  uncordoned: "{name} 스케줄링 다시 허용함",
  draining: "{name} 비우는 중",
  drained: "{name} 비움 (drain)",
  evicted: "Pod {of}개 중 {evicted}개 내보냄",
  stop: "멈추기",
  ranNow: "{name} 지금 실행함: {job}",
  suspended: "{name} 일시 중지함",
  unsuspended: "{name} 다시 시작함",
  paused: "{name} 롤아웃 일시 중지함",
  unpaused: "{name} 롤아웃 재개함",
  applied: "{name} 적용함",
  failed: "하지 못했어요: {title}",
  undo: "되돌리기",
  undone: "되돌림: {title}",
  notSaid: "수업에 전해지지 않았어요",
  waiting: "연결을 기다리는 중…",
  waitsForLine: "연결이 끊겨 있어요. 다시 연결되면 바로 보낼게요.",
  unknown: "보내는 중에 서버가 다시 시작돼서 처리됐는지 알 수 없어요. 다시 하기 전에 지금 화면을 확인해 주세요.",
  unsent: "15초 동안 연결되지 않아 보내지 않았어요. 바뀐 것은 없으니 다시 시도해 주세요.",
  noUndo: {
    large: "되돌릴 수 없어요. 크기가 큰 오브젝트라 바꾸기 전 내용을 미리 받아 두지 못했어요.",
    none: "되돌릴 것이 없어요.",
    nothing: "바뀐 것이 없었어요.",
    owned: "되돌릴 수 없어요. 컨트롤러가 이미 그 자리에 새것을 만들었어요.",
  },
};
