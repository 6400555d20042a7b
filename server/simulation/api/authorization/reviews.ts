/**
 * Questions to the authoriser and about oneself that are asked as objects and stored nowhere: access reviews, rules
 * reviews, who am I, token reviews. Models kubernetes pkg/registry/{authorization,authentication}.
 */
import type {
  LocalSubjectAccessReview,
  ObjectMeta,
  SelfSubjectAccessReview,
  SelfSubjectRulesReview,
  SubjectAccessReview,
  TokenReview,
} from "../../../protocol/kubernetes/index.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import { timestamp } from "../../runtime/time.ts";
import type { Store } from "../../store/Store.ts";
import type { UserInfo } from "../ApiRequest.ts";
import { identifyToken } from "../authentication/serviceAccountTokens.ts";
import { decodeBody, type FieldValidation } from "../machinery/decode.ts";
import { ApiError, errorTarget, FieldError, PrintedValue } from "../machinery/status.ts";
import type { Attributes } from "./attributes.ts";
import { authorize, rulesFor } from "./authorize.ts";
import { selectorErrors, selectorProblems } from "./selectorAttributes.ts";

const AUTHORIZATION = "authorization.k8s.io";
const AUTHENTICATION = "authentication.k8s.io";
const AUDIENCE = "https://kubernetes.default.svc";

export interface ReviewOptions {
  readonly store: Store;
  readonly runtime: Runtime;
  /** Whose token it is; undefined for nobody's. Left out: every token is wrong. */
  readonly userOfToken?: (token: string) => UserInfo | undefined;
}

/** One such question, as it came. */
export interface ReviewRequest {
  readonly user: UserInfo;
  /** The namespace of the path. */
  readonly namespace: string;
  readonly body: string;
  readonly contentType: string | undefined;
  readonly fieldValidation: FieldValidation;
  /** Takes warnings about the body. */
  readonly warnings: string[];
}

export interface ReviewResource {
  create(request: ReviewRequest): object;
}

type AccessSpec = SubjectAccessReview["spec"] & SelfSubjectAccessReview["spec"];

/** The review resources by group resource, `selfsubjectaccessreviews.authorization.k8s.io`. */
export function reviewResources(options: ReviewOptions): ReadonlyMap<string, ReviewResource> {
  const { store, runtime } = options;
  return new Map<string, ReviewResource>([
    [
      `selfsubjectaccessreviews.${AUTHORIZATION}`,
      {
        create(request) {
          const { metadata, spec } = decode<SelfSubjectAccessReview>(request, AUTHORIZATION, "SelfSubjectAccessReview");
          const { namespace: _, ...others } = metadata ?? {};
          refuse([...checkTarget(spec), ...selectorErrors(spec.resourceAttributes), ...checkMetadata(others)]);
          return {
            kind: "SelfSubjectAccessReview",
            apiVersion: `${AUTHORIZATION}/v1`,
            metadata: {},
            spec,
            status: answer(attributesOf(request.user, spec), { spec, store }),
          };
        },
      },
    ],
    [
      `subjectaccessreviews.${AUTHORIZATION}`,
      {
        create(request) {
          const { metadata, spec } = decode<SubjectAccessReview>(request, AUTHORIZATION, "SubjectAccessReview");
          const { namespace: _, ...others } = metadata ?? {};
          refuse([
            ...checkTarget(spec),
            ...checkSubject(spec),
            ...selectorErrors(spec.resourceAttributes),
            ...checkMetadata(others),
          ]);
          return {
            kind: "SubjectAccessReview",
            apiVersion: `${AUTHORIZATION}/v1`,
            metadata: {},
            spec,
            status: answer(attributesOf(subjectOf(spec), spec), { spec, store }),
          };
        },
      },
    ],
    [
      `localsubjectaccessreviews.${AUTHORIZATION}`,
      {
        create(request) {
          const { metadata, spec } = decode<LocalSubjectAccessReview>(
            request,
            AUTHORIZATION,
            "LocalSubjectAccessReview",
          );
          const { namespace } = request;
          const { namespace: _, ...others } = metadata ?? {};
          const errors = [
            ...checkTarget(spec),
            ...checkSubject(spec),
            ...selectorErrors(spec.resourceAttributes),
            ...checkMetadata(others, " except for namespace"),
          ];
          const asked = spec.resourceAttributes?.namespace ?? "";
          if (spec.resourceAttributes && asked !== namespace)
            errors.push(
              FieldError.invalid("spec.resourceAttributes.namespace", asked, "must match metadata.namespace"),
            );
          if (spec.nonResourceAttributes)
            errors.push(
              FieldError.invalid("spec.nonResourceAttributes", printPath(spec), "disallowed on this kind of request"),
            );
          refuse(errors);
          return {
            kind: "LocalSubjectAccessReview",
            apiVersion: `${AUTHORIZATION}/v1`,
            metadata: { namespace },
            spec,
            status: answer(attributesOf(subjectOf(spec), spec), { spec, store }),
          };
        },
      },
    ],
    [`selfsubjectrulesreviews.${AUTHORIZATION}`, { create: (request) => rulesReview(request, store) }],
    [
      `selfsubjectreviews.${AUTHENTICATION}`,
      {
        create(request) {
          decode(request, AUTHENTICATION, "SelfSubjectReview");
          const metadata = { creationTimestamp: timestamp(runtime.now) };
          return {
            kind: "SelfSubjectReview",
            apiVersion: `${AUTHENTICATION}/v1`,
            metadata,
            status: { userInfo: shownUser(request.user) },
          };
        },
      },
    ],
    [`tokenreviews.${AUTHENTICATION}`, { create: (request) => tokenReview(request, options) }],
  ]);
}

