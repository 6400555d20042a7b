/**
 * CertificateSigningRequests with their two subresources. Who asks is written down by admission (admission/certificates.ts);
 * nothing signs. Models kubernetes pkg/registry/certificates and pkg/apis/certificates/validation.
 */
import { humanDuration } from "../../../../protocol/kubernetes/durations.ts";
import type { CertificateSigningRequest } from "../../../../protocol/kubernetes/index.ts";
import { timestamp } from "../../../runtime/time.ts";
import { equalJson } from "../../json.ts";
import { decodeText } from "../../machinery/base64.ts";
import type { Draft, ResourceDefinition, StrategyContext } from "../../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, fieldColumn, NAME_COLUMN } from "../columns.ts";
import { resourceNames } from "../resourceNames.ts";
import { duplicate, type FieldError, forbidden, invalid, notSupported, quote, required } from "../validation/errors.ts";
import { CertificateRequestError, organizationsOf, pemBlocks } from "./certificateRequest.ts";
import { validateSignerName } from "./signerName.ts";

type Request = CertificateSigningRequest;
type Condition = NonNullable<NonNullable<Request["status"]>["conditions"]>[number];

const SPEC = "certificates.v1.CertificateSigningRequestSpec";
const SHORTEST = 600;
const USAGES =
  "any,cert sign,client auth,code signing,content commitment,crl sign,data encipherment,decipher only,digital signature,email protection,encipher only,ipsec end system,ipsec tunnel,ipsec user,key agreement,key encipherment,microsoft sgc,netscape sgc,ocsp signing,s/mime,server auth,signing,timestamping".split(
    ",",
  );
const LEGACY = "kubernetes.io/legacy-unknown";
const APPROVALS = ["Approved", "Denied"];
const CONDITIONS = "status.conditions";

export const certificateSigningRequest: ResourceDefinition<Request> = {
  names: resourceNames("certificates.k8s.io", "certificatesigningrequests"),
  resource: "certificatesigningrequests.certificates.k8s.io",
  schemaType: "certificates.v1.CertificateSigningRequest",
  hasStatus: true,
  prepareCreate(draft) {
    draft.status = {};
  },
  prepareUpdate(draft, old) {
    draft.spec = old.spec as Draft<Request>["spec"];
  },
  prepareStatusUpdate(draft, old, context) {
    for (const type of APPROVALS) keepConditions(draft, old, type);
    stampConditions(draft, old, context);
  },
  validateName: () => [],
  validate: validateRequest,
  validateUpdate: (object, old) => validateChange(object, old, "spec"),
  validateStatusUpdate: (object, old) => validateChange(object, old, "status"),
  partialUpdates: {
    approval: {
      hasStatus: false,
      prepareUpdate(draft, old, context) {
        const conditions = draft.status?.conditions ?? [];
        draft.spec = old.spec as Draft<Request>["spec"];
        draft.status = { ...old.status, conditions } as Draft<Request>["status"];
        stampConditions(draft, old, context);
        if (conditions.length === 0 && old.status?.conditions === undefined) delete draft.status?.conditions;
      },
      validateUpdate: (object, old) => validateChange(object, old, "approval"),
    },
  },
  columns: [
    NAME_COLUMN,
    AGE_COLUMN,
    fieldColumn("SignerName", SPEC, "signerName"),
    fieldColumn("Requestor", SPEC, "request"),
    fieldColumn("RequestedDuration", SPEC, "expirationSeconds"),
    fieldColumn("Condition", "certificates.v1.CertificateSigningRequestStatus", "conditions"),
  ],
  row(object, now) {
    const { signerName, username, expirationSeconds } = object.spec;
    return [
      object.metadata.name,
      ageCell(object, now),
      signerName || "<none>",
      username ?? "",
      expirationSeconds === undefined ? "<none>" : humanDuration(expirationSeconds * 1000),
      stateOf(object),
    ];
  },
  fieldLabels: ["spec.signerName"],
  fieldValue: ({ spec }) => spec.signerName ?? "",
};

function stateOf({ status }: Request): string {
  const has = (type: string): boolean => (status?.conditions ?? []).some((condition) => condition.type === type);
  const decided = has("Denied") ? "Denied" : has("Approved") ? "Approved" : "Pending";
  return `${decided}${has("Failed") ? ",Failed" : ""}${status?.certificate ? ",Issued" : ""}`;
}

const conditionsOf = ({ status }: Pick<Request, "status">, type: string): readonly Condition[] =>
  (status?.conditions ?? []).filter((condition) => condition.type === type);

/** Conditions that this door may not change stay as they are. In place. */
function keepConditions(draft: Draft<Request>, old: Request, type: string): void {
  const before = conditionsOf(old, type);
  const now = draft.status?.conditions ?? [];
  if (now.filter((condition) => condition.type === type).length !== before.length) return;
  let next = 0;
  now.forEach((condition, index) => {
    if (condition.type === type) now[index] = before[next++] as (typeof now)[number];
  });
}

