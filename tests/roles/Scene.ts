/** A room of one mode with everybody in it who may try something, and those who are not. */
import type { RoomMode } from "../../server/protocol/messages.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { askHttp, Wire } from "./doors.ts";

export type ActorKind = "instructor" | "student" | "viewer" | "nobody";

export interface Actor {
  readonly name: string;
  readonly kind: ActorKind;
  readonly id: string;
  readonly cookie: string;
  /** Their token for the Kubernetes API; undefined: they have none. */
  readonly token: string | undefined;
  readonly wire: Wire;
}

/** Where something of the cluster is asked. */
export interface Place {
  readonly cluster: string;
  readonly namespace: string;
}

export const POD = (name: string): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels: { app: name } },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [{ name: "web", image: "nginx", ports: [{ containerPort: 80 }] }],
  },
});
/** Cluster seconds a second while the pods start. */
const QUICK = 60;

export class Scene {
  readonly actors: Actor[] = [];
  private atDoor: Actor | undefined;
  /** Mina's, and another student's. */
  private readonly own = new Map<string, Place>();
  private made = 0;

  private constructor(
    readonly url: string,
    readonly mode: RoomMode,
    readonly room: CreatedRoom,
    /** The student whose things others try to reach. */
    public juno: Actor,
  ) {}

  static async open(url: string, mode: RoomMode): Promise<Scene> {
    const room = await createRoom(url, { mode });
    const scene = new Scene(url, mode, room, undefined as never);
    const maker = await scene.actor("maker", "instructor", room.cookie, room.clusterUrl);
    const removed = await scene.join("removed", "nobody", room.token.student);
    const cutOff = await scene.join("cut off", "nobody", room.token.student);
    const admin = scene.rest(maker);
    await admin("DELETE", `/people/${removed.id}`);
    const renewed = JSON.parse((await admin("POST", "/links/student", {})).text) as { link: string };
    const student = renewed.link.split("#k=")[1] as string;
    const mina = await scene.join("student", "student", student);
    scene.juno = await scene.join("Juno", "student", student);
    const co = await scene.join("co-instructor", "instructor", room.token.instructor);
    const viewer = await scene.join("viewer", "viewer", room.token.viewer);
    const elsewhere = await createRoom(url);
    // Whose cookie and token of another room are shown here.
    const [, identity = ""] = elsewhere.cookie.split("=");
    const stranger = await scene.actor(
      "another room's",
      "nobody",
      `podroom-${room.id}=${identity}`,
      elsewhere.clusterUrl,
    );
    const outsider = await scene.actor("outsider", "nobody", "", undefined);
    await maker.wire.join(room.id);
    await maker.wire.ask({ type: "act", action: { type: "waiting-room", on: true } });
    scene.atDoor = await scene.wait("at the door", student);
    scene.actors.push(maker, co, mina, viewer, outsider, removed, cutOff, stranger, scene.atDoor);
    await maker.wire.ask({ type: "clock", speed: QUICK });
    await scene.runPod(maker, scene.inRoom);
    await scene.runPod(maker, { ...scene.inRoom, namespace: "kube-system" }, "system");
    await askHttp(scene.cluster(maker, scene.inRoom, "/api/v1/namespaces/default/secrets"), {
      method: "POST",
      body: { apiVersion: "v1", kind: "Secret", metadata: { name: "answer" }, stringData: { to: "everything" } },
    });
    for (const person of [mina, scene.juno]) scene.own.set(person.id, await scene.placeOf(person));
    if (mode === "namespace-each")
      for (const person of [mina, scene.juno]) await scene.runPod(person, scene.ownOf(person));
    await maker.wire.ask({ type: "clock", speed: 1 });
    for (const { wire } of scene.actors) await wire.join(room.id);
    await scene.juno.wire.join(room.id);
    return scene;
  }

  get teacher(): Actor {
    return this.actors[0] as Actor;
  }

  /** The room's own cluster. */
  get inRoom(): Place {
    return { cluster: this.room.id, namespace: "default" };
  }

  /** What is somebody's own: for all but students the room's cluster. */
  ownOf({ id }: Actor): Place {
    return this.own.get(id) ?? this.inRoom;
  }

  /** What is another student's. */
  get others(): Place {
    return this.ownOf(this.juno);
  }

