/** From a kubeconfig and flags to a server, credentials and a namespace. Mirrors clientcmd DirectClientConfig. */
import type { FlagValues } from "../cli/flags.ts";
import { GLOBAL_FLAGS } from "../cli/globalFlags.ts";
import { parseDuration } from "../cli/duration.ts";
import { ConfigurationInvalid, ContextNotFound } from "../errors.ts";
import type { KubectlFiles } from "../io.ts";
import type { JsonObject } from "../json.ts";
import {
  authorityProblems,
  clientCertificateProblems,
  type Credentials,
  credentials,
  textOf as text,
  unreadable,
} from "./credentialFiles.ts";
import type { KubeConfig } from "./KubeConfig.ts";

export interface Connection {
  readonly server: string;
  readonly headers: { readonly [name: string]: string };
  readonly timeoutMs: number;
  readonly contextName: string;
  readonly clusterName: string;
  readonly userName: string;
}

/** Flags that stand for parts of a kubeconfig. */
export interface Overrides {
  readonly context: string;
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string;
  readonly server: string;
  readonly token: string;
  readonly tokenFile: string;
  readonly username: string;
  readonly password: string;
  readonly as: string;
  readonly asUid: string;
  readonly asGroups: readonly string[];
  readonly asExtra: readonly string[];
  readonly timeout: string;
  readonly certificateAuthority: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
}

export function overridesOf(flags: FlagValues): Overrides {
  return {
    context: globalText(flags, "context"),
    cluster: globalText(flags, "cluster"),
    user: globalText(flags, "user"),
    namespace: flags.text("namespace"),
    server: globalText(flags, "server"),
    token: globalText(flags, "token"),
    tokenFile: "",
    username: globalText(flags, "username"),
    password: globalText(flags, "password"),
    as: flags.text("as"),
    asUid: flags.text("as-uid"),
    asGroups: flags.list("as-group"),
    // What names no value is passed over.
    asExtra: flags.list("as-user-extra").filter((extra) => extra.includes("=")),
    timeout: flags.text("request-timeout"),
    certificateAuthority: globalText(flags, "certificate-authority"),
    clientCertificate: globalText(flags, "client-certificate"),
    clientKey: globalText(flags, "client-key"),
  };
}

/** The value of a global flag, unless the command has a flag of that name for something else. */
function globalText(flags: FlagValues, name: string): string {
  const flag = flags.flags.find((one) => one.name === name);
  return flag && GLOBAL_FLAGS.includes(flag) ? flags.text(name) : "";
}

export class ClientConfig {
  private missing: ReadonlySet<string> = new Set();

  constructor(
    readonly config: KubeConfig,
    private readonly overrides: Overrides,
  ) {}

  /** Looks whether the certificates and keys that are named as files are there. */
  async lookFor(files: KubectlFiles): Promise<this> {
    const { authority, certificate, key } = this.named();
    this.missing = await unreadable(files, [authority.path, certificate.path, key.path]);
    return this;
  }

  private named(): { readonly authority: Credentials; readonly certificate: Credentials; readonly key: Credentials } {
    const { certificateAuthority, clientCertificate, clientKey } = this.overrides;
    const user = this.config.users.get(this.userName);
    return {
      authority: credentials(certificateAuthority, this.config.clusters.get(this.clusterName), "certificate-authority"),
      certificate: credentials(clientCertificate, user, "client-certificate"),
      key: credentials(clientKey, user, "client-key"),
    };
  }

  get contextName(): string {
    return this.overrides.context || this.config.currentContext;
  }

  private context(strict: boolean): JsonObject {
    const name = this.contextName;
    const found = this.config.contexts.get(name);
    if (!found && this.overrides.context && strict) throw new Error(`context ${JSON.stringify(name)} does not exist`);
    return found?.value ?? {};
  }

  get clusterName(): string {
    return this.overrides.cluster || text(this.context(false), "cluster");
  }

  get userName(): string {
    return this.overrides.user || text(this.context(false), "user");
  }

  /** Explicit when a flag names it. */
  namespace(): { readonly name: string; readonly explicit: boolean } {
    if (this.overrides.namespace) return { name: this.overrides.namespace, explicit: true };
    this.confirmUsable();
    return { name: text(this.context(true), "namespace") || "default", explicit: false };
  }

