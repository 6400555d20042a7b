/**
 * Which form of answer a client asks for. Models kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/handlers/negotiation.
 */
import { ApiError } from "../machinery/status.ts";

/** What an answer is turned into before it is encoded. */
export type Transform = "none" | "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList";

export interface Negotiated {
  readonly encoding: "json" | "yaml";
  readonly transform: Transform;
  /** Indented, for people reading with curl or a browser. */
  readonly pretty: boolean;
}

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

const SUPPORTED = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];
const TRANSFORMS = new Set(["Table", "PartialObjectMetadata", "PartialObjectMetadataList"]);

/** Picks the first acceptable form; throws NotAcceptable. Protobuf is not served: clients that prefer it also take JSON. */
export function negotiate(accept: string | undefined, watch = false): Negotiated {
  const ranges = parseAccept(accept ?? "*/*");
  let known = false;
  for (const range of ranges) {
    const encoding = encodingOf(range.type);
    if (!encoding) continue;
    const as = range.parameters.get("as");
    if (as === undefined) return { encoding, transform: "none", pretty: false };
    known = true;
    const metaVersion = range.parameters.get("v");
    if (
      TRANSFORMS.has(as) &&
      range.parameters.get("g") === "meta.k8s.io" &&
      (metaVersion === "v1" || metaVersion === "v1beta1")
    ) {
      return { encoding, transform: as as Transform, pretty: false };
    }
  }
  if (known) throw ApiError.notAcceptable(SUPPORTED);
  const streams = watch ? ["application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"] : [];
  throw ApiError.noRepresentation([...SUPPORTED, ...streams]);
}

function encodingOf(type: string): "json" | "yaml" | undefined {
  if (type === "application/json" || type === "*/*") return "json";
  return type === "application/yaml" ? "yaml" : undefined;
}

function parseAccept(accept: string): MediaRange[] {
  return accept
    .split(",")
    .map((part) => {
      const [type = "", ...rest] = part.split(";").map((piece) => piece.trim());
      const parameters = new Map(rest.map((piece) => [piece.split("=")[0] ?? "", piece.split("=").slice(1).join("=")]));
      return { type: type.toLowerCase(), parameters, quality: Number(parameters.get("q") ?? 1) };
    })
    .filter((range) => range.type !== "" && range.quality > 0)
    .sort((left, right) => right.quality - left.quality);
}
