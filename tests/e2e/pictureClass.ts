/** A class for pictures: a namespace each, people at the door, faults, somebody crossed by what another did. */
import type { Browser, Page } from "playwright-core";
import { type FaultRequest, faultRequest, killRequest } from "../../components/faults/faultRequests.ts";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import type { RoomSnapshot } from "../../components/client/RoomSnapshot.ts";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { carryCookie, visitor } from "../support/chromium.ts";
import { createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { openDialog } from "./pictureScreens.ts";

export interface PictureClass {
  readonly id: string;
  readonly cookie: { readonly teacher: string; readonly crossed: string; readonly waiting: string };
  /** What stands behind # in the students' link, and in the embed link. */
  readonly hash: { readonly student: string; readonly embed: string };
  /** Makes a pod that finds no room for another's; its owner is told. */
  cross(): Promise<void>;
  close(): void;
}

interface Student {
  readonly cookie: string;
  readonly connection: RoomConnection;
  readonly namespace: string;
}

/** 2 GiB on the small worker: one finds room there, a second does not. */
const large = (name: string): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels: { type: "batch" } },
  spec: {
    nodeSelector: { "kubernetes.io/hostname": "k8s-worker1" },
    containers: [{ name: "container", image: "nginx", resources: { requests: { memory: "2Gi" } } }],
  },
});
const WEB = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web", image: "nginx" }] } },
  },
};
const TYPO = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web" },
  spec: { selector: { type: "web" }, ports: [{ port: 80 }] },
};

/** The first step of the course, and what it asks for. */
const STEP = { course: "pods-labels-nodes", lesson: "two-containers", step: "apply" };
const TWO = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "pod-1" },
  spec: {
    containers: [
      { name: "container1", image: "kubetm/p8000" },
      { name: "container2", image: "kubetm/p8080" },
    ],
  },
};

