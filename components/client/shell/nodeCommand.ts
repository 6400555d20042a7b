/** A command run on a node of the cluster, from its start to its end, over the room's socket. */
import type { ShellAnswer } from "../../../server/protocol/terminal/ShellAnswer.ts";
import type { RoomConnection } from "../RoomConnection.ts";

/** How soon output is asked for again, ms. */
const INTERVAL_MS = 150;

export interface NodeOutput {
  stdout(text: string): void;
  stderr(text: string): void;
  readonly signal: AbortSignal;
}

/** `message`: why it was refused. */
type Answer = ShellAnswer & { readonly message?: string };

/** The exit code; 130 when it was ended by the signal. */
export async function nodeCommand(
  connection: Pick<RoomConnection, "request">,
  { node, command, typedBy }: { readonly node: string; readonly command: readonly string[]; readonly typedBy?: string },
  out: NodeOutput,
): Promise<number> {
  const path = `/api/v1/nodes/${node}/shell`;
  const typed = typedBy === undefined ? {} : { typedBy };
  const post = async (body: object): Promise<Answer> =>
    (await connection.request("POST", path, { ...typed, contentType: "application/json", body: JSON.stringify(body) }))
      .body as Answer;
  let answer = await post({ op: "start", command, tty: false, stdin: false });
  const { session } = answer;
  for (let next = 0; ; ) {
    for (const [channel, data] of answer.output ?? []) (channel === 1 ? out.stdout : out.stderr)(textOf(data));
    next = answer.next ?? next;
    if (answer.exit !== undefined || session === undefined) break;
    if (out.signal.aborted) {
      await post({ op: "signal", signal: "INT", session, from: next });
      await post({ op: "close", session });
      return 130;
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
    answer = (await connection.request("GET", `${path}?session=${session}&from=${next}`)).body as Answer;
  }
  const problem = answer.failure ?? (session === undefined ? answer.message : undefined);
  if (problem !== undefined) out.stderr(`${problem}\n`);
  if (session !== undefined) await post({ op: "close", session }).catch(() => undefined);
  return answer.exit ?? 126;
}

/** Output comes as Latin characters that stand for bytes. */
const textOf = (data: string): string => new TextDecoder().decode(Uint8Array.from(data, (char) => char.charCodeAt(0)));
