/**
 * The simulated registry: which image names exist, how large they are, what they run.
 *
 * A well-formed name nobody has modelled is there too and runs as a quiet server that says so in its log. What is mistyped
 * fails as it would: a modelled repository has only tags that look like its real ones, and a name that is nearly one of
 * Docker's own library is no image.
 */
import { controlPlaneImages } from "./controlPlane.ts";
import { courseImages } from "./course.ts";
import type { Store } from "../../store/Store.ts";
import type { ImageFiles } from "./fileSystems.ts";
import type { ImageModel } from "./ImageModel.ts";
import { loadImages } from "./load.ts";
import { customImage, ImageDescriptionProblem } from "./customImages.ts";
import { isMistyped } from "./mistyped.ts";
import { databaseImages } from "./databases.ts";
import { otherServers, serverImages } from "./servers.ts";
import { shellImage } from "./shell.ts";
import { toolImages } from "./tools.ts";

const busybox = shellImage(2_223_686, { base: "busybox" });

const LIBRARY: { readonly [repository: string]: ImageModel } = {
  ...Object.fromEntries(Object.entries(serverImages).map(([name, model]) => [`docker.io/library/${name}`, model])),
  ...Object.fromEntries(
    ["kubetm", "tmkube"].flatMap((owner) =>
      Object.entries(courseImages).map(([name, model]) => [`docker.io/${owner}/${name}`, model]),
    ),
  ),
  ...Object.fromEntries(Object.entries(databaseImages).map(([name, model]) => [`docker.io/library/${name}`, model])),
  ...otherServers,
  ...toolImages,
  ...loadImages,
  ...controlPlaneImages,
  "docker.io/library/busybox": busybox,
  "registry.k8s.io/busybox": busybox,
  "registry.k8s.io/e2e-test-images/busybox": busybox,
  "docker.io/library/alpine": shellImage(3_800_000, { base: "alpine" }),
  "docker.io/library/ubuntu": shellImage(29_700_000, { base: "ubuntu" }),
  "docker.io/library/debian": shellImage(48_500_000, { base: "debian" }),
  "docker.io/library/bash": shellImage(6_200_000, { base: "alpine", programs: ["bash"] }),
  "registry.k8s.io/pause": {
    size: 320_368,
    user: 65_535,
    files: { base: "bare" },
    argv: ["/pause"],
    start: () => ({ listens: [], logs: [], onTerm: { exit: 0, after: 10 } }),
  },
};

const DOCKERS = "docker.io/library/";
const DOCKERS_OWN: readonly string[] = Object.keys(LIBRARY)
  .filter((repository) => repository.startsWith(DOCKERS))
  .map((repository) => repository.slice(DOCKERS.length));

/** An image nobody has described: a Debian with a few tools. */
export const DEFAULT_FILES: ImageFiles = {
  base: "debian",
  programs: ["curl", "wget", "ps", "top", "free", "ping", "nslookup", "nc", "ss", "netstat", "ip"],
};

/** Whom images nobody knows run as: not root, so that a policy is no obstacle where it need not be. */
const SOMEBODY = 65_532;

const quietServer: ImageModel = {
  size: 50_000_000,
  user: SOMEBODY,
  start: (context) => ({
    listens: [],
    logs: [`podroom: no model of ${context.image}; it runs as a quiet server (simplified)`],
    onTerm: { exit: 0, after: 50 },
  }),
};

const TAG =
  /^(?:latest|stable|mainline|edge|perl|slim|alpine|musl|glibc|uclibc|bookworm|trixie|noble|jammy|v?\d+(?:\.\d+)*)(?:[-.][\w.-]+)?$/;
const REFERENCE =
  /^(?:(?:[a-z0-9.-]+(?::\d+)?)\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/;

export interface ResolvedImage {
  /** With registry and tag: `docker.io/library/nginx:latest`. */
  readonly name: string;
  readonly model: ImageModel;
  /** `user:password` that its registry wants. */
  readonly login?: string;
}

export type ImageProblem = {
  /** `nobody`: there is no such repository. */
  readonly problem: "invalid" | "missing" | "nobody" | "described";
  readonly name: string;
  /** What is wrong with the room's own description of it. */
  readonly message?: string;
};

/** Names met lately, by what they were written as. */
const fullNames = new Map<string, string>();
const MOST_NAMES = 1000;

/** The full name of an image as a container runtime writes it; undefined when the text is no image name. */
export function fullImageName(image: string): string | undefined {
  const known = fullNames.get(image);
  if (known !== undefined) return known;
  const name = readImageName(image);
  if (fullNames.size >= MOST_NAMES) fullNames.clear();
  if (name !== undefined) fullNames.set(image, name);
  return name;
}

function readImageName(image: string): string | undefined {
  if (!REFERENCE.test(image)) return undefined;
  const first = image.split("/")[0] ?? "";
  const hasRegistry = image.includes("/") && /[.:]|^localhost$/.test(first);
  const path = hasRegistry ? image : image.includes("/") ? `docker.io/${image}` : `docker.io/library/${image}`;
  const tail = path.slice(path.lastIndexOf("/") + 1);
  return tail.includes(":") || path.includes("@") ? path : `${path}:latest`;
}

/** What an image name stands for in the simulated registry. */
export function resolveImage(image: string, store: Store): ResolvedImage | ImageProblem {
  const name = fullImageName(image);
  if (name === undefined) return { problem: "invalid", name: image };
  const [repository = "", tag = ""] = [name.slice(0, name.lastIndexOf(":")), name.slice(name.lastIndexOf(":") + 1)];
  const model = Object.hasOwn(LIBRARY, repository) ? LIBRARY[repository] : undefined;
  if (model && !name.includes("@") && !TAG.test(tag)) return { problem: "missing", name };
  if (!model) {
    const own = customImage(store, repository);
    if (own instanceof ImageDescriptionProblem) return { problem: "described", name, message: own.message };
    if (own)
      return own.tags.length > 0 && !own.tags.includes(tag)
        ? { problem: "missing", name }
        : { name, model: { user: SOMEBODY, ...own.model }, ...(own.login ? { login: own.login } : {}) };
    if (repository.startsWith(DOCKERS) && isMistyped(repository.slice(DOCKERS.length), DOCKERS_OWN))
      return { problem: "nobody", name };
  }
  return { name, model: model ?? quietServer };
}