export async function openPictureClass(url: string): Promise<PictureClass> {
  const room = await createRoom(url, { name: "쿠버네티스 3주차", nickname: "Jihoon", mode: "namespace-each" });
  const connect = async (cookie: string): Promise<RoomConnection> => {
    const connection = new RoomConnection({ roomId: room.id, url, extraHeaders: { cookie } });
    connection.connect();
    await until(connection, ({ phase }) => phase === "live");
    return connection;
  };
  const join = async (nickname: string): Promise<Student> => {
    const { cookie } = await joinRoom(url, room.id, { token: room.token.student, nickname });
    const connection = await connect(cookie);
    return { cookie, connection, namespace: connection.getSnapshot().you?.namespace ?? "default" };
  };
  const teacher = await connect(room.cookie);
  const mina = await join("Mina");
  const juno = await join("Juno");
  const seoyeon = await join("서연");
  await make(mina, "/apis/apps/v1", "deployments", WEB);
  await make(mina, "/api/v1", "pods", large("pod-1"));
  await make(juno, "/apis/apps/v1", "deployments", WEB);
  await make(seoyeon, "/apis/apps/v1", "deployments", WEB);
  await make(seoyeon, "/api/v1", "services", TYPO);
  await seoyeon.connection.act({ type: "raise-hand", question: "Service가 Pod를 찾지 못해요" });
  // One has done a step with a hint, one is in it.
  for (const { connection } of [juno, seoyeon]) await connection.act({ type: "open-step", ...STEP });
  await seoyeon.connection.act({ type: "take-hint", ...STEP, hint: 1 });
  await make(seoyeon, "/api/v1", "pods", TWO);
  const podsOf = ({ cluster }: RoomSnapshot): readonly Pod[] =>
    [...(cluster.tables.get("pods")?.values() ?? [])]
      .map((object) => object as Pod)
      .filter(({ metadata }) => !metadata.namespace?.startsWith("kube-"));
  await until(teacher, (now) => podsOf(now).filter(({ status }) => status?.phase === "Running").length >= 7);
  for (const { metadata } of podsOf(teacher.getSnapshot())) {
    if (metadata.namespace !== mina.namespace || !metadata.name.startsWith("web")) continue;
    await inflict(teacher, killRequest(mina.namespace, metadata.name));
  }
  // They are back before the next begins.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  await inflict(teacher, faultRequest("k8s-worker2", "stop", true));
  await teacher.setClock({ speed: 30 });
  // The node is unheard for 50 s before it counts as lost.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  await teacher.setClock({ speed: 1 });
  await teacher.act({ type: "waiting-room", on: true });
  const knock = async (nickname: string): Promise<string> =>
    (await joinRoom(url, room.id, { token: room.token.student, nickname })).cookie;
  const waiting = await knock("하은");
  await knock("Doyun");
  await fetch(`${url}/api/rooms/${room.id}/links/student`, {
    method: "PATCH",
    headers: { "content-type": "application/json", cookie: room.cookie },
    body: JSON.stringify({ lasts: 3 * 3_600_000, most: 30 }),
  });
  await teacher.act({
    type: "ask",
    id: "end",
    text: "포트가 겹치면 두 번째 컨테이너는 어떻게 될까요?",
    answers: "state",
    options: ["Running", "CrashLoopBackOff", "Pending"],
  });
  for (const [{ connection }, answer] of [
    [mina, "CrashLoopBackOff"],
    [juno, "Pending"],
    [seoyeon, "CrashLoopBackOff"],
  ] as const)
    await connection.act({ type: "vote", id: "end", answer });
  await until(teacher, ({ classroom }) => classroom.questions.some(({ counted }) => counted !== undefined));
  await teacher.act({
    type: "ask",
    id: "where",
    text: "내 pod-4는 어느 노드로 갈까요?",
    answers: "node",
    options: ["k8s-worker1", "k8s-worker2", "Pending"],
    about: { resource: "pods", namespace: "", name: "pod-4" },
  });
  await mina.connection.act({ type: "vote", id: "where", answer: "k8s-worker2" });
  await seoyeon.connection.act({ type: "vote", id: "where", answer: "Pending" });
  const hint = { kind: "hint", text: "Service의 selector와 Pod의 라벨을 나란히 놓고 보세요." } as const;
  await teacher.act({ type: "send", to: "all", parcel: hint });
  const embed = await fetch(`${url}/api/rooms/${room.id}/links/embed`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie: room.cookie },
    body: "{}",
  });
  const { link } = (await embed.json()) as { readonly link: string };
  let crossed = 0;
  return {
    id: room.id,
    cookie: { teacher: room.cookie, crossed: juno.cookie, waiting },
    hash: { student: `#k=${room.token.student}`, embed: new URL(link).hash },
    cross: () => make(juno, "/api/v1", "pods", large(`pod-${++crossed + 3}`)),
    close() {
      for (const { connection } of [{ connection: teacher }, mina, juno, seoyeon]) connection.close();
    },
  };
}

async function make({ connection, namespace }: Student, root: string, plural: string, object: object): Promise<void> {
  const { status, body } = await connection.request("POST", `${root}/namespaces/${namespace}/${plural}`, {
    contentType: "application/json",
    body: JSON.stringify(object),
  });
  if (status >= 300) throw new Error(`${plural} not made: ${JSON.stringify(body)}`);
}

async function inflict(teacher: RoomConnection, { method, path, ...content }: FaultRequest): Promise<void> {
  const { status, body } = await teacher.request(method, path, content);
  if (status >= 300) throw new Error(`no fault: ${JSON.stringify(body)}`);
}

