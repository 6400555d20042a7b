/** Leases: heartbeats of nodes and who leads. Models kubernetes pkg/apis/coordination/validation. */
import type { Lease } from "../../../protocol/kubernetes/index.ts";
import type { Draft, ResourceDefinition } from "../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, NAME_COLUMN, textColumn } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { type FieldError, forbidden, invalid, notSupported } from "./validation/errors.ts";
import { NOT_NEGATIVE, qualifiedName } from "./validation/names.ts";

const STRATEGIES = ["OldestEmulationVersion"];

export const lease: ResourceDefinition<Lease> = {
  names: resourceNames("coordination.k8s.io", "leases"),
  resource: "leases.coordination.k8s.io",
  schemaType: "coordination.v1.Lease",
  createOnUpdate: true,
  unconditionalUpdate: false,
  defaults(draft) {
    draft.spec ??= {};
  },
  prepareCreate: dropElection,
  prepareUpdate(draft, old) {
    if (old.spec?.strategy === undefined && old.spec?.preferredHolder === undefined) dropElection(draft);
  },
  validate: validateLease,
  validateUpdate: validateLease,
  columns: [
    NAME_COLUMN,
    textColumn(
      "Holder",
      "holderIdentity contains the identity of the holder of a current lease. If Coordinated Leader Election is used, the holder identity must be equal to the elected LeaseCandidate.metadata.name field.",
    ),
    AGE_COLUMN,
  ],
  row: (object, now) => [object.metadata.name, object.spec?.holderIdentity ?? "", ageCell(object, now)],
};

/** Coordinated leader election is off by default: what belongs to it is not kept. */
function dropElection({ spec }: Draft<Lease>): void {
  delete spec?.strategy;
  delete spec?.preferredHolder;
}

function validateLease({ spec = {} }: Lease): FieldError[] {
  const { leaseDurationSeconds: duration, leaseTransitions: transitions, strategy, preferredHolder } = spec;
  const errors: FieldError[] = [];
  if (duration !== undefined && duration <= 0)
    errors.push(invalid("spec.leaseDurationSeconds", duration, "must be greater than 0"));
  if (transitions !== undefined && transitions < 0)
    errors.push(invalid("spec.leaseTransitions", transitions, NOT_NEGATIVE));
  if (strategy !== undefined) errors.push(...validateStrategy(strategy));
  if (preferredHolder && !strategy)
    errors.push(forbidden("spec.preferredHolder", "may only be specified if `strategy` is defined"));
  return errors;
}

function validateStrategy(strategy: string): FieldError[] {
  // Upstream names the field twice.
  const path = "spec.strategy.strategy";
  if (strategy.includes("/")) return qualifiedName(strategy).map((message) => invalid(path, strategy, message));
  return STRATEGIES.includes(strategy) ? [] : [notSupported(path, strategy, STRATEGIES)];
}
