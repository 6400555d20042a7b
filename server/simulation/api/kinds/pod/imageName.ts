/**
 * Reading image names: `registry/path:tag@digest`.
 * Models distribution/reference and kubernetes pkg/util/parsers.
 */

export interface ImageName {
  /** Registry host, `docker.io` when the name has none. */
  readonly registry: string;
  /** Path in the registry, `library/nginx` for `nginx`. */
  readonly repository: string;
  /** `latest` when the name has neither tag nor digest; "" when it has a digest only. */
  readonly tag: string;
  readonly digest: string;
}

const PATH_PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const DOMAIN_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const domainPattern = new RegExp(`^(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const remainderPattern = new RegExp(
  `^(${PATH_PART}(?:/${PATH_PART})*)(?::([\\w][\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);
const digestPattern = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;

/** The parts of an image name; undefined when it is none. */
export function parseImageName(image: string): ImageName | undefined {
  if (/^[a-f0-9]{64}$/.test(image)) return undefined;
  const slash = image.indexOf("/");
  const first = slash < 0 ? "" : image.slice(0, slash);
  const hasDomain = slash >= 0 && (/[.:]/.test(first) || first === "localhost" || first.toLowerCase() !== first);
  const registry = hasDomain ? first : "docker.io";
  let remainder = hasDomain ? image.slice(slash + 1) : image;
  if (!hasDomain && slash < 0) remainder = `library/${remainder}`;
  const match = remainderPattern.exec(remainder);
  if (!match || !domainPattern.test(registry)) return undefined;
  const [, repository = "", tag = "", digest = ""] = match;
  if (registry.length + repository.length + 1 > 255) return undefined;
  if (digest !== "" && !digestPattern.test(digest)) return undefined;
  return { registry, repository, tag: tag === "" && digest === "" ? "latest" : tag, digest };
}

/** The pull policy an image gets when none is given. */
export function defaultPullPolicy(image: string | undefined): "Always" | "IfNotPresent" {
  return parseImageName(image ?? "")?.tag === "latest" ? "Always" : "IfNotPresent";
}
