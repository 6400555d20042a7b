/** Devices that claims ask for. Models kubernetes pkg/apis/resource/validation; CEL selectors are not compiled. */
import type { ResourceV1ResourceClaim as ResourceClaim } from "../../../../protocol/kubernetes/index.ts";
import type { Draft } from "../../ResourceDefinition.ts";
import {
  duplicate,
  type FieldError,
  invalid,
  NO_VALUE,
  notSupported,
  required,
  tooLong,
  tooMany,
} from "../validation/errors.ts";
import { dns1123Label, dns1123Subdomain, labelValue, qualifiedName } from "../validation/names.ts";

export type ClaimSpec = ResourceClaim["spec"];
type Devices = NonNullable<NonNullable<ClaimSpec>["devices"]>;
type Request = NonNullable<Devices["requests"]>[number];
type Exact = NonNullable<Request["exactly"]>;

const MODES = ["All", "ExactCount"];
const MOST = { requests: 32, constraints: 32, config: 32, selectors: 32, alternatives: 8 } as const;
const LONGEST_EXPRESSION = 10 * 1024;
const LONGEST_DRIVER = 63;
const REQUEST_NAME =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

/** In place. */
export function defaultClaim(spec: Draft<ClaimSpec> | undefined): void {
  for (const request of spec?.devices?.requests ?? []) {
    for (const asked of [request.exactly, ...(request.firstAvailable ?? [])]) {
      if (!asked) continue;
      asked.allocationMode ||= "ExactCount";
      if (asked.allocationMode === "ExactCount") asked.count ||= 1;
    }
  }
}

export function validateClaim(spec: ClaimSpec | undefined, path: string): FieldError[] {
  const { requests, constraints, config } = spec?.devices ?? {};
  const names = namesOf(requests ?? []);
  const at = `${path}.devices`;
  const references = (list: readonly string[] | undefined, where: string): FieldError[] =>
    listErrors(list ?? [], { path: where, most: MOST.requests, key: (name) => name }, (name, place) =>
      referenceErrors(name, place, names),
    );
  return [
    ...listErrors(
      requests ?? [],
      { path: `${at}.requests`, most: MOST.requests, key: ({ name }) => name },
      validateRequest,
    ),
    ...listErrors(constraints ?? [], { path: `${at}.constraints`, most: MOST.constraints }, (constraint, place) => {
      const errors = references(constraint.requests, `${place}.requests`);
      const attribute = constraint.matchAttribute;
      const distinct = (constraint as { readonly distinctAttribute?: string }).distinctAttribute;
      if (attribute !== undefined) errors.push(...fullName(attribute, `${place}.matchAttribute`));
      else if (distinct !== undefined) errors.push(...fullName(distinct, `${place}.distinctAttribute`));
      else
        errors.push(
          required(
            place,
            'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set',
          ),
        );
      return errors;
    }),
    ...listErrors(config ?? [], { path: `${at}.config`, most: MOST.config }, (entry, place) => [
      ...references(entry.requests, `${place}.requests`),
      ...validateOpaque(entry.opaque, `${place}.opaque`),
    ]),
  ];
}

interface ListRules<T> {
  readonly path: string;
  readonly most: number;
  readonly key?: (item: T) => string;
}

/** Errors of a list's items, or that it is too long; repeated keys come last. */
export function listErrors<T>(
  list: readonly T[],
  { path, most, key }: ListRules<T>,
  validate: (item: T, path: string) => readonly FieldError[],
): FieldError[] {
  if (list.length > most) return [tooMany(path, list.length, most)];
  const errors = list.flatMap((item, index) => validate(item, `${path}[${index}]`));
  if (!key) return errors;
  const seen = new Set<string>();
  list.forEach((item, index) => {
    const value = key(item);
    if (seen.has(value)) errors.push(duplicate(`${path}[${index}]`, value));
    seen.add(value);
  });
  return errors;
}

function namesOf(requests: readonly Request[]): ReadonlySet<string> {
  return new Set(
    requests.flatMap(({ name, firstAvailable = [] }) => [name, ...firstAvailable.map((sub) => `${name}/${sub.name}`)]),
  );
}

function referenceErrors(name: string, path: string, names: ReadonlySet<string>): FieldError[] {
  const segments = name.split("/");
  if (segments.length > 2) return [invalid(path, name, REQUEST_NAME)];
  const errors = segments.flatMap((segment) => labelErrors(segment, path));
  return names.has(name) ? errors : [...errors, invalid(path, name, REQUEST_NAME)];
}

