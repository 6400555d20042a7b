/** Images that use up memory on purpose. Simplified: memory is taken at once, CPU is not counted. */
import type { ImageModel, LaunchContext, Program } from "./ImageModel.ts";

const UNITS: { readonly [unit: string]: number } = { "": 1, B: 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** `stress --vm N --vm-bytes SIZE`: killed by the kernel when its workers take more than the container may use. */
function stress({ command, args, memoryLimit }: LaunchContext): Program {
  const words = [...command, ...args];
  const option = (...names: readonly string[]): string | undefined => {
    const at = words.findIndex((word) => names.includes(word));
    return at < 0 ? undefined : words[at + 1];
  };
  const workers = Number(option("--vm", "-m") ?? 0);
  const [, number = "256", unit = "M"] = /^(\d+)([BKMG]?)$/i.exec(option("--vm-bytes") ?? "") ?? [];
  const memory = workers * Number(number) * (UNITS[unit.toUpperCase()] ?? 1);
  const logs = [
    `stress: info: [1] dispatching hogs: ${option("--cpu", "-c") ?? 0} cpu, ${option("--io", "-i") ?? 0} io, ${workers} vm, 0 hdd`,
  ];
  if (memoryLimit !== undefined && memory > memoryLimit)
    return { listens: [], logs, steps: [{ after: 200, exit: 137, reason: "OOMKilled" }], onTerm: "ignored" };
  return { listens: [], logs, onTerm: { exit: 143, after: 20 } };
}

export const loadImages: { readonly [repository: string]: ImageModel } = {
  "docker.io/polinux/stress": { size: 4_041_495, start: stress },
};
