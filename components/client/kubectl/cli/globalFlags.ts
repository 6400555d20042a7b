/** Flags of every command. */
import { arrayFlag, boolFlag, durationFlag, type Flag, intFlag, textFlag } from "./flags.ts";

export const GLOBAL_FLAGS: readonly Flag[] = [
  textFlag("as", "Username to impersonate for the operation"),
  arrayFlag("as-group", "Group to impersonate, repeatable"),
  textFlag("as-uid", "UID to impersonate"),
  arrayFlag("as-user-extra", "User extras to impersonate, key=value, repeatable"),
  textFlag("cache-dir", "Directory of the discovery cache"),
  textFlag("certificate-authority", "Path to a certificate of the authority"),
  textFlag("client-certificate", "Path to a client certificate"),
  textFlag("client-key", "Path to a client key"),
  textFlag("cluster", "Name of the kubeconfig cluster"),
  textFlag("context", "Name of the kubeconfig context"),
  boolFlag("disable-compression", "Do not compress answers"),
  boolFlag("insecure-skip-tls-verify", "Do not check the server's certificate"),
  textFlag("kubeconfig", "Path to the kubeconfig file"),
  textFlag("kuberc", "Path to the kuberc file"),
  durationFlag("log-flush-frequency", "Time between log flushes", { default: "5s", refusal: "parse error" }),
  boolFlag("match-server-version", "Require the server's version to match the client's"),
  textFlag("namespace", "Namespace of this request", { short: "n" }),
  textFlag("password", "Password for basic authentication"),
  textFlag("profile", "Name of profile to capture", { default: "none" }),
  textFlag("profile-output", "File of the profile", { default: "profile.pprof" }),
  textFlag("request-timeout", "How long to wait for one request, 0 for ever", { default: "0" }),
  textFlag("server", "Address and port of the API server", { short: "s" }),
  textFlag("tls-server-name", "Server name of the certificate"),
  textFlag("token", "Bearer token"),
  textFlag("user", "Name of the kubeconfig user"),
  textFlag("username", "Username for basic authentication"),
  intFlag("v", "Number for the log level", { short: "v" }),
  textFlag("vmodule", "Log levels by file", { check: checkModules }),
  boolFlag("warnings-as-errors", "Treat warnings of the server as errors"),
];

/** `file=2,other=3`, as klog has it. */
function checkModules(text: string): void {
  for (const part of text.split(",").filter(Boolean)) {
    const [file, level, ...more] = part.split("=");
    if (!file || !level || more.length > 0 || !/^[-+]?\d+$/.test(level))
      throw new Error("syntax error: expect comma-separated list of filename=N");
    if (level.startsWith("-")) throw new Error("negative value for vmodule level");
  }
}
