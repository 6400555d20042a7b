/**
 * Kubernetes' own types in expressions: quantities, addresses, URLs, versions, named formats.
 * Models apiserver pkg/cel/library.
 */
import {
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  labelValue,
  maskTrailingDash,
  qualifiedName,
} from "../../kinds/validation/names.ts";
import { effectiveFormat, hasFormat } from "../../customResources/formats.ts";
import { formatQuantity, parseQuantity, type Quantity, QuantityError } from "../../../runtime/quantity.ts";
import { CelError } from "../errors.ts";
import type { Overload } from "../overloads.ts";
import { BOOL, DOUBLE, INT, listOf, mapOf, opaque, optionalOf, STRING } from "../types.ts";
import { BuiltMap, CelOpaque, CelOptional, type CelValue, NONE } from "../values.ts";
import { ADDRESSES } from "./addresses.ts";
import { method, op } from "./define.ts";
import { data, made } from "./opaque.ts";

const QUANTITY = opaque("kubernetes.Quantity");
const URL_TYPE = opaque("kubernetes.URL");
const SEMVER = opaque("kubernetes.Semver");
const FORMAT = opaque("kubernetes.NamedFormat");

function quantity(text: string): CelOpaque {
  try {
    return ofAmount(parseQuantity(text));
  } catch (error) {
    if (error instanceof QuantityError) throw new CelError(error.message);
    throw error;
  }
}

const NANO = 10n ** 9n;
const nanoOf = (value: CelValue): bigint => (typeof value === "bigint" ? value * NANO : data<Quantity>(value).nano);
const ofAmount = (value: Quantity): CelOpaque =>
  // Equal amounts are equal, however they are written.
  new CelOpaque("kubernetes.Quantity", value, formatQuantity({ nano: value.nano, format: "DecimalSI" }));
const moved = (left: CelValue, by: bigint): CelOpaque => ofAmount({ ...data<Quantity>(left), nano: nanoOf(left) + by });
const signOf = (value: bigint): bigint => (value < 0n ? -1n : value > 0n ? 1n : 0n);

const QUANTITIES: readonly Overload[] = [
  ...made("quantity", "isQuantity", QUANTITY, quantity),
  method("sign", [QUANTITY], INT, (value) => signOf(nanoOf(value))),
  method("isInteger", [QUANTITY], BOOL, (value) => nanoOf(value) % NANO === 0n && nanoOf(value) / NANO < 2n ** 63n),
  method("asInteger", [QUANTITY], INT, (value) => {
    if (nanoOf(value) % NANO !== 0n) throw new CelError("cannot convert value to integer");
    return nanoOf(value) / NANO;
  }),
  method("asApproximateFloat", [QUANTITY], DOUBLE, (value) => Number(nanoOf(value)) / 1e9),
  ...[QUANTITY, INT].flatMap((type) => [
    method("add", [QUANTITY, type], QUANTITY, (left, right) => moved(left, nanoOf(right))),
    method("sub", [QUANTITY, type], QUANTITY, (left, right) => moved(left, -nanoOf(right))),
  ]),
  method("compareTo", [QUANTITY, QUANTITY], INT, (left, right) => signOf(nanoOf(left) - nanoOf(right))),
  method("isLessThan", [QUANTITY, QUANTITY], BOOL, (left, right) => nanoOf(left) < nanoOf(right)),
  method("isGreaterThan", [QUANTITY, QUANTITY], BOOL, (left, right) => nanoOf(left) > nanoOf(right)),
];

interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

function url(text: string): CelOpaque {
  const match = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/([^/?]*))?(\/[^?]*|)(?:\?(.*))?$/s.exec(text);
  const valid =
    match && text !== "" && !/[\u0000-\u0020\u007f]/.test(text) && !/%(?![0-9a-fA-F]{2})/.test(match[3] ?? "");
  if (!valid || (match[1] === undefined && !text.startsWith("/")))
    throw new CelError(
      `URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`,
    );
  const value: Url = {
    scheme: match[1] ?? "",
    host: (match[2] ?? "").replace(/^[^@]*@/, ""),
    path: match[3] ?? "",
    query: match[4] ?? "",
  };
  return new CelOpaque("kubernetes.URL", value, text);
}

function queryOf({ query }: Url): BuiltMap {
  const map = new BuiltMap();
  for (const [name, value] of new URLSearchParams(query))
    map.set(name, [...((map.get(name) as readonly string[] | undefined) ?? []), value]);
  return map;
}

const URLS: readonly Overload[] = [
  ...made("url", "isURL", URL_TYPE, url),
  method("getScheme", [URL_TYPE], STRING, (value) => data<Url>(value).scheme),
  method("getHost", [URL_TYPE], STRING, (value) => data<Url>(value).host),
  method("getHostname", [URL_TYPE], STRING, (value) =>
    data<Url>(value)
      .host.replace(/:\d*$/, "")
      .replace(/^\[|\]$/g, ""),
  ),
  method("getPort", [URL_TYPE], STRING, (value) => /:(\d*)$/.exec(data<Url>(value).host)?.[1] ?? ""),
  method("getEscapedPath", [URL_TYPE], STRING, (value) => data<Url>(value).path),
  method("getQuery", [URL_TYPE], mapOf(STRING, listOf(STRING)), (value) => queryOf(data<Url>(value))),
];

