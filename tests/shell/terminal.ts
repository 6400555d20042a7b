/** Shells on clusters in memory: a terminal, a command, and time between. */
import {
  openShell,
  type ShellEnd,
  type ShellOptions,
  type ShellSession,
  type ShellTarget,
} from "../../server/shell/ShellSession.ts";
import type { Cluster } from "../../server/simulation/cluster.ts";
import { ADMIN, pass } from "../support/clusters.ts";

export interface Terminal {
  readonly session: ShellSession;
  text(): string;
  errors(): string;
  end(): ShellEnd | undefined;
  type(text: string): Promise<void>;
}

/** Lets what was asked be answered; no time passes in the cluster. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}

/** Until the client has fetched again what is going on. */
const fetched = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

export const container = (pod: string, name = ""): ShellTarget => ({
  kind: "container",
  namespace: "default",
  pod,
  container: name,
});

export async function open(
  cluster: Cluster,
  target: ShellTarget,
  command: readonly string[],
  more: Partial<ShellOptions> = {},
): Promise<Terminal> {
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const texts = { stdout: "", stderr: "" };
  let end: ShellEnd | undefined;
  const session = openShell(
    { user: ADMIN, request: async (request) => cluster.apply({ type: "request", request }, 1) },
    {
      target,
      command,
      tty: false,
      stdin: false,
      onOutput: (channel, data) => {
        texts[channel] += decoders[channel].decode(data, { stream: true });
      },
      onExit: (value) => {
        end = value;
      },
      ...more,
    },
  );
  await settled();
  return {
    session,
    text: () => texts.stdout,
    errors: () => texts.stderr,
    end: () => end,
    type: async (text) => {
      session.write(new TextEncoder().encode(text));
      await settled();
    },
  };
}

/** A script's output, errors and end; `seconds` of cluster time pass while it runs. */
export async function script(
  cluster: Cluster,
  target: ShellTarget,
  text: string,
  seconds = 0,
): Promise<{ out: string; err: string; end: ShellEnd | undefined }> {
  const terminal = await open(cluster, target, ["sh", "-c", text]);
  if (seconds > 0) {
    pass(cluster, seconds);
    await fetched();
  }
  terminal.session.close();
  await settled();
  return { out: terminal.text(), err: terminal.errors(), end: terminal.end() };
}
