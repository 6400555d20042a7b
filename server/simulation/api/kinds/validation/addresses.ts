/**
 * IP addresses and CIDRs as text: reading, checking, warning, with the API server's words.
 * Models kubernetes apimachinery pkg/util/validation/ip.go ("legacy" fields, which accept non-canonical forms) and
 * pkg/apis/core/validation ValidateEndpointIP. Numbers are arithmetic's own: no DNS, no host order.
 */
import { type FieldError, invalid, quote } from "./errors.ts";

/** An address as bytes: four (IPv4, also when written as ::ffff:1.2.3.4) or sixteen. */
export interface Address {
  readonly bytes: readonly number[];
  /** An octet of the text has leading zeros, which only old readers accept. */
  readonly leadingZeros: boolean;
  /** Written as IPv6 although it is an IPv4 address. */
  readonly mapped: boolean;
}

/** Reads an address; undefined when the text is none. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(":")) {
    const bytes = parseOctets(text);
    return bytes && { bytes, leadingZeros: /(^|\.)0\d/.test(text), mapped: false };
  }
  const bytes = parseGroups(text);
  if (!bytes) return undefined;
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return {
    bytes: mapped ? bytes.slice(12) : bytes,
    leadingZeros: text.includes(".") && /[:.]0\d+(\.|$)/.test(text),
    mapped,
  };
}

function parseOctets(text: string): number[] | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,}$/.test(part) && Number(part) <= 255 && part.length <= 10))
    return undefined;
  return parts.map(Number);
}

function parseGroups(text: string): number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = groupBytes(halves[0] as string, halves.length === 1);
  const tail = halves.length === 2 ? groupBytes(halves[1] as string, true) : [];
  if (!head || !tail) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

function groupBytes(text: string, last: boolean): number[] | undefined {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [index, group] of groups.entries()) {
    if (last && index === groups.length - 1 && group.includes(".")) {
      const octets = parseOctets(group);
      if (!octets) return undefined;
      bytes.push(...octets);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 255);
    } else return undefined;
  }
  return bytes;
}

/** The canonical text: dotted, or RFC 5952. */
export function addressText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups: number[] = [];
  for (let index = 0; index < 16; index += 2)
    groups.push(((bytes[index] as number) << 8) | (bytes[index + 1] as number));
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.start < 0) return hex.join(":");
  return `${hex.slice(0, best.start).join(":")}::${hex.slice(best.start + best.length).join(":")}`;
}

export const isIPv6 = (text: string): boolean => parseAddress(text)?.bytes.length === 16;
export const isIPv4 = (text: string): boolean => parseAddress(text)?.bytes.length === 4;

export interface Cidr {
  readonly address: Address;
  readonly length: number;
  /** The address with the bits behind the prefix cleared. */
  readonly network: readonly number[];
}

export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (!address || !/^\d{1,3}$/.test(digits)) return undefined;
  const length = Number(digits) - (address.mapped ? 96 : 0);
  if (length < 0 || length > address.bytes.length * 8) return undefined;
  return { address, length, network: address.bytes.map((byte, index) => byte & mask(length - index * 8)) };
}

function mask(bits: number): number {
  return bits >= 8 ? 255 : bits <= 0 ? 0 : (0xff << (8 - bits)) & 255;
}

/** Whether an address lies in a CIDR of the same family. */
export function cidrContains(cidr: Cidr, bytes: readonly number[]): boolean {
  return (
    bytes.length === cidr.network.length &&
    bytes.every((byte, index) => (byte & mask(cidr.length - index * 8)) === cidr.network[index])
  );
}