/** Gives conditions without times those of now, or of the same condition before. In place. */
function stampConditions(draft: Draft<Request>, old: Request, { runtime }: StrategyContext): void {
  const now = timestamp(runtime.now);
  const conditions = draft.status?.conditions ?? [];
  conditions.forEach((condition, index) => {
    const before = conditionsOf(old, condition.type).find(({ status }) => status === condition.status);
    conditions[index] = {
      ...condition,
      lastUpdateTime: condition.lastUpdateTime ?? now,
      lastTransitionTime: condition.lastTransitionTime ?? before?.lastTransitionTime ?? now,
    };
  });
}

function validateRequest({ spec, status }: Request): FieldError[] {
  const errors: FieldError[] = [];
  try {
    organizationsOf(decodeText(spec.request ?? ""));
  } catch (error) {
    if (!(error instanceof CertificateRequestError)) throw error;
    errors.push(invalid("spec.request", spec.request ?? "", error.message));
  }
  const usages: readonly string[] = spec.usages ?? [];
  if (usages.length === 0) errors.push(required("spec.usages"));
  usages.forEach((usage, index) => {
    if (!USAGES.includes(usage)) errors.push(notSupported(`spec.usages[${index}]`, usage, USAGES));
  });
  usages.forEach((usage, index) => {
    if (usages.indexOf(usage) < index) errors.push(duplicate(`spec.usages[${index}]`, usage));
  });
  if (spec.signerName === LEGACY)
    errors.push(invalid("spec.signerName", LEGACY, "the legacy signerName is not allowed via this API version"));
  else errors.push(...validateSignerName(spec.signerName ?? "", "spec.signerName"));
  if (spec.expirationSeconds !== undefined && spec.expirationSeconds < SHORTEST) {
    const detail = `may not specify a duration less than ${SHORTEST} seconds (10 minutes)`;
    errors.push(invalid("spec.expirationSeconds", spec.expirationSeconds, detail));
  }
  errors.push(...validateConditions(status?.conditions ?? []));
  const problem = status?.certificate ? certificateProblem(decodeText(status.certificate)) : undefined;
  if (problem) errors.push(invalid("status.certificate", "<certificate data>", problem));
  return errors;
}

function validateConditions(conditions: readonly Condition[]): FieldError[] {
  const seen = new Set<string>();
  return conditions.flatMap(({ type = "", status = "" }, index) => {
    const path = `${CONDITIONS}[${index}]`;
    const errors: FieldError[] = [];
    if (type === "") errors.push(required(`${path}.type`));
    const allowed = [...APPROVALS, "Failed"].includes(type) ? ["True"] : ["False", "True", "Unknown"];
    if (status === "") errors.push(required(`${path}.status`));
    else if (!allowed.includes(status)) errors.push(notSupported(`${path}.status`, status, allowed));
    const other = type === "Approved" ? "Denied" : "Approved";
    if (APPROVALS.includes(type) && seen.has(other))
      errors.push(invalid(CONDITIONS, type, "Approved and Denied conditions are mutually exclusive"));
    if (seen.has(type)) errors.push(duplicate(`${path}.type`, type));
    seen.add(type);
    return errors;
  });
}

function certificateProblem(pem: string): string | undefined {
  const blocks = pemBlocks(pem);
  const other = blocks.find(({ type }) => type !== "CERTIFICATE");
  if (other) return `only CERTIFICATE PEM blocks are allowed, found ${quote(other.type)}`;
  return blocks.length === 0 ? "must contain at least one CERTIFICATE PEM block" : undefined;
}

function validateChange(object: Request, old: Request, door: "spec" | "status" | "approval"): FieldError[] {
  const errors = validateRequest(object);
  for (const type of [...APPROVALS, "Failed"]) {
    if (conditionsOf(object, type).length < conditionsOf(old, type).length)
      errors.push(forbidden(CONDITIONS, `updates may not remove a condition of type ${quote(type)}`));
  }
  if (door !== "approval") {
    for (const type of APPROVALS) {
      const now = conditionsOf(object, type);
      const before = conditionsOf(old, type);
      if (now.length > before.length)
        errors.push(forbidden(CONDITIONS, `updates may not add a condition of type ${quote(type)}`));
      else if (now.length === before.length && !equalJson(now, before))
        errors.push(forbidden(CONDITIONS, `updates may not modify a condition of type ${quote(type)}`));
    }
  }
  if (object.status?.certificate !== old.status?.certificate) {
    if (door !== "status") errors.push(forbidden("status.certificate", "updates may not set certificate content"));
    else if (old.status?.certificate)
      errors.push(forbidden("status.certificate", "updates may not modify existing certificate content"));
  }
  return errors;
}
