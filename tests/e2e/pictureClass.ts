/** A class for pictures: a namespace each, people at the door, faults, somebody crossed by what another did. */
import type { Page } from "playwright-core";
import { type FaultRequest, faultRequest, killRequest } from "../../components/faults/faultRequests.ts";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import type { RoomSnapshot } from "../../components/client/RoomSnapshot.ts";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { createRoom, joinRoom } from "../support/rooms/serverProcess.ts";

export interface PictureClass {
  readonly id: string;
  readonly cookie: { readonly teacher: string; readonly crossed: string; readonly waiting: string };
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
  let crossed = 0;
  return {
    id: room.id,
    cookie: { teacher: room.cookie, crossed: juno.cookie, waiting },
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
  readonly who: keyof PictureClass["cookie"];
  readonly path: string;
  /** What is done before the picture. */
  ready(page: Page, scene: PictureClass): Promise<void>;
}

const live = (page: Page): Promise<void> => page.locator("[data-testid=room][data-phase=live]").waitFor();
const monitor = (page: Page): Promise<void> => page.locator("[data-testid=monitor][data-phase=live]").waitFor();
/** Dialogs open on an event whatever the language. */
const open = async (page: Page, what: string, detail?: string): Promise<void> => {
  await live(page);
  await page.waitForTimeout(500);
  await page.evaluate(
    ([event, tab]) => dispatchEvent(new CustomEvent(`podroom:${event}`, { detail: tab })),
    [what, detail],
  );
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
    async ready(page) {
      await monitor(page);
      await page
        .getByRole("button", { name: /장애 일으키기…|Break something…/ })
        .last()
        .click();
      await page.getByRole("dialog").waitFor();
    },
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
  { name: "class-links", who: "teacher", path: "", ready: (page) => open(page, "settings", "links") },
  { name: "class-settings", who: "teacher", path: "", ready: (page) => open(page, "settings", "room") },
  { name: "class-people", who: "teacher", path: "", ready: (page) => open(page, "settings", "people") },
  { name: "class-you", who: "crossed", path: "", ready: (page) => open(page, "you") },
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