const labelErrors = (name: string, path: string): FieldError[] =>
  dns1123Label(name).map((message) => invalid(path, name, message));

function validateRequest(request: Request, path: string): FieldError[] {
  const errors = labelErrors(request.name ?? "", `${path}.name`);
  const { exactly, firstAvailable = [] } = request;
  if (exactly && firstAvailable.length > 0) {
    const detail = "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set";
    errors.push(invalid(path, NO_VALUE, detail));
  } else if (exactly) errors.push(...validateExact(exactly, `${path}.exactly`));
  else if (firstAvailable.length > 0)
    errors.push(
      ...listErrors(
        firstAvailable,
        { path: `${path}.firstAvailable`, most: MOST.alternatives, key: ({ name }) => name },
        (sub, place) => [...labelErrors(sub.name ?? "", `${place}.name`), ...validateExact(sub as Exact, place)],
      ),
    );
  else errors.push(required(path, "exactly one of `exactly` or `firstAvailable` is required"));
  return errors;
}

function validateExact(asked: Exact, path: string): FieldError[] {
  const { deviceClassName = "", allocationMode = "", count = 0, selectors = [], tolerations = [] } = asked;
  const errors: FieldError[] = [];
  if (deviceClassName === "") errors.push(required(`${path}.deviceClassName`));
  else
    for (const message of dns1123Subdomain(deviceClassName))
      errors.push(invalid(`${path}.deviceClassName`, deviceClassName, message));
  errors.push(...validateSelectors(selectors, `${path}.selectors`));
  if (allocationMode === "All") {
    if (count !== 0) errors.push(invalid(`${path}.count`, count, "must not be specified when allocationMode is 'All'"));
  } else if (allocationMode === "ExactCount") {
    if (count <= 0) errors.push(invalid(`${path}.count`, count, "must be greater than zero"));
  } else errors.push(notSupported(`${path}.allocationMode`, allocationMode, MODES));
  tolerations.forEach((toleration, index) => {
    const at = `${path}.tolerations[${index}]`;
    const { key, value = "", operator = "", effect = "" } = toleration as { readonly [member: string]: string };
    if (key) for (const message of qualifiedName(key)) errors.push(invalid(`${at}.key`, key, message));
    if (operator === "Exists") {
      if (value !== "") errors.push(invalid(`${at}.value`, value, "must be empty for operator `Exists`"));
    } else if (operator === "Equal") {
      for (const message of labelValue(value)) errors.push(invalid(`${at}.value`, value, message));
    } else if (operator === "") errors.push(required(`${at}.operator`));
    else errors.push(notSupported(`${at}.operator`, operator, ["Equal", "Exists"]));
    if (effect !== "" && !["NoExecute", "NoSchedule", "None"].includes(effect))
      errors.push(notSupported(`${at}.effect`, effect, ["NoExecute", "NoSchedule", "None"]));
  });
  return errors;
}

export function validateSelectors(
  selectors: readonly { readonly cel?: { readonly expression?: string } }[],
  path: string,
): FieldError[] {
  return listErrors(selectors, { path, most: MOST.selectors }, ({ cel }, place) => {
    if (!cel) return [required(`${place}.cel`)];
    return (cel.expression ?? "").length > LONGEST_EXPRESSION
      ? [tooLong(`${place}.cel.expression`, LONGEST_EXPRESSION)]
      : [];
  });
}

/** Configuration that only a driver understands. */
export function validateOpaque(
  opaque: { readonly driver?: string; readonly parameters?: unknown } | undefined,
  path: string,
): FieldError[] {
  if (!opaque) return [required(path)];
  const errors = validateDriver(opaque.driver ?? "", `${path}.driver`);
  const { parameters } = opaque;
  if (parameters === undefined || parameters === null) errors.push(required(`${path}.parameters`));
  else if (typeof parameters !== "object" || Array.isArray(parameters))
    errors.push(invalid(`${path}.parameters`, "<value omitted>", "must be a valid JSON object"));
  return errors;
}

export function validateDriver(driver: string, path: string): FieldError[] {
  if (driver === "") return [required(path)];
  return [
    ...(driver.length > LONGEST_DRIVER ? [tooLong(path, LONGEST_DRIVER)] : []),
    ...dns1123Subdomain(driver.toLowerCase()).map((message) => invalid(path, driver, message)),
  ];
}

function fullName(name: string, path: string): FieldError[] {
  const errors = qualifiedName(name).map((message) => invalid(path, name, message));
  return name.includes("/")
    ? errors
    : [...errors, invalid(path, name, "a fully qualified name must be a domain and a name separated by a slash")];
}
