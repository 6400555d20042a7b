/**
 * Tokens of service accounts: signed for a time, bound to the account and maybe to a pod, node or secret. They say
 * themselves what they are, so that none is kept; the key that signs them is made when the first one is asked for, from chance
 * that came in with the request. It stands beside the resources of the API: who may read every Secret does not read it.
 * Models kubernetes pkg/serviceaccount (claims.go, legacy.go) in what a client can notice.
 */
import type { KubeObject, Pod } from "../../../protocol/kubernetes/index.ts";
import { timestamp } from "../../runtime/time.ts";
import type { Store } from "../../store/Store.ts";
import type { UserInfo } from "../ApiRequest.ts";
import type { ApiServer } from "../ApiServer.ts";
import { groupsOfServiceAccount, usernameOfServiceAccount } from "./serviceAccounts.ts";
import { hmac, sha256 } from "./sha256.ts";

export const TOKEN_AUDIENCE = "https://kubernetes.default.svc";

/** A table that no kind has. */
const KEYS = "signingkeys";
const KEY_NAME = "service-accounts";
const LONGEST_TOKEN = 8192;
const WARN_AFTER = 3607;

/** What an account's token is bound to beside the account. */
export interface BoundTo {
  readonly kind: "Pod" | "Node" | "Secret";
  readonly object: KubeObject;
}

export interface TokenOrder {
  readonly account: KubeObject;
  readonly audiences: readonly string[];
  readonly seconds: number;
  readonly bound: BoundTo | undefined;
  /** Chance from outside, for the key of a cluster that has none. */
  readonly entropy: string | undefined;
  /** The person of the room it is given to. */
  readonly holder?: string | undefined;
}

interface SigningKey extends KubeObject {
  readonly key: string;
}

interface Reference {
  readonly name: string;
  readonly uid?: string;
}

interface Claims {
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly iss: string;
  readonly jti: string;
  readonly nbf: number;
  readonly sub: string;
  readonly "podroom.io/holder"?: string;
  readonly "kubernetes.io": {
    readonly namespace: string;
    readonly serviceaccount: Reference;
    readonly pod?: Reference;
    readonly node?: Reference;
    readonly secret?: Reference;
    readonly warnafter?: number;
  };
}

/** A new token. May store the signing key. */
export function issueToken(api: ApiServer, order: TokenOrder): string {
  const { account, audiences, seconds, bound } = order;
  const now = Math.floor(api.runtime.now / 1000);
  const { namespace = "", name, uid } = account.metadata;
  const claims: Claims = {
    aud: audiences,
    exp: now + seconds,
    iat: now,
    iss: TOKEN_AUDIENCE,
    jti: api.runtime.random.uuid(),
    "kubernetes.io": { namespace, serviceaccount: { name, uid }, ...boundClaims(api.store, bound, now) },
    nbf: now,
    ...(order.holder ? { "podroom.io/holder": order.holder } : {}),
    sub: usernameOfServiceAccount({ namespace, name }),
  };
  const key = signingKey(api.store) ?? makeKey(api, order.entropy);
  const text = `${encodePart({ alg: "HS256", kid: keyId(key) })}.${encodePart(claims)}`;
  return `${text}.${signature(key, text)}`;
}

function boundClaims(store: Store, bound: BoundTo | undefined, now: number): object {
  if (!bound) return {};
  const { name, uid } = bound.object.metadata;
  if (bound.kind !== "Pod") return { [bound.kind.toLowerCase()]: { name, uid } };
  const { nodeName } = (bound.object as Pod).spec;
  const node = nodeName ? store.get("nodes", "", nodeName) : undefined;
  return {
    ...(nodeName ? { node: { name: nodeName, ...(node ? { uid: node.metadata.uid } : {}) } } : {}),
    pod: { name, uid },
    warnafter: now + WARN_AFTER,
  };
}

export interface TokenIdentity {
  readonly user: UserInfo;
  readonly audiences: readonly string[];
  /** The person of the room it was given to; undefined: the cluster itself made it. */
  readonly holder: string | undefined;
}

