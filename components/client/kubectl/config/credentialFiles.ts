/** Certificates and keys that a kubeconfig or flags name as files: whether they can be read. Mirrors clientcmd's validation. */
import type { KubectlFiles } from "../io.ts";
import type { JsonObject } from "../json.ts";
import type { NamedEntry } from "./KubeConfig.ts";

export interface Credentials {
  readonly path: string;
  readonly data: boolean;
}

/** A file that is named by a flag or, relative to its own folder, by an entry of a kubeconfig. */
export function credentials(flag: string, entry: NamedEntry | undefined, member: string): Credentials {
  const data = Boolean(entry?.value[`${member}-data`]);
  if (flag) return { path: flag, data };
  const named = entry?.value[member];
  if (!entry || typeof named !== "string" || named === "") return { path: "", data };
  const slash = entry.origin.lastIndexOf("/");
  return { path: named.startsWith("/") || slash < 0 ? named : `${entry.origin.slice(0, slash)}/${named}`, data };
}

/** Those of the paths that are no files. */
export async function unreadable(files: KubectlFiles, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const missing = new Set<string>();
  for (const path of paths) if (path && (await files.kind(path)) === undefined) missing.add(path);
  return missing;
}

export function clientCertificateProblems(
  { certificate, key, name }: { readonly certificate: Credentials; readonly key: Credentials; readonly name: string },
  missing: ReadonlySet<string>,
): Error[] {
  if (!certificate.path && !certificate.data) return [];
  const problems: string[] = [];
  if (certificate.path && certificate.data)
    problems.push(`client-cert-data and client-cert are both specified for ${name}. client-cert-data will override.`);
  if (key.path && key.data)
    problems.push(`client-key-data and client-key are both specified for ${name}; client-key-data will override`);
  if (!key.path && !key.data)
    problems.push(
      `client-key-data or client-key must be specified for ${name} to use the clientCert authentication method.`,
    );
  if (missing.has(certificate.path)) problems.push(unread("client-cert", certificate.path, name));
  if (missing.has(key.path)) problems.push(unread("client-key", key.path, name));
  return problems.map((problem) => new Error(problem));
}

export function authorityProblems(
  { authority, name }: { readonly authority: Credentials; readonly name: string },
  missing: ReadonlySet<string>,
): Error[] {
  const problems: string[] = [];
  if (authority.path && authority.data)
    problems.push(
      `certificate-authority-data and certificate-authority are both specified for ${name}. certificate-authority-data will override.`,
    );
  if (missing.has(authority.path)) problems.push(unread("certificate-authority", authority.path, name));
  return problems.map((problem) => new Error(problem));
}

function unread(what: string, path: string, name: string): string {
  return `unable to read ${what} ${path} for ${name} due to open ${path}: no such file or directory`;
}

/** The text of a member, empty when it is none. */
export function textOf(object: JsonObject | undefined, member: string): string {
  const value = object?.[member];
  return typeof value === "string" ? value : "";
}
