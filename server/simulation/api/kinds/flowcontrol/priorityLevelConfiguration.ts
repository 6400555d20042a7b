/** PriorityLevelConfigurations: shares of the server that requests compete for. Stored and checked only. */
import type { PriorityLevelConfiguration } from "../../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../json.ts";
import type { ResourceDefinition } from "../../ResourceDefinition.ts";
import { AGE_COLUMN, ageCell, fieldColumn, NAME_COLUMN } from "../columns.ts";
import { resourceNames } from "../resourceNames.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "../validation/errors.ts";
import { rangeText } from "../validation/names.ts";
import { validateConditions } from "./conditions.ts";
import { MANDATORY_PRIORITY_LEVELS } from "./suggested.ts";

type Spec = NonNullable<PriorityLevelConfiguration["spec"]>;
type Limited = NonNullable<Spec["limited"]>;

const EXEMPT = "exempt";
const SHARES = 30;
const QUEUING = { handSize: 8, queues: 64, queueLengthLimit: 50 } as const;
const MOST_QUEUES = 10_000_000;
const HASH_BITS = 60;
const NOT_NEGATIVE_INTEGER = "must be a non-negative integer";

export const priorityLevelConfiguration: ResourceDefinition<PriorityLevelConfiguration> = {
  names: resourceNames("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations"),
  resource: "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
  schemaType: "flowcontrol.v1.PriorityLevelConfiguration",
  generation: true,
  hasStatus: true,
  unconditionalUpdate: false,
  defaults({ spec }) {
    if (spec?.exempt) {
      spec.exempt.nominalConcurrencyShares ??= 0;
      spec.exempt.lendablePercent ??= 0;
    }
    if (!spec?.limited) return;
    spec.limited.nominalConcurrencyShares ??= SHARES;
    spec.limited.lendablePercent ??= 0;
    const queuing = spec.limited.limitResponse?.queuing;
    if (!queuing) return;
    queuing.handSize ||= QUEUING.handSize;
    queuing.queues ||= QUEUING.queues;
    queuing.queueLengthLimit ||= QUEUING.queueLengthLimit;
  },
  prepareCreate(draft) {
    draft.status = {};
  },
  validate: validateLevel,
  validateUpdate: (object) => validateLevel(object),
  validateStatusUpdate: ({ status }) => validateConditions(status?.conditions),
  columns: [
    NAME_COLUMN,
    fieldColumn("Type", "flowcontrol.v1.PriorityLevelConfigurationSpec", "type"),
    fieldColumn(
      "NominalConcurrencyShares",
      "flowcontrol.v1.LimitedPriorityLevelConfiguration",
      "nominalConcurrencyShares",
    ),
    fieldColumn("Queues", "flowcontrol.v1.QueuingConfiguration", "queues"),
    fieldColumn("HandSize", "flowcontrol.v1.QueuingConfiguration", "handSize"),
    fieldColumn("QueueLengthLimit", "flowcontrol.v1.QueuingConfiguration", "queueLengthLimit"),
    AGE_COLUMN,
  ],
  row(object, now) {
    const limited = object.spec?.limited;
    const queuing = limited?.limitResponse?.queuing;
    return [
      object.metadata.name,
      object.spec?.type ?? "",
      limited?.nominalConcurrencyShares ?? "<none>",
      queuing?.queues ?? "<none>",
      queuing?.handSize ?? "<none>",
      queuing?.queueLengthLimit ?? "<none>",
      ageCell(object, now),
    ];
  },
};

