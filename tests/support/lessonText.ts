/** A short lesson to write, give and play. */
export interface LessonParts {
  readonly id?: string;
  readonly language?: "ko" | "en";
  readonly title?: string;
  /** YAML of the first step's checks. */
  readonly checks?: string;
  readonly more?: string;
}

export const RUNS = `- that: web runs
  object: pods/web
  path: status.phase
  is: Running`;

export const LABELLED = `- that: web has a label
  object: pods/web
  path: metadata.labels.type
  is: web`;

export function lessonText({
  id = "first-pod",
  language = "en",
  title = "My first pod",
  checks = RUNS,
  more = "",
}: LessonParts = {}): string {
  return `---
lesson: ${id}
title: ${title}
language: ${language}
minutes: 5
objects: [pods/web]
---
A pod of one's own.

## Make it {#make}

\`\`\`yaml
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: { type: web }
spec:
  containers:
    - { name: web, image: nginx }
\`\`\`

\`\`\`check
${checks}
\`\`\`

\`\`\`hint
Apply the file above.
\`\`\`
${more}`;
}

/** Another step. */
export const DELETE_STEP = `
## Take it away {#delete}

\`\`\`check
- that: web was deleted
  did: { verb: delete, resource: pods, name: web }
\`\`\`
`;
