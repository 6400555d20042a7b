/** The near end of a process of clients, see clientPart.ts. */
import type { ChildProcess } from "node:child_process";
import type { Room } from "../server/rooms/Room.ts";
import type { Role } from "../server/protocol/messages.ts";
import { identityCookie } from "../server/transport/cookies.ts";
import type { ClientOptions, ClientOrder, ClientReport } from "./clientPart.ts";
import { startPart } from "./isolation.ts";

type Counted = Extract<ClientReport, { report: "counted" }>;

export class Clients {
  private constructor(private readonly child: ChildProcess) {}

  /** Resolves when all are connected and, in a room, hold its state. */
  static async start(options: ClientOptions): Promise<Clients> {
    const clients = new Clients(startPart("clients", options));
    await clients.next("ready");
    return clients;
  }

  async count(): Promise<void> {
    await this.tell({ order: "count" }, "counting");
  }

  counted(): Promise<Counted> {
    return this.tell({ order: "report" }, "counted");
  }

  async roundTrips(order: Omit<Extract<ClientOrder, { order: "round-trips" }>, "order">): Promise<readonly number[]> {
    const { microseconds } = await this.tell({ order: "round-trips", ...order }, "round-trips");
    return microseconds;
  }

  async end(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.send({ order: "end" });
    await gone;
  }

  private tell<T extends ClientReport["report"]>(order: ClientOrder, answer: T): Promise<ReportOf<T>> {
    this.child.send(order);
    return this.next(answer);
  }

  private next<T extends ClientReport["report"]>(report: T): Promise<ReportOf<T>> {
    return new Promise((resolve, reject) => {
      const gone = (code: number | null): void => reject(new Error(`the clients ended with ${code}`));
      this.child.once("exit", gone);
      const listen = (message: ClientReport): void => {
        if (message.report !== report) return;
        this.child.off("message", listen);
        this.child.off("exit", gone);
        resolve(message as ReportOf<T>);
      };
      this.child.on("message", listen);
    });
  }
}

type ReportOf<T extends ClientReport["report"]> = Extract<ClientReport, { report: T }>;

/** Cookies of so many new people of a room. */
export async function newPeople(room: Room, role: Role, count: number): Promise<readonly string[]> {
  const cookies: string[] = [];
  const known = room.people.list().length;
  for (let index = 0; index < count; index++) {
    const { person, secret } = await room.people.add(role, `${role} ${known + index}`);
    cookies.push(identityCookie(room.id, { personId: person.id, secret }, false).split(";", 1)[0] as string);
  }
  return cookies;
}