function decode<T>({ body, contentType, fieldValidation, warnings }: ReviewRequest, group: string, kind: string): T {
  const format = contentType?.includes("yaml") ? "yaml" : "json";
  const decoded = decodeBody({
    text: body,
    format,
    expected: { group, version: "v1", kind },
    fieldValidation,
    warnings,
  });
  warnings.push(...decoded.warnings);
  return decoded.object as T;
}

function answer(attributes: Attributes, { spec, store }: { readonly spec: AccessSpec; readonly store: Store }): object {
  const { allowed, reason } = authorize(attributes, store);
  const evaluationError = selectorProblems(spec.resourceAttributes);
  return {
    allowed,
    ...(reason === "" ? {} : { reason }),
    ...(evaluationError === "" ? {} : { evaluationError }),
  };
}

function attributesOf(user: UserInfo, spec: AccessSpec): Attributes {
  const { resourceAttributes: asked, nonResourceAttributes: path } = spec;
  if (path)
    return {
      user,
      verb: path.verb ?? "",
      group: "",
      resource: "",
      subresource: "",
      namespace: "",
      name: "",
      path: path.path ?? "",
    };
  const { verb = "", group = "", resource = "", subresource = "", namespace = "", name = "" } = asked ?? {};
  return { user, verb, group, resource, subresource, namespace, name };
}

function subjectOf({ user = "", groups = [], uid, extra }: AccessSpec): UserInfo {
  return { username: user, groups, ...(uid ? { uid } : {}), ...(extra ? { extra } : {}) };
}

function checkTarget(spec: AccessSpec): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (resourceAttributes && nonResourceAttributes) {
    return [
      FieldError.invalid(
        "spec.nonResourceAttributes",
        printPath(spec),
        "cannot be specified in combination with resourceAttributes",
      ),
    ];
  }
  if (resourceAttributes || nonResourceAttributes) return [];
  return [
    FieldError.invalid(
      "spec.resourceAttributes",
      undefined,
      "exactly one of nonResourceAttributes or resourceAttributes must be specified",
    ),
  ];
}

function checkSubject({ user, groups }: AccessSpec): FieldError[] {
  return user || groups?.length
    ? []
    : [FieldError.invalid("spec.user", user ?? "", "at least one of user or group must be specified")];
}

/** Nothing is said of a question but what is asked. */
function checkMetadata(metadata: ObjectMeta | undefined, exception = ""): FieldError[] {
  const { managedFields: _, ...said } = metadata ?? {};
  return Object.keys(said).length === 0 ? [] : [FieldError.invalid("metadata", metadata, `must be empty${exception}`)];
}

const printPath = ({ nonResourceAttributes: asked }: AccessSpec): PrintedValue =>
  new PrintedValue(JSON.stringify({ Path: asked?.path ?? "", Verb: asked?.verb ?? "" }));

/** Upstream names neither kind nor object here. */
function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw ApiError.invalid(errorTarget(AUTHORIZATION, ""), "", errors);
}

function rulesReview(request: ReviewRequest, store: Store): object {
  const { spec } = decode<SelfSubjectRulesReview>(request, AUTHORIZATION, "SelfSubjectRulesReview");
  if (!spec?.namespace) throw ApiError.badRequest("no namespace on request");
  const { rules, missing } = rulesFor(request.user, spec.namespace, store);
  const resourceRules = rules
    .filter(({ resources }) => resources?.length)
    .map(({ verbs, apiGroups, resources, resourceNames }) => ({
      verbs,
      apiGroups,
      resources,
      ...(resourceNames?.length ? { resourceNames } : {}),
    }));
  const nonResourceRules = rules
    .filter(({ nonResourceURLs }) => nonResourceURLs?.length)
    .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }));
  const texts = [...new Set(missing)];
  const evaluationError =
    texts.length === 0 ? {} : { evaluationError: texts.length === 1 ? texts[0] : `[${texts.join(", ")}]` };
  const status = { resourceRules, nonResourceRules, incomplete: false, ...evaluationError };
  return { kind: "SelfSubjectRulesReview", apiVersion: `${AUTHORIZATION}/v1`, metadata: {}, spec: {}, status };
}

function tokenReview(request: ReviewRequest, { userOfToken, store, runtime }: ReviewOptions): object {
  const { spec } = decode<TokenReview>(request, AUTHENTICATION, "TokenReview");
  if (!spec.token) throw ApiError.badRequest("token is required for TokenReview in authentication");
  const person = userOfToken?.(spec.token);
  const account = person ? undefined : identifyToken(store, spec.token, runtime.now);
  const user = person ?? account?.user;
  const made = account?.audiences ?? [AUDIENCE];
  const audiences = (spec.audiences?.length ? spec.audiences : [AUDIENCE]).filter((audience) =>
    made.includes(audience),
  );
  const status =
    user && audiences.length > 0
      ? { authenticated: true, user: shownUser(user), audiences }
      : { user: {}, error: "invalid bearer token" };
  return { kind: "TokenReview", apiVersion: `${AUTHENTICATION}/v1`, metadata: {}, spec, status };
}

function shownUser({ username, uid, groups, extra }: UserInfo): object {
  return {
    username,
    ...(uid ? { uid } : {}),
    ...(groups.length > 0 ? { groups } : {}),
    ...(extra && Object.keys(extra).length > 0 ? { extra } : {}),
  };
}
