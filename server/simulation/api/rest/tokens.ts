/** TokenRequests: POST serviceaccounts/<name>/token. Models kubernetes pkg/registry/core/serviceaccount/storage/token.go. */
import type { KubeObject, Pod, TokenRequest } from "../../../protocol/kubernetes/index.ts";
import { timestamp } from "../../runtime/time.ts";
import type { ApiResponse } from "../ApiRequest.ts";
import type { ApiServer } from "../ApiServer.ts";
import { type BoundTo, endOf, issueToken, TOKEN_AUDIENCE } from "../authentication/serviceAccountTokens.ts";
import { quote } from "../machinery/goText.ts";
import { ApiError, errorTarget, FieldError } from "../machinery/status.ts";
import type { Draft } from "../ResourceDefinition.ts";
import type { WriteContext } from "../WriteContext.ts";
import { answer } from "./answers.ts";
import { decodeBody } from "./bodies.ts";
import { checkNamespace } from "./names.ts";
import type { ResourceRequest } from "./ResourceRequest.ts";

const TOKEN_REQUEST = {
  names: { group: "authentication.k8s.io", plural: "tokenrequests", kind: "TokenRequest", version: "v1" },
  schemaType: "authentication.v1.TokenRequest",
  defaults(draft: Draft<KubeObject>) {
    const spec = draft.spec as { expirationSeconds?: number };
    spec.expirationSeconds ??= 3600;
  },
};
const NAMESPACES = errorTarget("", "Namespace", "namespaces");
const SHORTEST = 10 * 60;
const LONGEST = 2 ** 32;
const KINDS = ["Pod", "Node", "Secret"];

export function serveToken(api: ApiServer, resource: ResourceRequest, context: WriteContext): ApiResponse {
  const { info, form, request } = resource;
  const { namespace, name } = info;
  // Admission looks before the account is looked for.
  if (!api.store.get("namespaces", "", namespace)) throw ApiError.notFound(NAMESPACES, namespace);
  const draft = decodeBody(resource, TOKEN_REQUEST, context.warnings);
  draft.spec ??= {} as Draft<KubeObject>["spec"];
  TOKEN_REQUEST.defaults(draft);
  checkNamespace(namespace, draft);
  const { metadata, spec } = draft as unknown as TokenRequest & { readonly metadata: KubeObject["metadata"] };
  refuse(name, mismatches(metadata, { name, namespace }));
  const account = api.get(api.definition("serviceaccounts"), namespace, name);
  if (metadata.uid && metadata.uid !== account.metadata.uid) {
    const problem = `the UID in the token request (${metadata.uid}) does not match the UID of the service account (${account.metadata.uid})`;
    throw ApiError.conflict(errorTarget("authentication.k8s.io", "TokenRequest"), name, problem);
  }
  const seconds = spec.expirationSeconds ?? 0;
  refuse("", expirationErrors(seconds));
  api.admission.validateToken(account, context);
  const audiences = spec.audiences?.length ? spec.audiences : [TOKEN_AUDIENCE];
  const bound = boundTo(api, spec.boundObjectRef, { namespace, account: name });
  const { entropy, holder } = request;
  const status = context.dryRun
    ? { expirationTimestamp: endOf(api.runtime.now, seconds), token: "" }
    : {
        expirationTimestamp: endOf(api.runtime.now, seconds),
        token: issueToken(api, { account, audiences, seconds, bound, entropy, holder }),
      };
  const made = {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace, uid: account.metadata.uid, creationTimestamp: timestamp(api.runtime.now) },
    spec: { ...spec, audiences },
    status,
  };
  return answer(201, made, form);
}

function refuse(name: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw ApiError.invalid(errorTarget("authentication.k8s.io", "TokenRequest"), name, errors);
}

function mismatches(
  metadata: { readonly name?: string; readonly namespace?: string },
  path: { readonly name: string; readonly namespace: string },
): FieldError[] {
  return (["name", "namespace"] as const).flatMap((field) => {
    const value = metadata[field];
    if (!value || value === path[field]) return [];
    return [FieldError.invalid(`metadata.${field}`, value, `must match the service account ${field} if specified`)];
  });
}

function expirationErrors(seconds: number): FieldError[] {
  const path = "spec.expirationSeconds";
  if (seconds < SHORTEST) return [FieldError.invalid(path, seconds, "may not specify a duration less than 10 minutes")];
  return seconds > LONGEST
    ? [FieldError.invalid(path, seconds, "may not specify a duration larger than 2^32 seconds")]
    : [];
}

function boundTo(
  api: ApiServer,
  reference: TokenRequest["spec"]["boundObjectRef"],
  { namespace, account }: { readonly namespace: string; readonly account: string },
): BoundTo | undefined {
  if (!reference) return undefined;
  const { kind = "", apiVersion = "", name = "", uid } = reference;
  if (!KINDS.includes(kind) || apiVersion.includes("/"))
    throw ApiError.badRequest(
      `cannot bind token to object of type ${apiVersion.includes("/") ? apiVersion : `/${apiVersion}`}, Kind=${kind}`,
    );
  const definition = api.definition(`${kind.toLowerCase()}s`);
  const object = api.get(definition, kind === "Node" ? "" : namespace, name);
  if (kind === "Pod" && (object as Pod).spec.serviceAccountName !== account)
    throw ApiError.badRequest(
      `cannot bind token for serviceaccount ${quote(account)} to pod running with different serviceaccount name.`,
    );
  if (uid && uid !== object.metadata.uid) {
    const problem = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw ApiError.conflict(errorTarget("", kind), name, problem);
  }
  return { kind: kind as BoundTo["kind"], object };
}
