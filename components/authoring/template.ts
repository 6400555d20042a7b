/** What a new lesson begins with: whole, so that it can be tried at once, and under a name that no other has. */
import type { LessonLanguage } from "../../server/protocol/lessons.ts";
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";
import { freeName } from "./lessonNames.ts";

const WORDS = {
  ko: {
    title: "첫 번째 Pod",
    intro: "이 레슨에서 무엇을 배우는지 한두 문장으로 적어 주세요.",
    step: "Pod 만들기",
    text: "아래 파일을 적용하고 Pod가 실행될 때까지 지켜보세요.",
    that: "pod-1이 Running이에요",
    hint: "**적용**을 누르거나 터미널에서 `kubectl apply`를 써 보세요.",
    say: "이미지 이름을 다시 확인해 보세요. 받아 올 수 없는 이름이에요.",
  },
  en: {
    title: "A first Pod",
    intro: "Say in a sentence or two what one learns here.",
    step: "Make a Pod",
    text: "Apply this file and watch the Pod until it runs.",
    that: "pod-1 is Running",
    hint: "Press **Apply**, or use `kubectl apply` in the terminal.",
    say: "Look at the image's name again: nothing can be pulled under it.",
  },
} as const;

export function template(language: LessonLanguage, taken: ReadonlySet<string>): LessonTexts {
  const words = WORDS[language];
  return {
    [language]: `---
lesson: ${freeName("first-pod", taken)}
title: ${words.title}
language: ${language}
minutes: 5
objects: [pods/pod-1]
---
${words.intro}

## ${words.step} {#make}

${words.text}

\`\`\`yaml
apiVersion: v1
kind: Pod
metadata:
  name: pod-1
spec:
  containers:
    - name: web
      image: nginx
\`\`\`

\`\`\`check
- that: "${words.that}"
  object: pods/pod-1
  path: status.phase
  is: Running
\`\`\`

\`\`\`hint
${words.hint}
\`\`\`

\`\`\`mistake
when:
  object: pods/pod-1
  path: status.containerStatuses[0].state.waiting.reason
  oneOf: [ErrImagePull, ImagePullBackOff]
say: "${words.say}"
\`\`\`
`,
  };
}
