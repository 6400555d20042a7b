/** IPv4 addresses and ranges as text. */

/** The address as a number; undefined for what is no IPv4 address. */
function addressNumber(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

export function isAddress(text: string): boolean {
  return addressNumber(text) !== undefined;
}

/** Whether an address lies in a range, `20.96.0.0/12`; never for what is not IPv4. */
export function contains(cidr: string, address: string): boolean {
  const [base = "", bits = "32"] = cidr.split("/");
  const from = addressNumber(base);
  const number = addressNumber(address);
  if (from === undefined || number === undefined) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(from / size) === Math.floor(number / size);
}
