/** PEM and the parts of a PKCS #10 request that the API looks at. Signatures are not checked: nothing here signs. */

/** The request is none; the text is Go's. */
export class CertificateRequestError extends Error {}

const MALFORMED = "asn1: structure error: tags don't match";
const ORGANIZATION = "2.5.4.10".split(".").map(Number);

/** Blocks of a PEM text: their types and bytes. Text between them is looked past. */
export function pemBlocks(text: string): readonly { readonly type: string; readonly bytes: Uint8Array }[] {
  const form = /-----BEGIN ([^-\n]*)-----\r?\n([\s\S]*?)-----END \1-----/g;
  return [...text.matchAll(form)].flatMap(([, type = "", body = ""]) => {
    const base64 = body.replace(/\s/g, "");
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) return [];
    return [{ type, bytes: Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)) }];
  });
}

/** Organizations of the subject of a PEM-encoded request; throws CertificateRequestError. */
export function organizationsOf(pem: string): readonly string[] {
  const [block] = pemBlocks(pem);
  if (block?.type !== "CERTIFICATE REQUEST")
    throw new CertificateRequestError("PEM block type must be CERTIFICATE REQUEST");
  const [info] = children(only(block.bytes, 0x30));
  const [, subject] = children(expect(info, 0x30));
  return children(expect(subject, 0x30)).flatMap((set) =>
    children(expect(set, 0x31)).flatMap((pair) => {
      const [name, value] = children(expect(pair, 0x30));
      const same = name?.tag === 6 && equalBytes(name.bytes, identifier(ORGANIZATION));
      return same && value ? [new TextDecoder().decode(value.bytes)] : [];
    }),
  );
}

interface Element {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

function only(bytes: Uint8Array, tag: number): Element {
  const [first, ...rest] = elements(bytes);
  if (rest.length > 0) throw new CertificateRequestError("asn1: syntax error: trailing data");
  return expect(first, tag);
}

function expect(element: Element | undefined, tag: number): Element {
  if (!element) throw new CertificateRequestError("asn1: syntax error: sequence truncated");
  if (element.tag !== tag) throw new CertificateRequestError(MALFORMED);
  return element;
}

const children = ({ bytes }: Element): Element[] => elements(bytes);

function elements(bytes: Uint8Array): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at++] as number;
    let length = bytes[at++] ?? -1;
    if (length < 0) throw new CertificateRequestError("asn1: syntax error: truncated tag or length");
    if (length > 127) {
      const size = length - 128;
      if (size === 0 || size > 4) throw new CertificateRequestError("asn1: structure error: length too large");
      length = 0;
      for (let index = 0; index < size; index++) length = length * 256 + (bytes[at++] ?? 0);
    }
    if (at + length > bytes.length) throw new CertificateRequestError("asn1: syntax error: data truncated");
    found.push({ tag, bytes: bytes.subarray(at, at + length) });
    at += length;
  }
  return found;
}

/** An object identifier of small numbers in DER. */
function identifier([first = 0, second = 0, ...rest]: readonly number[]): readonly number[] {
  return [first * 40 + second, ...rest];
}

function equalBytes(left: Uint8Array, right: readonly number[]): boolean {
  return left.length === right.length && right.every((byte, index) => left[index] === byte);
}
