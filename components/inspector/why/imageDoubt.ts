/** What may be wrong with the name of an image. Pure. */
import { KNOWN_IMAGES } from "../../../server/protocol/knownImages.ts";
import { isNear } from "../../../server/protocol/nearWords.ts";
import { isSlip } from "../../words/isSlip.ts";

/** Owners all of whose images are known. */
const COURSES: ReadonlySet<string> = new Set(["kubetm", "tmkube"]);

export type ImageDoubt =
  /** Another name is near, as one knows it. */
  | { readonly what: "name"; readonly near: string }
  /** The name is right; the tag is not, and perhaps another is meant. */
  | { readonly what: "tag"; readonly repository: string; readonly tag: string; readonly near?: string }
  /** Names of images have no capital letters. */
  | { readonly what: "case"; readonly near: string };

/** `failed`: it could not be pulled. `used`: names with tags of images that run in the room. */
export function imageDoubt(image: string, failed: boolean, used: readonly string[] = []): ImageDoubt | undefined {
  const [repository, tag] = split(image);
  if (repository !== repository.toLowerCase()) return { what: "case", near: image.toLowerCase() };
  const others = [...used.map(split), ...KNOWN_IMAGES.map((name) => [name, "latest"] as const)];
  const same = others.filter(([name]) => name === repository);
  if (same.length === 0) {
    const near = others.find(([name]) => isNearName(repository, name, failed))?.[0];
    return near === undefined ? undefined : { what: "name", near };
  }
  if (!failed || tag === "" || same.some(([, known]) => known === tag)) return undefined;
  const near = same.find(([, known]) => isSlip(tag, known))?.[1];
  return { what: "tag", repository, tag, ...(near === undefined ? {} : { near }) };
}

/** One part is a slip. An image that could be pulled is doubted only where its owner has no other of that name: `kubetm/ap`. */
function isNearName(left: string, right: string, failed: boolean): boolean {
  const [a, b] = [left.split("/"), right.split("/")];
  const wrong = a.findIndex((part, index) => part !== b[index]);
  if (a.length !== b.length || a.slice(wrong + 1).join("/") !== b.slice(wrong + 1).join("/")) return false;
  const [part = "", other = ""] = [a[wrong], b[wrong]];
  const owned = wrong > 0 && COURSES.has(a[0] ?? "");
  return owned ? isNear(part, other) && !/^\p{L}*\d+$/u.test(part) : failed && isSlip(part, other);
}

/** `nginx:1.27` and `docker.io/library/nginx:1.27` are the same; without a tag `latest` is meant, and none was written. */
function split(image: string): readonly [repository: string, tag: string] {
  const short = image.replace(/^docker\.io\//, "").replace(/^library\//, "");
  const [name = "", ...digest] = short.split("@");
  const colon = name.indexOf(":", name.lastIndexOf("/") + 1);
  if (colon < 0 || digest.length > 0) return [colon < 0 ? name : name.slice(0, colon), ""];
  return [name.slice(0, colon), name.slice(colon + 1)];
}