  name(prefix: string): string {
    return `${prefix}-${++this.made}`;
  }

  /** The Kubernetes API with an actor's token. */
  cluster({ token }: Actor, { cluster }: Place, path: string): string {
    return `${this.url}/clusters/${cluster}${token === undefined ? "" : `/t/${token}`}${path}`;
  }

  /** `/api/rooms/<room>…` with an actor's cookie. */
  rest({ cookie }: Pick<Actor, "cookie">, room = this.room.id) {
    return (
      method: string,
      path: string,
      body?: unknown,
    ): Promise<{ readonly status: number; readonly text: string }> =>
      askHttp(`${this.url}/api/rooms/${room}${path}`, { method, cookie, ...(body === undefined ? {} : { body }) });
  }

  /** Somebody new of an actor's kind, to be put out or forgotten; for whoever is nobody themselves. */
  async standIn(actor: Actor): Promise<Actor> {
    if (actor.kind === "nobody") return actor;
    const { person, secret } = await this.addPerson(actor.kind);
    return { ...actor, id: person, cookie: `podroom-${this.room.id}=${person}.${secret}` };
  }

  /** Whether it is who waits to be let in. */
  isAtDoor(actor: Actor): boolean {
    return actor === this.atDoor;
  }

  /** By a link of now, let in at once where people wait. */
  private async addPerson(kind: "instructor" | "student" | "viewer"): Promise<{ person: string; secret: string }> {
    const answer = await this.rest(this.teacher)("POST", `/links/${kind}`, { keep: true });
    const token = (JSON.parse(answer.text) as { link: string }).link.split("#k=")[1] as string;
    const { cookie } = await joinRoom(this.url, this.room.id, { token, nickname: this.name("stand-in") });
    const [person = "", secret = ""] = (cookie.split("=")[1] ?? "").split(".");
    await this.rest(this.teacher)("POST", "/waiting", { people: [person], letIn: true });
    return { person, secret };
  }

  private async wait(name: string, token: string): Promise<Actor> {
    const { status, cookie } = await joinRoom(this.url, this.room.id, { token, nickname: name });
    if (status !== 202) throw new Error(`${name} does not wait: ${status}`);
    return this.actor(name, "nobody", cookie, undefined);
  }

  private async join(name: string, kind: ActorKind, token: string): Promise<Actor> {
    const { status, cookie } = await joinRoom(this.url, this.room.id, { token, nickname: name });
    if (status !== 201) throw new Error(`${name} did not get in: ${status}`);
    const { text } = await this.rest({ cookie })("POST", "/kubeconfig");
    return this.actor(name, kind, cookie, /server: "([^"]*)"/.exec(text)?.[1]);
  }

  private async actor(name: string, kind: ActorKind, cookie: string, clusterUrl: string | undefined): Promise<Actor> {
    const id = /=(\w+)\./.exec(cookie)?.[1] ?? "";
    return { name, kind, id, cookie, token: clusterUrl?.split("/t/")[1], wire: new Wire(this.url, cookie) };
  }

  private async placeOf(person: Actor): Promise<Place> {
    if (this.mode === "shared") return this.inRoom;
    const { text } = await this.rest(person)("POST", "/cluster", {});
    const { cluster } = JSON.parse(text) as { cluster: string };
    if (this.mode === "cluster-each") return { cluster, namespace: "default" };
    const { text: list } = await askHttp(
      this.cluster(this.teacher, this.inRoom, `/api/v1/namespaces?labelSelector=podroom.io/owner=${person.id}`),
    );
    const { items } = JSON.parse(list) as { items: { metadata: { name: string } }[] };
    return { cluster, namespace: items[0]?.metadata.name as string };
  }

  private async runPod(actor: Actor, place: Place, name = "web"): Promise<void> {
    const pods = this.cluster(actor, place, `/api/v1/namespaces/${place.namespace}/pods`);
    await askHttp(pods, { method: "POST", body: POD(name) });
    for (let tries = 0; !(await askHttp(`${pods}/${name}`)).text.includes('"ready":true'); tries++) {
      if (tries > 500) throw new Error("the pod did not start");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  close(): void {
    for (const { wire } of [...this.actors, this.juno]) wire.close();
  }
}
