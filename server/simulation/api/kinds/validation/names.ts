/**
 * The shapes a name, label, port or percentage may have, with the words the API server refuses others with.
 * Every check answers a list of messages without field path and value; an empty list means valid.
 *
 * Models kubernetes apimachinery pkg/util/validation/validation.go and pkg/api/validate/content.
 * Two wordings of length exist upstream: names say "characters", label keys and values say "bytes".
 */

const NONE: readonly string[] = [];

const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

const labelPattern = new RegExp(`^${LABEL}$`);
const subdomainPattern = new RegExp(`^${SUBDOMAIN}$`);
const qualifiedPattern = new RegExp(`^${QUALIFIED}$`);
const labelValuePattern = new RegExp(`^(${QUALIFIED})?$`);

const encoder = new TextEncoder();
/** Characters beyond which encoding a text is less work than looking at each. */
const LONG = 1_000;

/** Length in UTF-8 bytes, as Go's len counts. */
export function byteLength(text: string): number {
  if (text.length > LONG) return encoder.encode(text).length;
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    // Both halves of a surrogate pair count two: four bytes together.
    bytes += code >= 0x800 && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

const maxLengthText = (limit: number): string => `must be no more than ${limit} characters`;
const maxBytesText = (limit: number): string => `must be no more than ${limit} bytes`;
export const rangeText = (low: number, high: number): string => `must be between ${low} and ${high}, inclusive`;
export const NOT_NEGATIVE = "must be greater than or equal to 0";
export const IMMUTABLE = "field is immutable";
const MUST_BE_NON_EMPTY = "must be non-empty";

/** `msg (e.g. 'a',  or 'b', regex used for validation is 'x')`, with upstream's odd spacing. */
export function regexText(message: string, pattern: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`;
  return `${message} (e.g. ${examples.map((example) => `'${example}', `).join(" or ")}regex used for validation is '${pattern}')`;
}

const LABEL_TEXT = regexText(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL,
  "my-name",
  "123-abc",
);
const SUBDOMAIN_TEXT = regexText(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN,
  "example.com",
);
const QUALIFIED_WORDS =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const QUALIFIED_TEXT = regexText(QUALIFIED_WORDS, QUALIFIED, "MyName", "my.name", "123-abc");
const LABEL_VALUE_TEXT = regexText(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  `(${QUALIFIED})?`,
  "MyValue",
  "my_value",
  "12345",
);

function labelMessages(value: string, tooLong: (limit: number) => string): readonly string[] {
  const long = byteLength(value) > 63;
  const matches = labelPattern.test(value);
  if (!long && matches) return NONE;
  const messages: string[] = [];
  if (long) messages.push(tooLong(63));
  if (!matches) messages.push(subdomainPattern.test(value) ? "must not contain dots" : LABEL_TEXT);
  return messages;
}

function subdomainMessages(value: string, tooLong: (limit: number) => string): readonly string[] {
  const long = byteLength(value) > 253;
  const matches = subdomainPattern.test(value);
  if (!long && matches) return NONE;
  const messages: string[] = [];
  if (long) messages.push(tooLong(253));
  if (!matches) messages.push(SUBDOMAIN_TEXT);
  return messages;
}

/** A DNS label of RFC 1123: container names, namespaces. */
export const dns1123Label = (value: string): readonly string[] => labelMessages(value, maxLengthText);

/** A DNS subdomain of RFC 1123: most object names. */
export const dns1123Subdomain = (value: string): readonly string[] => subdomainMessages(value, maxLengthText);

/** The declarative validators' wording of the two: lengths in bytes (ReplicationController names). */
export const longNameInBytes = (value: string): readonly string[] => subdomainMessages(value, maxBytesText);

const DNS1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
const dns1035Pattern = new RegExp(`^${DNS1035}$`);

/** A DNS label of RFC 1035: must start with a letter. */
export function dns1035Label(value: string): readonly string[] {
  const messages: string[] = [];
  if (byteLength(value) > 63) messages.push(maxLengthText(63));
  if (!dns1035Pattern.test(value)) {
    const words =
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
    messages.push(regexText(words, DNS1035, "my-name", "abc-123"));
  }
  return messages;
}

const WILDCARD = `\\*\\.${SUBDOMAIN}`;
const wildcardPattern = new RegExp(`^${WILDCARD}$`);

/** `*.example.com`. */
export function wildcardSubdomain(value: string): readonly string[] {
  const messages: string[] = [];
  if (byteLength(value) > 253) messages.push(maxLengthText(253));
  if (!wildcardPattern.test(value)) {
    const words =
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
    messages.push(regexText(words, WILDCARD, "*.example.com"));
  }
  return messages;
}

const UNDERSCORE_LABEL = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const UNDERSCORE_SUBDOMAIN = `${UNDERSCORE_LABEL}(\\.${UNDERSCORE_LABEL})*`;
const underscorePattern = new RegExp(`^${UNDERSCORE_SUBDOMAIN}$`);

/** A subdomain that may hold underscores (DNS search domains). */
export function dns1123SubdomainWithUnderscore(value: string): readonly string[] {
  const messages: string[] = [];
  if (byteLength(value) > 253) messages.push(maxLengthText(253));
  if (!underscorePattern.test(value)) {
    const words =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
    messages.push(regexText(words, UNDERSCORE_SUBDOMAIN, "example.com"));
  }
  return messages;
}

/** A label key: `name` or `prefix.example/name`. */
export function qualifiedName(value: string): readonly string[] {
  if (qualifiedPattern.test(value) && value.length <= 63) return NONE;
  const parts = value.split("/");
  if (parts.length > 2) {
    return [
      `a valid label key ${QUALIFIED_TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const messages: string[] = [];
  const [first, second] = parts as [string, string?];
  const name = second ?? first;
  if (second !== undefined) {
    if (first === "") messages.push(`prefix part ${MUST_BE_NON_EMPTY}`);
    else for (const message of longNameInBytes(first)) messages.push(`prefix part ${message}`);
  }
  if (name === "") messages.push(`name part ${MUST_BE_NON_EMPTY}`);
  else if (byteLength(name) > 63) messages.push(`name part ${maxBytesText(63)}`);
  if (!qualifiedPattern.test(name)) messages.push(`name part ${QUALIFIED_TEXT}`);
  return messages;
}

/** A label's value. */
export function labelValue(value: string): readonly string[] {
  const long = byteLength(value) > 63;
  const matches = labelValuePattern.test(value);
  if (!long && matches) return NONE;
  const messages: string[] = [];
  if (long) messages.push(maxBytesText(63));
  if (!matches) messages.push(LABEL_VALUE_TEXT);
  return messages;
}

/** A name ending in a dash may get a suffix: upstream checks it with the last two characters replaced. */
export function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith("-") ? `${name.slice(0, -2)}a` : name;
}

/** A rule for `metadata.name`; `prefix`: the value is a generateName. */
export type NameRule = (name: string, prefix: boolean) => readonly string[];

export const nameIsSubdomain: NameRule = (name, prefix) => dns1123Subdomain(prefix ? maskTrailingDash(name) : name);
export const nameIsLabel: NameRule = (name, prefix) => dns1123Label(prefix ? maskTrailingDash(name) : name);

/** A name that may stand in a URL path and has no other rule: roles and bindings. */
export const nameIsPathSegment: NameRule = (name, prefix) => {
  if (!prefix && (name === "." || name === "..")) return [`may not be '${name}'`];
  const messages: string[] = [];
  for (const illegal of ["/", "%"]) if (name.includes(illegal)) messages.push(`may not contain '${illegal}'`);
  return messages;
};

export function portNumber(port: number): readonly string[] {
  return port >= 1 && port <= 65535 ? NONE : [rangeText(1, 65535)];
}

export function inRange(value: number, low: number, high: number): readonly string[] {
  return value >= low && value <= high ? NONE : [rangeText(low, high)];
}

/** A Unix user or group id. */
export const unixId = (id: number): readonly string[] => inRange(id, 0, 2147483647);

/** A port's name, as RFC 6335 has it, lower case only. */
export function portName(name: string): readonly string[] {
  const messages: string[] = [];
  if (byteLength(name) > 15) messages.push(maxLengthText(15));
  if (!/^[-a-z0-9]+$/.test(name))
    messages.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(name)) messages.push("must contain at least one letter (a-z)");
  if (name.includes("--")) messages.push("must not contain consecutive hyphens");
  if (name.startsWith("-") || name.endsWith("-")) messages.push("must not begin or end with a hyphen");
  return messages;
}

