/** What one room may take of a server at most, and the words for when it is reached. */
import type { BilingualText } from "../protocol/messages.ts";

export interface Quotas {
  /** Kubernetes objects of all kinds in a room's cluster. */
  readonly objects: number;
  /** Bytes of a room's command log. */
  readonly logBytes: number;
  /** People a room knows. */
  readonly people: number;
  /** Requests that wait for one room's turn. */
  readonly waiting: number;
  /** Those among them of one person. */
  readonly waitingOfPerson: number;
}

export const DEFAULT_QUOTAS: Quotas = {
  objects: 50_000,
  logBytes: 256 * 1024 * 1024,
  people: 500,
  waiting: 2_000,
  waitingOfPerson: 200,
};

export const QUOTA_TEXTS = {
  log: (bytes: number): BilingualText => ({
    en: `this room's history is full (${Math.floor(bytes / 1024 / 1024)} MiB): it can be read, but nothing more can be changed; make a new room to go on`,
    ko: `이 방의 기록이 가득 찼어요. 볼 수는 있지만 더 바꿀 수는 없어요. 새 방을 만들어 계속하세요`,
  }),
  people: (count: number): BilingualText => ({
    en: `this room has ${count} people already and takes no more`,
    ko: `이 방에는 이미 ${count}명이 있어 더 들어올 수 없어요`,
  }),
  rooms: (count: number): BilingualText => ({
    en: `this server has ${count} rooms already and takes no more; delete one that is not needed`,
    ko: `이 서버에는 이미 방이 ${count}개 있어 더 만들 수 없어요. 필요 없는 방을 지워 주세요`,
  }),
  waiting: {
    en: "too many requests are waiting for this room; try again in a moment",
    ko: "이 방에 밀린 요청이 너무 많아요. 잠시 뒤에 다시 시도하세요",
  } satisfies BilingualText,
  yoursWait: {
    en: "too many of your requests are waiting for this room; wait for their answers first",
    ko: "아직 처리되지 않은 내 요청이 너무 많아요. 먼저 응답을 기다려 주세요",
  } satisfies BilingualText,
  stopped: {
    en: "this room stopped because of an error of ours; what was acknowledged is safe, open the room again to go on",
    ko: "내부 오류로 이 방이 멈췄어요. 확인된 작업은 안전하게 저장되어 있으니 방을 다시 열어 계속하세요",
  } satisfies BilingualText,
  storage: {
    en: "what was asked could not be saved and was not done; everything acknowledged before is safe",
    ko: "요청을 저장하지 못해 실행하지 않았어요. 그 전에 확인된 작업은 모두 안전해요",
  } satisfies BilingualText,
  fork: {
    en: "this is one student's cluster; what happens in the class happens in its room",
    ko: "여기는 학생 한 명의 클러스터예요. 수업에 관한 일은 방에서 하세요",
  } satisfies BilingualText,
  nothingOwn: {
    en: "in a shared room students have nothing of their own to reset; choose a namespace or a cluster each",
    ko: "함께 쓰는 방에는 학생마다 초기화할 것이 없어요. 네임스페이스나 클러스터를 하나씩 주는 방식을 고르세요",
  } satisfies BilingualText,
  noHistory: {
    en: "this cluster keeps no history",
    ko: "이 클러스터에는 기록이 없어요",
  } satisfies BilingualText,
  closing: {
    en: "the server is going down and will be back soon; everything is saved",
    ko: "서버가 잠시 내려갔다가 곧 돌아와요. 모든 내용은 저장되어 있어요",
  } satisfies BilingualText,
  restoring: {
    en: "the server is being put back to a backup and will be here again in a few seconds; what was done since the backup is not in it",
    ko: "서버를 백업으로 되돌리고 있어요. 몇 초 뒤에 다시 연결돼요. 백업한 뒤에 한 일은 남지 않아요",
  } satisfies BilingualText,
  asleep: {
    en: "this room went to sleep; open it again to go on",
    ko: "이 방은 잠들었어요. 다시 열면 이어서 할 수 있어요",
  } satisfies BilingualText,
} as const;