/** Whose token it is at `now` (ms), and for whom it was made; undefined for none of this cluster, or one that has ended. */
export function identifyToken(store: Store, token: string, now: number): TokenIdentity | undefined {
  const [head = "", body = "", mark = "", ...more] = token.split(".");
  const key = token.length > LONGEST_TOKEN || more.length > 0 || mark === "" ? undefined : signingKey(store);
  if (!key || !sameText(signature(key, `${head}.${body}`), mark)) return undefined;
  const claims = decodePart(body) as Claims;
  if (claims.exp * 1000 <= now || claims.nbf * 1000 > now + 1000) return undefined;
  const { namespace, serviceaccount, pod, node, secret } = claims["kubernetes.io"];
  const stands = (resource: string, where: string, reference: Reference | undefined): boolean =>
    reference?.uid === undefined || store.get(resource, where, reference.name)?.metadata.uid === reference.uid;
  if (
    !stands("serviceaccounts", namespace, serviceaccount) ||
    !stands("pods", namespace, pod) ||
    !stands("secrets", namespace, secret) ||
    (!pod && !stands("nodes", "", node))
  )
    return undefined;
  const about = (kind: string, reference: Reference | undefined): object =>
    reference
      ? {
          [`authentication.kubernetes.io/${kind}-name`]: [reference.name],
          ...(reference.uid ? { [`authentication.kubernetes.io/${kind}-uid`]: [reference.uid] } : {}),
        }
      : {};
  return {
    audiences: claims.aud,
    holder: claims["podroom.io/holder"],
    user: {
      username: claims.sub,
      ...(serviceaccount.uid ? { uid: serviceaccount.uid } : {}),
      groups: [...groupsOfServiceAccount(namespace), "system:authenticated"],
      extra: {
        "authentication.kubernetes.io/credential-id": [`JTI=${claims.jti}`],
        ...about("node", node),
        ...about("pod", pod),
      },
    },
  };
}

function signingKey(store: Store): Uint8Array | undefined {
  const known = store.get(KEYS, "", KEY_NAME) as SigningKey | undefined;
  return known && bytesOf(atob(known.key));
}

function makeKey(api: Pick<ApiServer, "store" | "runtime">, entropy: string | undefined): Uint8Array {
  const { random } = api.runtime;
  const key = sha256(new TextEncoder().encode(`${entropy ?? ""}${random.uuid()}${random.uuid()}`));
  const metadata = { name: KEY_NAME, uid: random.uuid(), creationTimestamp: timestamp(api.runtime.now) };
  const kept = { apiVersion: "podroom.io/v1", kind: "SigningKey", metadata, key: btoa(String.fromCharCode(...key)) };
  api.store.put(KEYS, kept as unknown as SigningKey);
  return key;
}

/** Ends all tokens there are: the next one is signed with another key, which is made now where chance from outside comes along. */
export function endTokens(api: Pick<ApiServer, "store" | "runtime">, entropy: string | undefined): void {
  api.store.remove(KEYS, "", KEY_NAME);
  if (entropy !== undefined) makeKey(api, entropy);
}

const keyId = (key: Uint8Array): string => base64Url(String.fromCharCode(...sha256(key)));

function signature(key: Uint8Array, text: string): string {
  return base64Url(String.fromCharCode(...hmac(key, new TextEncoder().encode(text))));
}

function encodePart(value: object): string {
  return base64Url(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))));
}

/** Only of parts whose signature holds. */
function decodePart(text: string): unknown {
  return JSON.parse(new TextDecoder().decode(bytesOf(atob(text.replaceAll("-", "+").replaceAll("_", "/")))));
}

const base64Url = (binary: string): string => btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

const bytesOf = (binary: string): Uint8Array => Uint8Array.from(binary, (char) => char.charCodeAt(0));

/** Takes as long for a wrong text as for the right one. */
function sameText(left: string, right: string): boolean {
  let difference = left.length ^ right.length;
  for (let index = 0; index < left.length; index++)
    difference |= left.charCodeAt(index) ^ (right.charCodeAt(index % Math.max(right.length, 1)) || 0);
  return difference === 0;
}

/** When a token of so many seconds ends, as its answer tells. */
export const endOf = (now: number, seconds: number): string => timestamp(now + seconds * 1000);
