/** The files images come with: programs by distribution, and what people look at in /etc. Shared by all containers of an image. */
import { type FileEntry, StaticTree } from "../machine/FileTree.ts";
import { BINARY } from "../shell/paths.ts";

export type ImageBase = "busybox" | "alpine" | "debian" | "ubuntu" | "bare";

export interface ImageFiles {
  readonly base: ImageBase;
  /** Programs beyond those of the base: `curl`, or `curl=quiet` where another command stands for it. */
  readonly programs?: readonly string[];
  /** Contents by path. */
  readonly files?: { readonly [path: string]: string };
}

const APPLETS =
  "ash awk base64 basename cat chgrp chmod chown clear cp cut date dd df diff dirname du echo egrep env expr fallocate false fgrep find free grep head hexdump host hostname httpd id ifconfig ip kill killall less ln ls md5sum mkdir mktemp more mount mv nc netstat nice nl nohup nproc nslookup od pgrep pidof ping pkill printenv printf ps pwd readlink realpath reboot reset rev rm rmdir sed seq setsid sh sleep sort stat strings stty sync tac tail tar tee telnet test time timeout top touch tr true truncate tty umount uname uniq uptime vi watch wc wget which whoami xargs xxd yes [";
const COREUTILS =
  "apt apt-get bash basename base64 cat chgrp chmod chown clear cp cut date dash dd df diff dirname du echo env expr fallocate false find getent grep egrep fgrep head hostname id kill ln ls mkdir mktemp more mount mv nice nl nohup nproc od printenv printf pwd readlink realpath rev rm rmdir sed seq setsid sh sleep sort stat stty sync tac tail tar tee test timeout touch tr true truncate tty umount uname uniq wc which whoami xargs yes [ awk";
const PROCPS = "ps top free pgrep pkill uptime watch pidof";

const RELEASES: { readonly [base in ImageBase]: string } = {
  busybox: "",
  alpine: 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n',
  debian: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n',
  ubuntu: 'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\n',
  bare: "",
};

function programsOf(base: ImageBase): readonly string[] {
  switch (base) {
    case "busybox":
      return APPLETS.split(" ");
    case "alpine":
      return [...APPLETS.split(" "), "apk", "getent"];
    case "debian":
      return COREUTILS.split(" ");
    case "ubuntu":
      return [...COREUTILS.split(" "), ...PROCPS.split(" ")];
    case "bare":
      return [];
  }
}

const IN_BIN = new Set([
  "sh",
  "ash",
  "bash",
  "dash",
  "cat",
  "ls",
  "echo",
  "kill",
  "sleep",
  "ps",
  "pwd",
  "date",
  "mkdir",
  "rm",
  "mv",
  "cp",
  "ln",
  "chmod",
  "chown",
  "grep",
  "sed",
  "tar",
  "mount",
  "umount",
  "df",
  "hostname",
  "ping",
  "netstat",
  "uname",
  "stty",
  "true",
  "false",
  "touch",
  "dd",
  "sync",
]);
const trees = new Map<string, StaticTree>();

const binary = (name: string): FileEntry => ({
  type: "f",
  mode: 0o755,
  data: `${BINARY}${name}\n`,
  zeros: 120_000,
});

/** The tree of an image; the same object for the same image. `key` names it. */
export function imageTree(key: string, { base, programs = [], files = {} }: ImageFiles): StaticTree {
  const known = trees.get(key);
  if (known) return known;
  const all: { [path: string]: string | FileEntry } = {};
  const place = (name: string, command = name): void => {
    const directory = base === "busybox" || IN_BIN.has(name) ? "/bin" : "/usr/bin";
    all[name.startsWith("/") ? name : `${directory}/${name}`] = binary(command);
  };
  for (const name of programsOf(base)) place(name, base === "debian" && name === "sh" ? "sh" : name);
  for (const program of programs) {
    const [name = "", command] = program.split("=");
    place(name, command ?? name.slice(name.lastIndexOf("/") + 1));
  }
  if (base !== "bare") {
    all["/etc/passwd"] = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n";
    all["/etc/group"] = "root:x:0:\nnogroup:x:65534:\n";
    for (const directory of ["/root", "/home", "/var/log", "/var/run", "/usr/local/bin", "/opt", "/mnt", "/srv"])
      all[directory] = { type: "d" };
    if (RELEASES[base] !== "") all["/etc/os-release"] = RELEASES[base];
    if (base === "alpine") all["/etc/alpine-release"] = "3.20.3\n";
    if (base === "debian") all["/etc/debian_version"] = "12.7\n";
  }
  all["/tmp"] = { type: "d", mode: 0o1777 };
  for (const path of Object.keys(files)) all[path] = files[path] as string;
  const tree = new StaticTree(all, { mtime: IMAGE_DATE });
  if (trees.size > 200) trees.clear();
  trees.set(key, tree);
  return tree;
}

/** When the images were made, for `ls -l`: 2026-09-01. */
const IMAGE_DATE = 1_788_220_800_000;

export const flavorOf = (base: ImageBase): "busybox" | "gnu" =>
  base === "busybox" || base === "alpine" ? "busybox" : "gnu";
