/**
 * The limit of etcd on one object. Objects are measured only when what was sent for them could add up to it: a version's
 * size is at most its predecessor's and the request's together.
 */
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import { ApiError } from "./machinery/status.ts";
import { encodeEnvelope } from "./protobuf/envelope.ts";

/** Bytes of a request to etcd, and what of them is not the object. */
const ETCD_LIMIT = 1.5 * 1024 * 1024;
const AROUND = 256;
/** UTF-8 takes up to so many bytes for a character of a body. */
const BYTES_A_CHARACTER = 3;

export class ObjectSizes {
  private readonly bounds = new WeakMap<object, number>();

  /** Throws when the object is too large to store. `sent`: characters of the request's body. */
  check(object: KubeObject, old: KubeObject | undefined, sent: number): void {
    let bound = ((old && this.bounds.get(old)) ?? 0) + sent * BYTES_A_CHARACTER;
    if (bound > ETCD_LIMIT) {
      bound = encodeEnvelope(object)?.length ?? new TextEncoder().encode(JSON.stringify(object)).length;
      if (bound + AROUND > ETCD_LIMIT) throw ApiError.plain("etcdserver: request is too large");
    }
    this.bounds.set(object, bound);
  }
}