interface Semver {
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly pre: readonly string[];
}

function semver(text: string, normalize: boolean): CelOpaque {
  const plain = normalize ? normalizedVersion(text) : text;
  const match =
    /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-.]+)?$/.exec(
      plain,
    );
  if (!match) throw new CelError("No Major.Minor.Patch elements found");
  const numbers = [BigInt(match[1] as string), BigInt(match[2] as string), BigInt(match[3] as string)] as const;
  return new CelOpaque("kubernetes.Semver", { numbers, pre: match[4]?.split(".") ?? [] } satisfies Semver, plain);
}

function normalizedVersion(text: string): string {
  const [, core = "", rest = ""] = /^v?([\d.]*)(.*)$/s.exec(text.trim()) ?? [];
  const parts = core.split(".").map((part) => part.replace(/^0+(?=\d)/, ""));
  while (parts.length < 3) parts.push("0");
  return parts.join(".") + rest;
}

function compareSemver(left: CelValue, right: CelValue): number {
  const a = data<Semver>(left);
  const b = data<Semver>(right);
  for (const index of [0, 1, 2] as const)
    if (a.numbers[index] !== b.numbers[index]) return a.numbers[index] < b.numbers[index] ? -1 : 1;
  if (a.pre.length === 0 || b.pre.length === 0) return a.pre.length === b.pre.length ? 0 : a.pre.length === 0 ? 1 : -1;
  for (let index = 0; index < Math.max(a.pre.length, b.pre.length); index++) {
    const x = a.pre[index];
    const y = b.pre[index];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    if (x === y) continue;
    const numeric = (part: string): boolean => /^\d+$/.test(part);
    if (numeric(x) && numeric(y)) return BigInt(x) < BigInt(y) ? -1 : 1;
    if (numeric(x) !== numeric(y)) return numeric(x) ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return 0;
}

const SEMVERS: readonly Overload[] = [
  ...made("semver", "isSemver", SEMVER, (text) => semver(text, false)),
  op("semver", [STRING, BOOL], SEMVER, (text, normalize) => semver(text as string, normalize as boolean)),
  op("isSemver", [STRING, BOOL], BOOL, (text, normalize) => {
    try {
      semver(text as string, normalize as boolean);
      return true;
    } catch (error) {
      if (error instanceof CelError) return false;
      throw error;
    }
  }),
  method("major", [SEMVER], INT, (value) => data<Semver>(value).numbers[0]),
  method("minor", [SEMVER], INT, (value) => data<Semver>(value).numbers[1]),
  method("patch", [SEMVER], INT, (value) => data<Semver>(value).numbers[2]),
  method("compareTo", [SEMVER, SEMVER], INT, (left, right) => BigInt(compareSemver(left, right))),
  method("isLessThan", [SEMVER, SEMVER], BOOL, (left, right) => compareSemver(left, right) < 0),
  method("isGreaterThan", [SEMVER, SEMVER], BOOL, (left, right) => compareSemver(left, right) > 0),
];

type Check = (text: string) => readonly string[];

const prefixed =
  (check: Check): Check =>
  (text) =>
    check(maskTrailingDash(text));
const formatCheck =
  (format: string, problem: string): Check =>
  (text) =>
    effectiveFormat("string", format) !== "" && hasFormat(text, format) ? [] : [problem];

const NAMED: { readonly [name: string]: Check } = {
  dns1123Label,
  dns1123Subdomain,
  dns1035Label,
  qualifiedName,
  dns1123LabelPrefix: prefixed(dns1123Label),
  dns1123SubdomainPrefix: prefixed(dns1123Subdomain),
  dns1035LabelPrefix: prefixed(dns1035Label),
  labelValue,
  uri: formatCheck("uri", "invalid URI for request"),
  uuid: formatCheck("uuid", "does not match the UUID format"),
  byte: formatCheck("byte", "invalid base64"),
  date: formatCheck("date", "invalid date"),
  datetime: formatCheck("datetime", "invalid datetime"),
};

const formatOf = (name: string): CelOpaque => new CelOpaque("kubernetes.NamedFormat", NAMED[name], name);

const FORMATS: readonly Overload[] = [
  ...Object.keys(NAMED).map((name) => op(`format.${name}`, [], FORMAT, () => formatOf(name))),
  op("format.named", [STRING], optionalOf(FORMAT), (name) =>
    Object.hasOwn(NAMED, name as string) ? new CelOptional(formatOf(name as string)) : NONE,
  ),
  method("validate", [FORMAT, STRING], optionalOf(listOf(STRING)), (format, text) => {
    const problems = data<Check>(format)(text as string);
    return problems.length === 0 ? NONE : new CelOptional([...problems]);
  }),
];

export const KUBERNETES: readonly Overload[] = [...QUANTITIES, ...ADDRESSES, ...URLS, ...SEMVERS, ...FORMATS];
