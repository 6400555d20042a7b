/** /proc, /sys/fs/cgroup and /dev, worked out when somebody reads. */
import { type FileEntry, StaticTree } from "./FileTree.ts";
import type { Surroundings } from "./Command.ts";
import type { MachineState } from "./Process.ts";
import type { Mount } from "./Files.ts";

const device: FileEntry = { type: "c", mode: 0o666 };
const dev = new StaticTree(
  Object.fromEntries(
    ["null", "zero", "full", "random", "urandom", "tty", "stdin", "stdout", "stderr", "ptmx"].map((name) => [
      `/${name}`,
      device,
    ]),
  ),
);

export function kernelMounts(
  facts: () => { readonly around: Surroundings; readonly state: MachineState },
): readonly Mount[] {
  // Directories of processes come and go: made anew each time.
  const proc = {
    readOnly: true,
    get: (path: string) => procTree(facts()).get(path),
    names: (path: string) => procTree(facts()).names(path),
  };
  const cgroup = {
    readOnly: true,
    get: (path: string) => cgroupTree(facts()).get(path),
    names: (path: string) => cgroupTree(facts()).names(path),
  };
  return [
    { path: "/proc", tree: proc, device: "proc", type: "proc", readOnly: false },
    { path: "/dev", tree: dev, device: "tmpfs", type: "tmpfs", readOnly: false },
    { path: "/sys/fs/cgroup", tree: cgroup, device: "cgroup", type: "cgroup2", readOnly: true },
  ];
}

function procTree({ around, state }: { readonly around: Surroundings; readonly state: MachineState }): StaticTree {
  const files: { [path: string]: string | FileEntry } = {};
  const { node } = around;
  const kilobytes = (bytes: number): string => `${String(Math.round(bytes / 1024)).padStart(11)} kB`;
  const used = around.cgroup().memory + 700 * 2 ** 20;
  files["/meminfo"] =
    `MemTotal:   ${kilobytes(node.memory)}\nMemFree:    ${kilobytes(Math.max(0, node.memory - used))}\nMemAvailable:${kilobytes(Math.max(0, node.memory - used))}\nBuffers:    ${kilobytes(50 * 2 ** 20)}\nCached:     ${kilobytes(2 ** 30)}\nSwapTotal:  ${kilobytes(0)}\nSwapFree:   ${kilobytes(0)}\n`;
  files["/cpuinfo"] = Array.from(
    { length: node.cores },
    (_, index) => `processor\t: ${index}\nmodel name\t: Podroom virtual CPU\ncpu MHz\t\t: 2400.000\n`,
  ).join("\n");
  files["/loadavg"] = "0.08 0.05 0.01 1/120 1\n";
  files["/uptime"] = `${Math.floor(around.now / 1000) % 1_000_000}.00 0.00\n`;
  files["/version"] = "Linux version 6.1.0-podroom (podroom@build) #1 SMP\n";
  files["/mounts"] = [...around.files.mounts]
    .reverse()
    .map(({ device: name, path, type, readOnly }) => `${name} ${path} ${type} ${readOnly ? "ro" : "rw"},relatime 0 0\n`)
    .join("");
  files["/self"] = { type: "l", data: "1" };
  for (const process of Object.values(state.processes)) {
    if (process.exit !== undefined) continue;
    const at = `/${process.pid}`;
    files[`${at}/cmdline`] = process.argv.map((word) => `${word}\0`).join("");
    files[`${at}/environ`] = Object.keys(process.env)
      .map((name) => `${name}=${process.env[name]}\0`)
      .join("");
    files[`${at}/comm`] = `${(process.argv[0] ?? "").split("/").pop()?.slice(0, 15)}\n`;
    files[`${at}/status`] =
      `Name:\t${(process.argv[0] ?? "").split("/").pop()}\nState:\t${process.cores ? "R (running)" : "S (sleeping)"}\nPid:\t${process.pid}\nPPid:\t${process.ppid}\nVmRSS:\t${kilobytes(process.memory ?? 1_638_400)}\n`;
    files[`${at}/cgroup`] = "0::/\n";
    files[`${at}/cwd`] = { type: "l", data: process.cwd };
    for (const fd of ["0", "1", "2"]) files[`${at}/fd/${fd}`] = device;
  }
  return new StaticTree(files, { mtime: around.now, mode: 0o444 });
}

function cgroupTree({ around, state }: { readonly around: Surroundings; readonly state: MachineState }): StaticTree {
  const { used, throttled, throttledMs, memory } = around.cgroup();
  const { cpuLimit, memoryLimit } = around;
  const periods = Math.max(throttled, Math.floor(used / 100));
  return new StaticTree(
    {
      "/cpu.max": cpuLimit === undefined ? "max 100000\n" : `${Math.round(cpuLimit * 100_000)} 100000\n`,
      "/cpu.stat": `usage_usec ${Math.round(used * 1000)}\nuser_usec ${Math.round(used * 900)}\nsystem_usec ${Math.round(used * 100)}\nnr_periods ${cpuLimit === undefined ? 0 : periods}\nnr_throttled ${throttled}\nthrottled_usec ${Math.round(throttledMs * 1000)}\n`,
      "/memory.max": memoryLimit === undefined ? "max\n" : `${memoryLimit}\n`,
      "/memory.current": `${Math.round(memory)}\n`,
      "/memory.peak": `${Math.round(memory)}\n`,
      "/memory.events": "low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\n",
      "/pids.current": `${Object.keys(state.processes).length}\n`,
      "/pids.max": "max\n",
      "/cgroup.procs": Object.keys(state.processes)
        .map((pid) => `${pid}\n`)
        .join(""),
      "/cgroup.controllers": "cpuset cpu io memory hugetlb pids rdma\n",
    },
    { mtime: around.now, mode: 0o444 },
  );
}
