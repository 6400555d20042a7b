/**
 * The Kubernetes object types that server and browser share. `types.generated.ts` comes from the API schema; this file
 * adds what the schema cannot say: an object of any kind, and the drafts that become objects.
 */
import type { ObjectMeta, StoredMeta } from "./types.generated.ts";

export type * from "./types.generated.ts";

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An object of any kind as the API server stores it. Immutable. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: StoredMeta;
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** What a client sends to create an object: metadata may still lack what the server fills in. */
export interface ObjectDraft {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}