function validateLevel({ metadata, spec, status }: PriorityLevelConfiguration): FieldError[] {
  const { type = "", exempt, limited } = spec ?? ({} as Spec);
  const errors: FieldError[] = [];
  if ((metadata.name === EXEMPT) !== (type === "Exempt"))
    errors.push(invalid("spec.type", type, "must be 'Exempt' if and only if `name` is 'exempt'"));
  if (type === "Exempt") {
    if (limited) errors.push(forbidden("spec.limited", "must be nil if the type is not Limited"));
    if ((exempt?.nominalConcurrencyShares ?? 0) < 0)
      errors.push(
        invalid("spec.exempt.nominalConcurrencyShares", exempt?.nominalConcurrencyShares, NOT_NEGATIVE_INTEGER),
      );
    errors.push(...validatePercent(exempt?.lendablePercent, "spec.exempt.lendablePercent"));
  } else if (type === "Limited") {
    if (exempt) errors.push(forbidden("spec.exempt", "must be nil if the type is Limited"));
    if (limited) errors.push(...validateLimited(limited));
    else errors.push(required("spec.limited", "must not be empty when type is Limited"));
  } else errors.push(notSupported("spec.type", type, ["Exempt", "Limited"]));
  const fixed = MANDATORY_PRIORITY_LEVELS.get(metadata.name);
  if (fixed && metadata.name === EXEMPT) {
    if (!equalJson({ ...fixed, exempt: undefined }, { ...spec, exempt: undefined })) {
      const detail = `spec of '${EXEMPT}' except the 'spec.exempt' field must equal the fixed value`;
      errors.push(invalid("spec", spec, detail));
    }
  } else if (fixed && !equalJson(fixed, spec))
    errors.push(invalid("spec", spec, `spec of '${metadata.name}' must equal the fixed value`));
  errors.push(...validateConditions(status?.conditions));
  return errors;
}

function validatePercent(percent: number | undefined, path: string): FieldError[] {
  return percent !== undefined && (percent < 0 || percent > 100) ? [invalid(path, percent, rangeText(0, 100))] : [];
}

function validateLimited(limited: Limited): FieldError[] {
  const path = "spec.limited";
  const errors: FieldError[] = [];
  const { nominalConcurrencyShares: shares = 0, borrowingLimitPercent: borrowing, limitResponse } = limited;
  if (shares < 0) errors.push(invalid(`${path}.nominalConcurrencyShares`, shares, NOT_NEGATIVE_INTEGER));
  const type = limitResponse?.type ?? "";
  const queuing = limitResponse?.queuing;
  const at = `${path}.limitResponse`;
  if (type === "Reject") {
    if (queuing) errors.push(forbidden(`${at}.queuing`, "must be nil if limited.limitResponse.type is not Limited"));
  } else if (type === "Queue") {
    if (queuing) errors.push(...validateQueuing(queuing, `${at}.queuing`));
    else errors.push(required(`${at}.queuing`, "must not be empty if limited.limitResponse.type is Limited"));
  } else errors.push(notSupported(`${at}.type`, type, ["Queue", "Reject"]));
  errors.push(...validatePercent(limited.lendablePercent, `${path}.lendablePercent`));
  if (borrowing !== undefined && borrowing < 0)
    errors.push(invalid(`${path}.borrowingLimitPercent`, borrowing, `if specified, ${NOT_NEGATIVE_INTEGER}`));
  return errors;
}

function validateQueuing(
  queuing: NonNullable<NonNullable<Limited["limitResponse"]>["queuing"]>,
  path: string,
): FieldError[] {
  const { queueLengthLimit = 0, queues = 0, handSize = 0 } = queuing;
  const errors: FieldError[] = [];
  if (queueLengthLimit <= 0) errors.push(invalid(`${path}.queueLengthLimit`, queueLengthLimit, "must be positive"));
  if (queues <= 0) errors.push(invalid(`${path}.queues`, queues, "must be positive"));
  else if (queues > MOST_QUEUES)
    errors.push(invalid(`${path}.queues`, queues, `must not be greater than ${MOST_QUEUES}`));
  const hand = `${path}.handSize`;
  if (handSize <= 0) errors.push(invalid(hand, handSize, "must be positive"));
  else if (handSize > queues) errors.push(invalid(hand, handSize, `should not be greater than queues (${queues})`));
  else {
    const bits = entropyBits(queues, handSize);
    if (bits > HASH_BITS) {
      const detail = `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${HASH_BITS}`;
      errors.push(invalid(hand, handSize, detail));
    }
  }
  return errors;
}

/** Bits of a hash that dealing a hand uses up. Models shufflesharding.RequiredEntropyBits. */
function entropyBits(deck: number, hand: number): number {
  return Math.ceil(Math.log2(deck) * hand);
}
