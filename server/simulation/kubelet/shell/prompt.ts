/** What a shell asks with. */
import { baseName } from "../machine/FileTree.ts";
import type { ShellPort } from "./ShellPort.ts";

export function promptOf({ state, process, machine, isBash }: ShellPort): string {
  if (state.buffer !== "") return "> ";
  const own = state.vars["PS1"] ?? process.env["PS1"];
  const home = process.env["HOME"];
  const at = process.cwd === home && home !== "/" ? "~" : process.cwd;
  const { hostname, flavor } = machine.around;
  const short = hostname.split(".")[0] ?? hostname;
  if (own !== undefined)
    return own
      .replaceAll("\\w", at)
      .replaceAll("\\W", baseName(at) || "/")
      .replaceAll("\\h", short)
      .replaceAll("\\u", "root")
      .replaceAll("\\$", "#");
  if (isBash) return `root@${short}:${at}# `;
  return flavor === "busybox" ? `${at} # ` : "# ";
}
