/** Addresses and CIDRs in expressions. Models apiserver pkg/cel/library/{ip,cidr}.go. */
import { addressText, type Cidr, cidrContains, parseAddress, parseCidr } from "../../kinds/validation/addresses.ts";
import { CelError } from "../errors.ts";
import type { Overload } from "../overloads.ts";
import { BOOL, INT, opaque, STRING } from "../types.ts";
import { CelOpaque, type CelValue } from "../values.ts";
import { method, op } from "./define.ts";
import { data, made } from "./opaque.ts";

const IP = opaque("net.IP");
const CIDR = opaque("net.CIDR");

type Bytes = readonly number[];

function ip(text: string): CelOpaque {
  const address = parseAddress(text);
  if (!address || address.leadingZeros)
    throw new CelError(
      `IP Address "${text}" parse error during conversion from string: ParseAddr("${text}"): unable to parse IP`,
    );
  if (address.mapped) throw new CelError(`IPv4-mapped IPv6 address "${text}" is not allowed`);
  return new CelOpaque("net.IP", address.bytes, addressText(address.bytes));
}

const bytesOf = (value: CelValue): Bytes => (typeof value === "string" ? data<Bytes>(ip(value)) : data<Bytes>(value));
const isFour = (bytes: Bytes): boolean => bytes.length === 4;
const starts = (bytes: Bytes, ...with_: readonly number[]): boolean =>
  with_.every((byte, index) => bytes[index] === byte);
const allZero = (bytes: Bytes): boolean => bytes.every((byte) => byte === 0);
const loopback = (bytes: Bytes): boolean =>
  isFour(bytes) ? bytes[0] === 127 : allZero(bytes.slice(0, 15)) && bytes[15] === 1;
const multicast = (bytes: Bytes): boolean => (isFour(bytes) ? ((bytes[0] ?? 0) & 0xf0) === 0xe0 : bytes[0] === 0xff);
const linkLocal = (bytes: Bytes): boolean =>
  isFour(bytes) ? starts(bytes, 169, 254) : bytes[0] === 0xfe && ((bytes[1] ?? 0) & 0xc0) === 0x80;

function cidr(text: string): CelOpaque {
  const parsed = parseCidr(text);
  if (!parsed || parsed.address.mapped || parsed.address.leadingZeros)
    throw new CelError(`network address parse error during conversion from string: invalid CIDR address ${text}`);
  return new CelOpaque("net.CIDR", parsed, `${addressText(parsed.address.bytes)}/${parsed.length}`);
}

const rangeOf = (value: CelValue): Cidr => (typeof value === "string" ? data<Cidr>(cidr(value)) : data<Cidr>(value));

export const ADDRESSES: readonly Overload[] = [
  ...made("ip", "isIP", IP, ip),
  op("ip.isCanonical", [STRING], BOOL, (text) => ip(text as string).text === text),
  op("string", [IP], STRING, (value) => (value as CelOpaque).text),
  method("family", [IP], INT, (value) => (isFour(bytesOf(value)) ? 4n : 6n)),
  method("isUnspecified", [IP], BOOL, (value) => allZero(bytesOf(value))),
  method("isLoopback", [IP], BOOL, (value) => loopback(bytesOf(value))),
  method("isLinkLocalMulticast", [IP], BOOL, (value) => {
    const bytes = bytesOf(value);
    return isFour(bytes) ? starts(bytes, 224, 0, 0) : bytes[0] === 0xff && ((bytes[1] ?? 0) & 0x0f) === 2;
  }),
  method("isLinkLocalUnicast", [IP], BOOL, (value) => linkLocal(bytesOf(value))),
  method("isGlobalUnicast", [IP], BOOL, (value) => {
    const bytes = bytesOf(value);
    return (
      !allZero(bytes) &&
      !loopback(bytes) &&
      !multicast(bytes) &&
      !linkLocal(bytes) &&
      !starts(bytes, 255, 255, 255, 255)
    );
  }),
  ...made("cidr", "isCIDR", CIDR, cidr),
  op("string", [CIDR], STRING, (value) => (value as CelOpaque).text),
  ...[IP, STRING].map((type) =>
    method("containsIP", [CIDR, type], BOOL, (range, address) => cidrContains(rangeOf(range), bytesOf(address))),
  ),
  ...[CIDR, STRING].map((type) =>
    method("containsCIDR", [CIDR, type], BOOL, (range, other) => {
      const inner = rangeOf(other);
      return rangeOf(range).length <= inner.length && cidrContains(rangeOf(range), inner.network);
    }),
  ),
  method("ip", [CIDR], IP, (range) => ip(addressText(rangeOf(range).address.bytes))),
  method("masked", [CIDR], CIDR, (range) => cidr(`${addressText(rangeOf(range).network)}/${rangeOf(range).length}`)),
  method("prefixLength", [CIDR], INT, (range) => BigInt(rangeOf(range).length)),
];
