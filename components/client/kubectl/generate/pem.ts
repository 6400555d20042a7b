/** PEM as far as `create secret tls` looks into it. Mirrors Go's crypto/tls.X509KeyPair in order and words. */

/** Why the texts are no certificate and no key; undefined when they look like them. Whether they belong together is not checked. */
export function keyPairProblem(cert: string, key: string): string | undefined {
  const [skippedOfCert, hasCert] = skipped(cert, (type) => type === "CERTIFICATE");
  if (!hasCert) {
    if (skippedOfCert.length === 0) return "tls: failed to find any PEM data in certificate input";
    if (skippedOfCert.length === 1 && isKey(skippedOfCert[0] ?? ""))
      return "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched";
    return `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${skippedOfCert.join(" ")}]`;
  }
  const [skippedOfKey, hasKey] = skipped(key, isKey);
  if (hasKey) return undefined;
  if (skippedOfKey.length === 0) return "tls: failed to find any PEM data in key input";
  if (skippedOfKey.length === 1 && skippedOfKey[0] === "CERTIFICATE")
    return "tls: found a certificate rather than a key in the PEM for the private key";
  return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${skippedOfKey.join(" ")}]`;
}

const isKey = (type: string): boolean => type === "PRIVATE KEY" || type.endsWith(" PRIVATE KEY");

/** The types of the blocks before the wanted one, and whether there is one. */
function skipped(text: string, wanted: (type: string) => boolean): readonly [readonly string[], boolean] {
  const types = [...text.matchAll(/-----BEGIN ([^\n]*?)-----\r?\n[^-]*-----END \1-----/g)].map(([, type = ""]) => type);
  const at = types.findIndex(wanted);
  return at < 0 ? [types, false] : [types.slice(0, at), true];
}
