/** The certificate an operator gives, by files. Read anew whenever the process is told to (SIGHUP), for renewals. */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
  /** Whom clients must trust for it, when no public authority signed it. */
  readonly ca: string | undefined;
}

export interface Certificate {
  /** PEM, with the chain behind it. */
  readonly cert: string;
  readonly key: string;
  /** PEM that kubeconfigs carry; undefined when the authorities of the client's system are meant. */
  readonly authority: string | undefined;
}

/** Throws an Error that names the file that is wrong. */
export function readCertificate({ cert, key, ca }: CertificateFiles): Certificate {
  const certText = text("TLS_CERT", cert);
  const keyText = text("TLS_KEY", key);
  const authority = ca === undefined ? undefined : text("TLS_CA", ca);
  let own: X509Certificate;
  try {
    own = new X509Certificate(certText);
  } catch {
    throw new Error(`TLS_CERT is no certificate in PEM (인증서가 아니에요): ${cert}`);
  }
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(keyText))
    throw new Error(`TLS_KEY is no private key in PEM (개인 키가 아니에요): ${key}`);
  // Nobody vouches for a certificate that signed itself but the certificate.
  const signedItself = own.checkIssued(own);
  return { cert: certText, key: keyText, authority: authority ?? (signedItself ? certText : undefined) };
}

function text(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`${name} cannot be read (읽을 수 없어요): ${(error as Error).message}`);
  }
}
