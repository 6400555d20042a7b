/**
 * What people of a class say to the server in ten minutes of a lesson, as browsers say it: a step a minute, and in each what the step
 * asks for in the terminal. The same person does the same each time.
 */
import { type ClientMessage } from "../server/protocol/messages.ts";
import { SENT_MARK } from "./clientPart.ts";
import { microseconds } from "./measure.ts";

export const LESSON_SECONDS = 600;
export const STEP_SECONDS = 60;

/** A message without its number: who sends it numbers it. */
type Unnumbered<T> = T extends { readonly id: number } ? Omit<T, "id"> : T;
export type Said = Unnumbered<ClientMessage>;

/** `at`: seconds of the lesson. `say` is called when it is sent; `everybodySees`: it carries the time it was sent at. */
export interface Line {
  readonly at: number;
  readonly everybodySees: boolean;
  say(): Said;
}

export interface StepPlace {
  readonly course: string;
  readonly lesson: string;
  readonly step: string;
}

const TABLE =
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";
const QUESTION = "where";

/** `place`: which of the class, so that not all type at the same moment. */
export function studentLines(place: number, namespace: string, steps: readonly StepPlace[]): readonly Line[] {
  const lines: Line[] = [];
  const late = (place * 7.31) % STEP_SECONDS;
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  for (let step = 0; step * STEP_SECONDS < LESSON_SECONDS; step++) {
    const from = step * STEP_SECONDS + late;
    const add = (after: number, say: () => Said, everybodySees = false): void => {
      // Whoever comes late to the last step does not end it.
      if (from + after < LESSON_SECONDS) lines.push({ at: from + after, say, everybodySees });
    };
    const get = (after: number, path: string, accept?: string): void =>
      add(after, () => ({ type: "request", method: "GET", path, ...(accept ? { accept } : {}) }));
    const name = `pod-${step}`;
    const shown = steps[step % steps.length];
    if (shown) add(1, () => ({ type: "act", key: key(), action: { type: "open-step", ...shown } }));
    get(5, pods, TABLE);
    get(11, `${pods}/${name}`);
    add(11.2, () => create(pods, pod(name, step)), true);
    get(16, pods, TABLE);
    add(20, () => ({ type: "looking", at: { view: "map", resource: "pods", namespace, name } }));
    if (step === 1) add(22, () => ({ type: "follow", namespace, pod: name, tailLines: 100 }));
    get(25, `${pods}/${name}`);
    get(25.2, `/api/v1/namespaces/${namespace}/events?fieldSelector=involvedObject.name%3D${name}`);
    add(33, () => patch(`${pods}/${name}`, { labels: { tier: `t${step}`, sent: sentNow() } }), true);
    get(38, `${pods}?labelSelector=tier%3Dt${step}`, TABLE);
    if (step === 3) add(40, () => create(`/api/v1/namespaces/${namespace}/services`, service(namespace)), true);
    if (step === 4) add(41, () => vote(place));
    if (step === 6)
      add(42, () => ({ type: "act", key: key(), action: { type: "raise-hand", question: "Why is it Pending?" } }));
    add(45, () => patch(`${pods}/${name}`, { annotations: { note: sentNow() } }), true);
    get(50, pods, TABLE);
    if (step > 0) add(54, () => ({ type: "request", key: key(), method: "DELETE", path: `${pods}/pod-${step - 1}` }));
  }
  return lines;
}

/** An instructor watches the class, looks at everybody's pods now and then, and asks one question. */
export function instructorLines(place: number): readonly Line[] {
  const lines: Line[] = [
    { at: 0.5, say: () => ({ type: "monitor", on: true }), everybodySees: false },
    { at: 1, say: () => ({ type: "looking", at: { view: "monitor" } }), everybodySees: false },
  ];
  const act = (at: number, action: Extract<Said, { type: "act" }>["action"]): void =>
    void lines.push({ at, say: () => ({ type: "act", key: key(), action }), everybodySees: false });
  if (place === 0) {
    act(200, { type: "ask", id: QUESTION, text: "On which node?", answers: "choice", options: ["node1", "node2"] });
    act(400, { type: "reveal", id: QUESTION, outcome: "node1" });
  }
  for (let at = 10 + place * 7; at < LESSON_SECONDS; at += 30)
    lines.push({
      at,
      say: () => ({ type: "request", method: "GET", path: "/api/v1/pods", accept: TABLE }),
      everybodySees: false,
    });
  return lines;
}

let keys = 0;
const key = (): string => `lesson-${process.pid}-${++keys}`;
const sentNow = (): string => `${SENT_MARK}${microseconds()}`;

const create = (path: string, object: object): Said => ({
  type: "request",
  key: key(),
  method: "POST",
  path,
  contentType: "application/json",
  body: JSON.stringify(object),
});

const patch = (path: string, metadata: object): Said => ({
  type: "request",
  key: key(),
  method: "PATCH",
  path,
  contentType: "application/merge-patch+json",
  body: JSON.stringify({ metadata }),
});

const vote = (place: number): Said => ({
  type: "act",
  key: key(),
  action: { type: "vote", id: QUESTION, answer: place % 3 ? "node1" : "node2" },
});

/** As the course's pods are: one container that serves, from time to time a second or a wrong image. */
const pod = (name: string, step: number): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels: { app: "web", sent: sentNow() } },
  spec: {
    containers: [
      { name: "container1", image: step === 5 ? "kubetm/p8000" : "kubetm/app", ports: [{ containerPort: 8080 }] },
      ...(step % 3 === 2 ? [{ name: "container2", image: "kubetm/p8001", ports: [{ containerPort: 8001 }] }] : []),
    ],
  },
});

const service = (namespace: string): object => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: `svc-${namespace}`, labels: { sent: sentNow() } },
  spec: { selector: { app: "web" }, ports: [{ port: 9000, targetPort: 8080 }] },
});
