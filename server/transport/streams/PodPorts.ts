/** The ports of one pod as a client connected to it reaches them: HTTP to whichever process listens, through the room. */
import { createHash } from "node:crypto";
import type { ApiRequest, ApiResponse } from "../../simulation/api/ApiRequest.ts";
import type { ConnectionTarget, ForwardedResponse } from "../../simulation/podConnections.ts";
import type { Entrant } from "../ClusterDoor.ts";
import { HttpConversation, MOST_AHEAD } from "./http1/HttpConversation.ts";
import type { HttpMessage } from "./http1/RequestReader.ts";

/** One TCP connection. `end` of the sink is called once, unless the client drops it first. */
export interface PortConnection {
  receive(bytes: Uint8Array): void;
  endInput(): void;
  drop(): void;
}

export interface PortSink {
  send(bytes: Uint8Array): void;
  /** The server hung up; or with a text: the connection could not be made. */
  end(problem?: string): void;
}

export class PodPorts {
  /** `path`: of the pod's portforward subresource, without a query. */
  constructor(
    private readonly entrant: Entrant,
    private readonly path: string,
    private readonly target: ConnectionTarget,
  ) {}

  open(port: number, sink: PortSink): PortConnection {
    const early: Uint8Array[] = [];
    let earlyBytes = 0;
    let endedEarly = false;
    let dropped = false;
    let conversation: HttpConversation | undefined;
    const begin = (listening: boolean): void => {
      if (dropped) return;
      if (!listening) return sink.end(this.refusal(port));
      conversation = new HttpConversation({
        ask: (message) => this.ask(port, message),
        send: (bytes) => sink.send(bytes),
        onEnd: () => sink.end(),
      });
      for (const bytes of early.splice(0)) conversation.receive(bytes);
      if (endedEarly) conversation.endInput();
    };
    this.listens(port).then(begin, () => begin(false));
    return {
      receive: (bytes) => {
        if (conversation) conversation.receive(bytes);
        else if ((earlyBytes += bytes.length) <= MOST_AHEAD) early.push(bytes);
      },
      endInput: () => {
        if (conversation) conversation.endInput();
        else endedEarly = true;
      },
      drop: () => {
        dropped = true;
        conversation?.drop();
      },
    };
  }

  private async listens(port: number): Promise<boolean> {
    const { status, body } = await this.request(port, { method: "POST", upgrade: true });
    return status === 101 && (body as ConnectionTarget).listening === true;
  }

  private async ask(port: number, message: HttpMessage) {
    const { method, headers } = message;
    const path = message.target.replace(/^https?:\/\/[^/]*/i, "") || "/";
    const forwarded = JSON.stringify({ method, path, headers, body: message.body.toString("utf8") });
    const { status, body } = await this.request(port, {
      method: "POST",
      contentType: "application/json",
      body: forwarded,
    });
    return status === 200 ? (body as ForwardedResponse).response : undefined;
  }

  private request(
    port: number,
    rest: Pick<ApiRequest, "method" | "contentType" | "body" | "upgrade">,
  ): Promise<ApiResponse> {
    const { door, user, who } = this.entrant;
    return door.request({ path: `${this.path}/${port}?uid=${this.target.uid}`, user, ...rest }, who);
  }

  /** As the node's container runtime words it. */
  private refusal(port: number): string {
    const sandbox = createHash("sha256").update(this.target.uid).digest("hex");
    const netns = sandbox.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
    return (
      `error forwarding port ${port} to pod ${sandbox}, uid : failed to execute portforward in network namespace ` +
      `"/var/run/netns/cni-${netns}": failed to connect to localhost:${port} inside namespace "${sandbox}", ` +
      `IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused ` +
      `IPv6 dial tcp6 [::1]:${port}: connect: connection refused`
    );
  }
}
