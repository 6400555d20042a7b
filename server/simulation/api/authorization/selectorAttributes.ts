/**
 * The selectors an access review may name beside its resource: what is refused in them, and what cannot be told of them.
 * Models kubernetes pkg/apis/authorization/validation and pkg/registry/authorization/util.
 */
import type {
  FieldSelectorAttributes,
  LabelSelectorAttributes,
  ResourceAttributes,
} from "../../../protocol/kubernetes/index.ts";
import { labelValue, qualifiedName } from "../kinds/validation/names.ts";
import { FieldError } from "../machinery/fieldErrors.ts";
import { parseFieldSelector, parseLabelSelector } from "../machinery/selectors.ts";

type Attributes = FieldSelectorAttributes | LabelSelectorAttributes;
type Requirement = NonNullable<Attributes["requirements"]>[number];

const SET = ["In", "NotIn"];
const EXISTENCE = ["Exists", "DoesNotExist"];

/** What is wrong with the selectors of `attributes`. */
export function selectorErrors(attributes: ResourceAttributes | undefined): FieldError[] {
  const path = "spec.resourceAttributes";
  const { fieldSelector, labelSelector } = attributes ?? {};
  return [
    ...check(fieldSelector, `${path}.fieldSelector`, ({ key }, at) =>
      key ? [] : [FieldError.required(`${at}.key`, "must be specified")],
    ),
    ...check(labelSelector, `${path}.labelSelector`, () => [], checkLabel),
  ];
}

type Check = (requirement: Requirement, path: string) => readonly FieldError[];

function check(selector: Attributes | undefined, path: string, before: Check, after: Check = () => []): FieldError[] {
  if (!selector) return [];
  const { rawSelector = "", requirements = [] } = selector;
  const errors: FieldError[] = [];
  if (rawSelector && requirements.length > 0)
    errors.push(
      FieldError.invalid(`${path}.rawSelector`, rawSelector, "may not specified at the same time as requirements"),
    );
  if (!rawSelector && requirements.length === 0)
    errors.push(
      FieldError.required(`${path}.requirements`, `when ${path} is specified, requirements or rawSelector is required`),
    );
  requirements.forEach((requirement, index) => {
    const at = `${path}.requirements[${index}]`;
    errors.push(...before(requirement, at), ...checkValues(requirement, at), ...after(requirement, at));
  });
  return errors;
}

/** Operators nobody knows yet are let pass: a newer client may send them. */
function checkValues({ operator = "", values = [] }: Requirement, path: string): FieldError[] {
  if (SET.includes(operator) && values.length === 0)
    return [FieldError.required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
  if (EXISTENCE.includes(operator) && values.length > 0)
    return [
      FieldError.forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
    ];
  return [];
}

function checkLabel({ key = "", values = [] }: Requirement, path: string): FieldError[] {
  return [
    ...qualifiedName(key).map((message) => FieldError.invalid(`${path}.key`, key, message)),
    ...values.flatMap((value, index) =>
      labelValue(value).map((message) => FieldError.invalid(`${path}.values[${index}]`, value, message)),
    ),
  ];
}

/** What the answer says of selectors that could not be read; "" when all could. */
export function selectorProblems(attributes: ResourceAttributes | undefined): string {
  const { fieldSelector, labelSelector } = attributes ?? {};
  return [
    problemOf("fieldSelector", fieldSelector, { parse: parseFieldSelector, reads: readsField }),
    problemOf("labelSelector", labelSelector, { parse: parseLabelSelector, reads: readsLabel }),
  ]
    .filter((text) => text !== "")
    .join("; ");
}

function problemOf(
  name: string,
  selector: Attributes | undefined,
  { parse, reads }: { parse(text: string): unknown; reads(requirement: Requirement): boolean },
): string {
  if (!selector) return "";
  const { rawSelector = "", requirements = [] } = selector;
  const read = requirements.filter(reads).length;
  const failed =
    requirements.length > 0 ? read < requirements.length : rawSelector !== "" && !parses(parse, rawSelector);
  if (!failed) return "";
  return `spec.resourceAttributes.${name} ${read > 0 ? "partially " : ""}ignored due to parse error`;
}

function parses(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Fields are compared with one value. */
const readsField = ({ operator = "", values = [] }: Requirement): boolean =>
  SET.includes(operator) && values.length === 1;

const readsLabel = ({ operator = "" }: Requirement): boolean => SET.includes(operator) || EXISTENCE.includes(operator);
