/** A kubeconfig for one person and one cluster. Over plain http kubectl sends no token, so it stands in the URL there. */
export interface KubeconfigParts {
  readonly name: string;
  /** URL of the cluster without a token, `http://host/clusters/abc`. */
  readonly server: string;
  readonly token?: string;
  readonly user: string;
  readonly certificateAuthority?: string;
  /** Where kubectl goes when none is named; left out: `default`. */
  readonly namespace?: string;
}

/** YAML text; JSON strings are YAML. */
export function kubeconfig({
  name,
  server,
  token,
  user,
  certificateAuthority,
  namespace = "default",
}: KubeconfigParts): string {
  const https = server.startsWith("https:");
  const url = token && !https ? `${server}/t/${token}` : server;
  const authority = certificateAuthority
    ? `    certificate-authority-data: ${Buffer.from(certificateAuthority).toString("base64")}\n`
    : "";
  return `apiVersion: v1
kind: Config
clusters:
- name: ${JSON.stringify(name)}
  cluster:
    server: ${JSON.stringify(url)}
${authority}users:
- name: ${JSON.stringify(user)}
  user: ${token ? `\n    token: ${JSON.stringify(token)}` : "{}"}
contexts:
- name: ${JSON.stringify(name)}
  context:
    cluster: ${JSON.stringify(name)}
    user: ${JSON.stringify(user)}
    namespace: ${JSON.stringify(namespace)}
current-context: ${JSON.stringify(name)}
`;
}