/** `25%`. */
export function percentText(value: string): readonly string[] {
  if (/^[0-9]+%$/.test(value)) return NONE;
  return [
    regexText("a valid percent string must be a numeric string followed by an ending '%'", "[0-9]+%", "1%", "93%"),
  ];
}

export function httpHeaderName(value: string): readonly string[] {
  if (/^[-A-Za-z0-9]+$/.test(value)) return NONE;
  return [
    regexText("a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+", "X-Header-Name"),
  ];
}

/** An environment variable's name: printable ASCII without `=`. */
export function envVarName(value: string): readonly string[] {
  if (value === "") return [`environment variable name ${MUST_BE_NON_EMPTY}`];
  if (/^[\x20-\x3c\x3e-\x7e]*$/.test(value)) return NONE;
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** A key of a ConfigMap or Secret. */
export function configMapKey(value: string): readonly string[] {
  const messages: string[] = [];
  if (byteLength(value) > 253) messages.push(maxLengthText(253));
  if (!/^[-._a-zA-Z0-9]+$/.test(value)) {
    messages.push(
      regexText(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        "[-._a-zA-Z0-9]+",
        "key.name",
        "KEY_NAME",
        "key-name",
      ),
    );
  }
  if (value === "." || value === "..") messages.push(`must not be '${value}'`);
  else if (value.startsWith("..")) messages.push("must not start with '..'");
  return messages;
}