async function until(connection: RoomConnection, holds: (now: RoomSnapshot) => boolean): Promise<void> {
  for (let left = 300; !holds(connection.getSnapshot()); left--) {
    if (left === 0) throw new Error("it did not come to be");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export interface ClassScreen {
  readonly name: string;
  /** Left out: somebody who is not in the room. */
  readonly who?: keyof PictureClass["cookie"];
  readonly path: string;
  /** What stands in the address beside the language and theme. */
  readonly query?: string;
  readonly hash?: keyof PictureClass["hash"];
  /** What is done before the picture; what it gives is done after it. */
  ready(page: Page, scene: PictureClass): Promise<void | (() => Promise<void>)>;
}

const live = (page: Page): Promise<void> => page.locator("[data-testid=room][data-phase=live]").waitFor();
const monitor = (page: Page): Promise<void> => page.locator("[data-testid=monitor][data-phase=live]").waitFor();
const dialog =
  (what: string, detail?: string) =>
  async (page: Page): Promise<void> => {
    await live(page);
    await openDialog(what, detail)(page);
  };
const monitorDialog =
  (button: RegExp) =>
  async (page: Page): Promise<void> => {
    await monitor(page);
    await page.getByRole("button", { name: button }).last().click();
    await page.getByRole("dialog").waitFor();
  };

export const CLASS_SCREENS: readonly ClassScreen[] = [
  { name: "class-monitor", who: "teacher", path: "/monitor", ready: monitor },
  {
    name: "class-recovery",
    who: "teacher",
    path: "/monitor",
    async ready(page) {
      await monitor(page);
      await page.locator("[data-drill]").first().scrollIntoViewIfNeeded();
    },
  },
  {
    name: "class-break",
    who: "teacher",
    path: "/monitor",
    ready: monitorDialog(/^(장애 일으키기…|Break something…)$/),
  },
  { name: "class-send", who: "teacher", path: "/monitor", ready: monitorDialog(/^(힌트 보내기|Send a hint)$/) },
  {
    name: "class-watch",
    who: "teacher",
    path: "/monitor",
    async ready(page, scene) {
      const juno = await visitor(page.context().browser() as Browser);
      await carryCookie(juno.context, scene.cookie.crossed, new URL(page.url()).origin);
      await juno.page.goto(page.url().replace("/monitor", ""));
      await live(juno.page);
      await monitor(page);
      await page.getByRole("button", { name: /^(화면 보기|See the screen): Juno$/ }).click();
      await page.getByTestId("watch").waitFor();
      await page
        .getByTestId("watch")
        .getByText(/화면을 기다리고|Waiting for the screen/)
        .waitFor({ state: "hidden" });
      await page.waitForTimeout(1_500);
      return () => juno.context.close();
    },
  },
  {
    name: "class-projector",
    who: "teacher",
    path: "/monitor",
    async ready(page) {
      await monitor(page);
      await page.getByRole("button", { name: /^(프로젝터용|For a projector)/ }).click();
    },
  },
  {
    name: "class-counted",
    who: "teacher",
    path: "/monitor",
    async ready(page) {
      await monitor(page);
      await page.getByText(/모두 답했어요|all have answered/).scrollIntoViewIfNeeded();
    },
  },
  { name: "class-talk", who: "teacher", path: "/monitor", ready: monitorDialog(/^(대화하기|Talk)$/) },
  { name: "class-asked", who: "crossed", path: "", query: "&dock=ask", ready: live },
  { name: "class-lesson", who: "crossed", path: "", query: `&step=${Object.values(STEP).join("/")}`, ready: live },
  {
    name: "class-results",
    who: "teacher",
    path: "/results",
    ready: (page) => page.locator("[data-testid=results][data-ready=true]").waitFor(),
  },
  {
    name: "class-lessons",
    who: "teacher",
    path: "/lessons",
    ready: (page) => page.locator("[data-testid=authoring][data-ready=true]").waitFor(),
  },
  { name: "class-join", path: "", hash: "student", ready: (page) => page.getByRole("textbox").waitFor() },
  {
    name: "class-embed",
    path: "/embed",
    hash: "embed",
    ready: (page) => page.locator("[data-testid=embed][data-phase=live]").waitFor(),
  },
  {
    name: "class-door",
    who: "teacher",
    path: "",
    async ready(page) {
      await live(page);
      await page.getByTestId("waiting-badge").click();
    },
  },
  { name: "class-links", who: "teacher", path: "", ready: dialog("settings", "links") },
  { name: "class-settings", who: "teacher", path: "", ready: dialog("settings", "room") },
  { name: "class-people", who: "teacher", path: "", ready: dialog("settings", "people") },
  { name: "class-you", who: "crossed", path: "", ready: dialog("you") },
  {
    name: "class-crossing",
    who: "crossed",
    path: "",
    async ready(page, scene) {
      await live(page);
      await scene.cross();
      await page.locator("[data-sonner-toast]").first().waitFor();
    },
  },
  { name: "class-waiting", who: "waiting", path: "", ready: (page) => page.getByTestId("waiting").waitFor() },
];
