import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addressText,
  parseAddress,
  parseCidr,
  validateAddress,
  validateCidr,
  validateEndpointAddress,
  warningsForAddress,
} from "../../../../server/simulation/api/kinds/validation/addresses.ts";

describe("addresses", () => {
  it("RES-15 writes any IPv6 address so that it reads the same, in canonical form", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 })), { minLength: 16, maxLength: 16 }),
        (bytes) => {
          // Addresses within ::ffff:0:0/96 are IPv4 ones.
          fc.pre(!(bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255));
          const text = addressText(bytes);
          expect(parseAddress(text)?.bytes).toEqual(bytes);
          expect(warningsForAddress("f", text)).toEqual([]);
        },
      ),
    );
  });

  it("RES-15 refuses what is no address, and what only old readers accept", () => {
    for (const text of [
      "",
      "x",
      "1.2.3",
      "1.2.3.256",
      "1.2.3.4.5",
      "1::2::3",
      ":::",
      "12345::",
      "1:2:3:4:5:6:7",
      "1.2.3.4/8",
      "fe80::1%eth0",
    ]) {
      expect(validateAddress("f", text).map(({ detail }) => detail)).toEqual([
        "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
      ]);
    }
    expect(validateAddress("f", "010.0.0.1").map(({ detail }) => detail)).toEqual(["must not have leading 0s"]);
    expect(validateAddress("f", "010.0.0.1", ["010.0.0.1"])).toEqual([]);
    expect(validateAddress("f", "::ffff:1.2.3.4").map(({ detail }) => detail)).toEqual([
      "must not be an IPv4-mapped IPv6 address",
    ]);
    expect(warningsForAddress("f", "2001:DB8::1")).toEqual([
      'f: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
    ]);
  });

  it("RES-15 tells addresses that cannot be endpoints", () => {
    const words = (text: string) => validateEndpointAddress("f", text).map(({ detail }) => detail.split(" (")[0]);
    expect(words("0.0.0.0")).toEqual(["may not be unspecified"]);
    expect(words("::")).toEqual(["may not be unspecified"]);
    expect(words("127.9.9.9")).toEqual(["may not be in the loopback range"]);
    expect(words("::1")).toEqual(["may not be in the loopback range"]);
    expect(words("169.254.0.1")).toEqual(["may not be in the link-local range"]);
    expect(words("fe80::1")).toEqual(["may not be in the link-local range"]);
    expect(words("224.0.0.1")).toEqual(["may not be in the link-local multicast range"]);
    expect(words("20.96.0.5")).toEqual([]);
  });

  it("RES-15 refuses a CIDR with bits behind its prefix", () => {
    expect(parseCidr("10.96.0.0/12")?.network).toEqual([10, 96, 0, 0]);
    expect(validateCidr("f", "10.0.0.0/8")).toEqual([]);
    expect(validateCidr("f", "10.0.0.1/8").map(({ detail }) => detail)).toEqual([
      "must not have bits set beyond the prefix length",
    ]);
    expect(validateCidr("f", "10.0.0.0/33").map(({ detail }) => detail)).toEqual([
      "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",
    ]);
  });
});