/** Checks an address; texts the old object had already are accepted as they are. */
export function validateAddress(path: string, value: string, old: readonly string[] = []): FieldError[] {
  if (old.includes(value)) return [];
  const address = parseAddress(value);
  if (!address) return [invalid(path, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")];
  const errors: FieldError[] = [];
  if (address.leadingZeros) errors.push(invalid(path, value, "must not have leading 0s"));
  if (address.mapped) errors.push(invalid(path, value, "must not be an IPv4-mapped IPv6 address"));
  return errors;
}

/** Checks an address of a field without a past: it must also be in canonical form. */
export function validateCanonicalAddress(path: string, value: string): FieldError[] {
  const errors = validateAddress(path, value);
  const address = parseAddress(value);
  if (errors.length > 0 || !address) return errors;
  const canonical = addressText(address.bytes);
  return value === canonical ? [] : [invalid(path, value, `must be in canonical form (${quote(canonical)})`)];
}

/** Refuses addresses that make no sense as an endpoint. */
export function validateEndpointAddress(path: string, value: string): FieldError[] {
  const address = parseAddress(value);
  if (!address) return [invalid(path, value, "must be a valid IP address")];
  const { bytes } = address;
  const [first = 0, second = 0, third = 0] = bytes;
  const four = bytes.length === 4;
  if (bytes.every((byte) => byte === 0)) return [invalid(path, value, `may not be unspecified (${value})`)];
  if (four ? first === 127 : addressText(bytes) === "::1")
    return [invalid(path, value, "may not be in the loopback range (127.0.0.0/8, ::1/128)")];
  if (four ? first === 169 && second === 254 : first === 0xfe && (second & 0xc0) === 0x80) {
    return [invalid(path, value, "may not be in the link-local range (169.254.0.0/16, fe80::/10)")];
  }
  if (four ? first === 224 && second === 0 && third === 0 : first === 0xff && (second & 0x0f) === 2) {
    return [invalid(path, value, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")];
  }
  return [];
}

export function validateCidr(path: string, value: string, old: readonly string[] = []): FieldError[] {
  if (old.includes(value)) return [];
  const cidr = parseCidr(value);
  if (!cidr) return [invalid(path, value, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")];
  if (cidr.address.leadingZeros || /\/0\d/.test(value))
    return [invalid(path, value, "must not have leading 0s in IP or prefix length")];
  if (cidr.address.mapped) return [invalid(path, value, "must not have an IPv4-mapped IPv6 address")];
  if (addressText(cidr.network) !== addressText(cidr.address.bytes))
    return [invalid(path, value, "must not have bits set beyond the prefix length")];
  return [];
}

/** Warnings about an address that is accepted though not in its standard form. */
export function warningsForAddress(path: string, value: string): string[] {
  const address = parseAddress(value);
  if (!address) return [];
  const canonical = addressText(address.bytes);
  if (address.leadingZeros || address.mapped)
    return [`${path}: non-standard IP address ${quote(value)} is invalid: use ${quote(canonical)}`];
  if (address.bytes.length === 16 && canonical !== value) {
    return [`${path}: IPv6 address ${quote(value)} should be in RFC 5952 canonical format (${quote(canonical)})`];
  }
  return [];
}

export function warningsForCidr(path: string, value: string): string[] {
  const cidr = parseCidr(value);
  if (!cidr) return [];
  const network = `${addressText(cidr.network)}/${cidr.length}`;
  const warnings: string[] = [];
  if (addressText(cidr.network) !== addressText(cidr.address.bytes)) {
    const single = `${addressText(cidr.address.bytes)}/${cidr.address.bytes.length * 8}`;
    warnings.push(
      `${path}: CIDR value ${quote(value)} is ambiguous in this context (should be ${quote(network)} or ${quote(single)}?)`,
    );
  }
  if (cidr.address.leadingZeros || cidr.address.mapped || /\/0\d/.test(value)) {
    warnings.push(`${path}: non-standard CIDR value ${quote(value)} is invalid: use ${quote(network)}`);
  }
  if (warnings.length === 0 && cidr.address.bytes.length === 16 && network !== value) {
    warnings.push(
      `${path}: IPv6 CIDR value ${quote(value)} should be in RFC 5952 canonical format (${quote(network)})`,
    );
  }
  return warnings;
}
