/** Commands that cannot do here what they do elsewhere, and say why. */
import type { Command } from "../machine/Command.ts";
import { err, fail, joinLines, out } from "./kit.ts";

const refused =
  (text: string): Command =>
  (context) =>
    fail(context, text);

const OFFLINE_APT = "Temporary failure resolving 'deb.debian.org'";

const apt: Command = (context) => {
  const [verb, ...names] = context.args.filter((arg) => !arg.startsWith("-"));
  if (verb === "update") {
    out(
      context,
      "Ign:1 http://deb.debian.org/debian stable InRelease\nErr:1 http://deb.debian.org/debian stable InRelease\n  Temporary failure resolving 'deb.debian.org'\nReading package lists...\n",
    );
    err(
      context,
      `W: Failed to fetch http://deb.debian.org/debian/dists/stable/InRelease  ${OFFLINE_APT}\nW: Some index files failed to download. They have been ignored, or old ones used instead.\n`,
    );
    return 0;
  }
  if (verb === "install") {
    out(context, "Reading package lists...\nBuilding dependency tree...\n");
    err(context, joinLines(names.map((name) => `E: Unable to locate package ${name}`)));
    return 100;
  }
  out(context, "apt 2.6.1 (amd64)\n");
  return 0;
};

const apk: Command = (context) => {
  const [verb, ...names] = context.args.filter((arg) => !arg.startsWith("-"));
  if (verb !== "add" && verb !== "update") return 0;
  for (const repository of ["main", "community"])
    err(
      context,
      `WARNING: updating and opening https://dl-cdn.alpinelinux.org/alpine/v3.20/${repository}: temporary error (try again later)\n`,
    );
  if (verb === "update") {
    err(context, "4 unavailable, 0 stale; 14 distinct packages available\n");
    return 4;
  }
  err(
    context,
    `ERROR: unable to select packages:\n${joinLines(names.map((name) => `  ${name} (no such package):\n    required by: world[${name}]`))}`,
  );
  return names.length;
};

export const ABSENT_COMMANDS: { readonly [name: string]: Command } = {
  vi: refused("Podroom's terminal has no full-screen editor: write files with cat > file, echo or sed -i"),
  vim: refused("Podroom's terminal has no full-screen editor: write files with cat > file, echo or sed -i"),
  nano: refused("Podroom's terminal has no full-screen editor: write files with cat > file, echo or sed -i"),
  apt,
  "apt-get": apt,
  apk,
  yum: refused("Could not resolve host: mirrors.podroom.internal"),
  dnf: refused("Could not resolve host: mirrors.podroom.internal"),
  pip: refused("Could not fetch URL https://pypi.org/simple/: connection error (Podroom has no internet)"),
  npm: refused("network request failed: getaddrinfo EAI_AGAIN (Podroom has no internet)"),
  reboot: refused("Operation not permitted"),
  poweroff: refused("Operation not permitted"),
  dmesg: refused("read kernel buffer failed: Operation not permitted"),
  crontab: refused("must be suid to work properly"),
};
