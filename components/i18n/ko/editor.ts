/** Texts of editor, Korean. */
import type { editor as english } from "../en/editor.ts";
import type { Texts } from "../Texts.ts";

export const editor: Texts<typeof english> = {
  templates: "예제",
  apply: "적용",
  applying: "적용하는 중…",
  done: "적용됨",
  created: "만들었어요",
  unchanged: "그대로예요",
  configured: "바꿨어요",
  hint: "Ctrl+Enter로 적용해요",
  noName: "문서에 kind와 metadata.name이 있어야 해요.",
  allNamespaces:
    "모든 네임스페이스는 읽기 전용 보기예요. 네임스페이스를 고르거나 매니페스트에 metadata.namespace를 적으세요.",
  deployFailed: "Deploying file has failed",
  unknownKind: "이 클러스터에는 {apiVersion}의 {kind}가 없어요.",
  lost: "답을 받기 전에 연결이 끊겼어요. 바뀌었는지 확인한 뒤 다시 적용하세요.",
};
