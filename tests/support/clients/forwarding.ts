/** A running `kubectl port-forward` or `kubectl proxy`: where it listens, once it does. */
import type { Kubectl, KubectlResult } from "../realKubectl.ts";
import { until } from "../rooms/localServer.ts";

export interface Forwarding {
  /** `http://127.0.0.1:40123`, one for each forwarded port, in order. */
  readonly urls: readonly string[];
  stop(): Promise<KubectlResult>;
  readonly ended: Promise<KubectlResult>;
}

export async function startForwarding(kubectl: Kubectl, args: readonly string[], ports = 1): Promise<Forwarding> {
  const running = kubectl.start(args);
  const found = (): string[] =>
    [...running.said().matchAll(/(?:Forwarding from 127\.0\.0\.1:|Starting to serve on 127\.0\.0\.1:)(\d+)/g)].map(
      ([, port]) => `http://127.0.0.1:${port}`,
    );
  let over: KubectlResult | undefined;
  void running.ended.then((result) => {
    over = result;
  });
  await until(() => found().length >= ports || over !== undefined, "kubectl forwards", 20_000);
  if (over) throw new Error(`kubectl ${args.join(" ")} ended with ${over.code}: ${over.stdout}${over.stderr}`);
  return {
    urls: found(),
    ended: running.ended,
    stop() {
      running.stop();
      return running.ended;
    },
  };
}
