/** Reads a PKCS #10 request: subject and alternative names. Models Go's x509.ParseCertificateRequest as far as shown. */

export interface Subject {
  readonly commonName: string;
  readonly serialNumber: string;
  readonly organization: readonly string[];
  readonly organizationalUnit: readonly string[];
  readonly country: readonly string[];
  readonly locality: readonly string[];
  readonly province: readonly string[];
  readonly streetAddress: readonly string[];
  readonly postalCode: readonly string[];
}

export interface AlternativeNames {
  readonly dns: string[];
  readonly email: string[];
  readonly uri: string[];
  readonly ip: string[];
}

export interface CertificateRequest {
  readonly subject: Subject;
  readonly names: AlternativeNames;
}

/** `request` is base64 of PEM, as the object holds it; throws when there is no request in it. */
export function parseCertificateRequest(request: string): CertificateRequest {
  const block = /-----BEGIN CERTIFICATE REQUEST-----([\sA-Za-z0-9+/=]*)-----END CERTIFICATE REQUEST-----/.exec(
    tryBase64(request),
  );
  if (!block) throw new Error("Error parsing CSR: PEM block type must be CERTIFICATE REQUEST");
  try {
    const der = Uint8Array.from(atob((block[1] as string).replace(/\s/g, "")), (char) => char.charCodeAt(0));
    const [outer] = elements(der);
    const [info] = children(outer);
    const [, subject, , ...attributes] = children(info);
    return { subject: subjectOf(subject), names: namesOf(attributes) };
  } catch {
    throw new Error("Error parsing CSR: asn1: structure error: malformed certificate request");
  }
}

function tryBase64(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

function elements(bytes: Uint8Array): Element[] {
  const found: Element[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at] as number;
    let length = bytes[at + 1] as number;
    at += 2;
    if (length > 0x80) {
      const size = length - 0x80;
      if (size > 4) throw new Error("length too large");
      length = 0;
      for (let index = 0; index < size; index++) length = length * 256 + (bytes[at + index] as number);
      at += size;
    }
    if (!(at + length <= bytes.length)) throw new Error("data truncated");
    found.push({ tag, content: bytes.subarray(at, at + length) });
    at += length;
  }
  return found;
}

function children(element: Element | undefined): Element[] {
  if (!element) throw new Error("element missing");
  return elements(element.content);
}

function identifier({ content }: Element): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (numbers.length === 0)
      numbers.push(Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40)));
    else numbers.push(value);
    value = 0;
  }
  return numbers.join(".");
}

const text = ({ content }: Element): string => new TextDecoder().decode(content);

function subjectOf(name: Element | undefined): Subject {
  const values = new Map<string, string[]>();
  for (const set of children(name))
    for (const pair of children(set)) {
      const [type, value] = children(pair);
      if (!type || !value) throw new Error("attribute without value");
      const key = identifier(type);
      values.set(key, [...(values.get(key) ?? []), text(value)]);
    }
  const all = (last: number): string[] => values.get(`2.5.4.${last}`) ?? [];
  return {
    commonName: all(3).at(-1) ?? "",
    serialNumber: all(5).at(-1) ?? "",
    country: all(6),
    locality: all(7),
    province: all(8),
    streetAddress: all(9),
    organization: all(10),
    organizationalUnit: all(11),
    postalCode: all(17),
  };
}

const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
const ALTERNATIVE_NAME = "2.5.29.17";

function namesOf(sets: readonly Element[]): AlternativeNames {
  const names: AlternativeNames = { dns: [], email: [], uri: [], ip: [] };
  for (const attribute of sets.filter(({ tag }) => tag === 0xa0).flatMap(children)) {
    const [type, values] = children(attribute);
    if (!type || identifier(type) !== EXTENSION_REQUEST) continue;
    for (const extension of children(values).flatMap(children)) {
      const parts = children(extension);
      const value = parts.at(-1);
      if (!parts[0] || !value || identifier(parts[0]) !== ALTERNATIVE_NAME) continue;
      for (const entry of children(elements(value.content)[0])) addName(names, entry);
    }
  }
  return names;
}

function addName(names: AlternativeNames, entry: Element): void {
  const kind = entry.tag & 0x1f;
  if (kind === 1) names.email.push(text(entry));
  else if (kind === 2) names.dns.push(text(entry));
  else if (kind === 6) names.uri.push(text(entry));
  else if (kind === 7) names.ip.push(address(entry.content));
}

function address(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: bytes.length / 2 }, (_, index) =>
    (((bytes[2 * index] as number) << 8) | (bytes[2 * index + 1] as number)).toString(16),
  );
  const runs = groups.join(":").match(/(?:^|:)0(?::0)+(?=:|$)/g) ?? [];
  const longest = runs.sort((a, b) => b.length - a.length)[0];
  if (!longest) return groups.join(":");
  const at = groups.join(":").indexOf(longest);
  const [head, tail] = [groups.join(":").slice(0, at), groups.join(":").slice(at + longest.length)];
  return `${head}::${tail.replace(/^:/, "")}`;
}