  connection(): Connection {
    if (this.overrides.user && !this.config.users.has(this.overrides.user))
      throw new Error(`auth info ${JSON.stringify(this.overrides.user)} does not exist`);
    this.context(true);
    if (this.overrides.cluster && !this.config.clusters.has(this.overrides.cluster))
      throw new Error(`cluster ${JSON.stringify(this.overrides.cluster)} does not exist`);
    this.confirmUsable();
    const server = this.server().replace(/\/+$/, "");
    return {
      server: /^[a-z]+:\/\//.test(server) ? server : `http://${server}`,
      headers: { ...this.authorization(server), ...this.impersonation() },
      timeoutMs: timeoutOf(this.overrides.timeout),
      contextName: this.contextName,
      clusterName: this.clusterName,
      userName: this.userName,
    };
  }

  private server(): string {
    const cluster = this.config.clusters.get(this.clusterName)?.value;
    const named = this.overrides.server || text(cluster, "server");
    if (named) return named;
    // A cluster that a flag names must be there; otherwise there is this guess.
    return this.overrides.cluster && !cluster ? "" : "http://localhost:8080";
  }

  /** Credentials go over TLS only. */
  private authorization(server: string): { [name: string]: string } {
    if (!server.startsWith("https:")) return {};
    const user = this.config.users.get(this.userName)?.value;
    const token = this.overrides.token || text(user, "token");
    if (token) return { Authorization: `Bearer ${token}` };
    const username = this.overrides.username || text(user, "username");
    const password = this.overrides.password || text(user, "password");
    return username || password ? { Authorization: `Basic ${btoa(`${username}:${password}`)}` } : {};
  }

  private impersonation(): { [name: string]: string } {
    const user = this.config.users.get(this.userName)?.value;
    const as = this.overrides.as || text(user, "as");
    if (!as) return {};
    const headers: { [name: string]: string } = { "Impersonate-User": as };
    if (this.overrides.asUid) headers["Impersonate-Uid"] = this.overrides.asUid;
    const groups = this.overrides.asGroups.length > 0 ? this.overrides.asGroups : listOf(user?.["as-groups"]);
    if (groups.length > 0) headers["Impersonate-Group"] = groups.join("\n");
    for (const extra of this.overrides.asExtra) {
      const at = extra.indexOf("=");
      if (at < 0) continue;
      const name = `Impersonate-Extra-${extra.slice(0, at)}`;
      headers[name] = headers[name] === undefined ? extra.slice(at + 1) : `${headers[name]}\n${extra.slice(at + 1)}`;
    }
    return headers;
  }

  confirmUsable(): void {
    const problems: Error[] = [];
    const current = this.config.currentContext;
    const name = this.overrides.context || current;
    if (name && !this.config.contexts.has(name)) problems.push(new ContextNotFound(name));
    const user = this.config.users.get(this.userName)?.value;
    const missing = this.overrides.user !== "" && !user;
    const { token, username, password, as, asUid, asGroups, asExtra } = this.overrides;
    const { authority, certificate, key } = this.named();
    if (!missing) {
      problems.push(...clientCertificateProblems({ certificate, key, name: this.userName }, this.missing));
      const methods = [
        ...(token || text(user, "token") ? ["token"] : []),
        ...(username || password || text(user, "username") || text(user, "password") ? ["basicAuth"] : []),
      ];
      if (methods.length > 1)
        problems.push(
          new Error(
            `more than one authentication method found for ${this.userName}; found [${methods.join(" ")}], only one is allowed`,
          ),
        );
      if ((asUid || asGroups.length > 0 || asExtra.length > 0) && !as && !text(user, "as"))
        problems.push(
          new Error(`requesting uid, groups or user-extra for ${this.userName} without impersonating a user`),
        );
    }
    if (this.server() === "")
      problems.push(
        new Error(
          this.clusterName
            ? `no server found for cluster ${JSON.stringify(this.clusterName)}`
            : "default cluster has no server defined",
        ),
      );
    problems.push(...authorityProblems({ authority, name: this.clusterName }, this.missing));
    if (problems.length > 0) throw new ConfigurationInvalid(problems);
  }
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** `5`, `10s`; 0 or nothing: none. Milliseconds. */
function timeoutOf(text: string): number {
  if (text === "" || text === "0") return 0;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  try {
    return parseDuration(text);
  } catch {
    throw new Error(
      "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)",
    );
  }
}
