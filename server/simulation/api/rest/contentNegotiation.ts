/**
 * Which form of answer a client asks for. Models kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/handlers/negotiation.
 */
import { Remembered } from "../../../protocol/Remembered.ts";
import { ApiError } from "../machinery/status.ts";

/** What an answer is turned into before it is encoded. */
export type Transform = "none" | "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList";

export type Encoding = "json" | "yaml" | "protobuf";

export interface Negotiated {
  readonly encoding: Encoding;
  readonly transform: Transform;
  /** Indented, for people reading with curl or a browser. */
  readonly pretty: boolean;
  /** The older of the two versions in which Tables and bare metadata come. */
  readonly metaVersion?: "v1beta1";
}

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

const SUPPORTED = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];
const STREAMS = ["application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"];
const TRANSFORMS = new Set(["Table", "PartialObjectMetadata", "PartialObjectMetadataList"]);

export interface Negotiable {
  /** Lists and watches: refusals also name the streams there are. */
  readonly streams?: boolean;
  /** The answer goes on: YAML has no form for that. */
  readonly watch?: boolean;
  /** Objects of the kind have a protobuf form. */
  readonly protobuf?: () => boolean;
}

/** Picks the first acceptable form; throws NotAcceptable. */
export function negotiate(accept: string | undefined, { streams, watch, protobuf }: Negotiable = {}): Negotiated {
  let known = false;
  for (const range of parseAccept(accept || "*/*")) {
    const encoding = encodingOf(range.type);
    if (!encoding) continue;
    if (encoding === "protobuf" && !protobuf?.()) {
      known = true;
      continue;
    }
    const as = range.parameters.get("as");
    if (as === undefined) return streamed({ encoding, transform: "none", pretty: false }, watch);
    known = true;
    const version = range.parameters.get("v");
    const fits = range.parameters.get("g") === "meta.k8s.io" && (version === "v1" || version === "v1beta1");
    // A Table's cells have no protobuf form.
    if (TRANSFORMS.has(as) && fits && !(encoding === "protobuf" && as === "Table")) {
      const form = { encoding, transform: as as Transform, pretty: false };
      return streamed(version === "v1beta1" ? { ...form, metaVersion: version } : form, watch);
    }
  }
  if (known) throw ApiError.notAcceptable(SUPPORTED);
  throw ApiError.noRepresentation([...SUPPORTED, ...(streams ? STREAMS : [])]);
}

/** How a refusal is written for a client: as it asks when that can be had, else in JSON. */
export function errorEncoding(accept: string | undefined): Encoding {
  if (accept === undefined) return "json";
  for (const { type, parameters } of parseAccept(accept)) {
    const encoding = encodingOf(type);
    if (encoding && !parameters.has("as")) return encoding;
  }
  return "json";
}

function streamed(form: Negotiated, watch = false): Negotiated {
  if (watch && form.encoding === "yaml") throw ApiError.notAcceptable(STREAMS);
  return form;
}

function encodingOf(type: string): Encoding | undefined {
  if (type === "application/json" || type === "*/*") return "json";
  if (type === "application/vnd.kubernetes.protobuf") return "protobuf";
  return type === "application/yaml" ? "yaml" : undefined;
}

const remembered = new Remembered<readonly MediaRange[]>(100, 500);

/** What an Accept header asks for, the most wanted first. Clients send few different ones. */
function parseAccept(accept: string): readonly MediaRange[] {
  return remembered.get(accept, () => readAccept(accept));
}

function readAccept(accept: string): readonly MediaRange[] {
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
