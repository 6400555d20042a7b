/** Keeps what `kubectl apply` reads in step when kubectl applies in the server. Models apimachinery lastappliedupdater. */
import { goJsonSorted } from "../goText.ts";
import type { Members } from "./typedObjects.ts";

export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const MANAGER = "kubectl";
const MAX_SIZE = 256 * 1024;

interface Annotated {
  readonly annotations?: { readonly [name: string]: string };
}

/** The object with the configuration in its annotation, when kubectl applied and the object has the annotation. */
export function withLastApplied(object: Members, config: Members, manager: string): Members {
  const metadata = (object.metadata ?? {}) as Annotated;
  const before = metadata.annotations?.[LAST_APPLIED];
  if (manager !== MANAGER || !before) return object;
  const text = `${goJsonSorted(withoutAnnotation(config))}\n`;
  const kept = text.length > MAX_SIZE ? "" : text;
  if (kept === before) return object;
  return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, [LAST_APPLIED]: kept } } };
}

function withoutAnnotation(config: Members): Members {
  const metadata = (config.metadata ?? {}) as Annotated;
  if (!metadata.annotations) return config;
  const { [LAST_APPLIED]: _left, ...annotations } = metadata.annotations;
  return { ...config, metadata: { ...metadata, annotations } };
}
