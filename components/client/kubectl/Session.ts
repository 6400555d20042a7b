/** What the commands of one call share: configuration, the client, what the server serves, warnings. */
import type { FlagValues } from "./cli/flags.ts";
import { ClientConfig, overridesOf } from "./config/connection.ts";
import { configFiles, loadConfig } from "./config/KubeConfig.ts";
import { asError, ConnectionError, withoutBody } from "./errors.ts";
import type { KubectlIo } from "./io.ts";
import { klogLine } from "./klog.ts";
import { discover, discoveryTimeout } from "./rest/discovery.ts";
import type { ApiGroup } from "./rest/served.ts";
import { RestClient } from "./rest/RestClient.ts";
import { RestMapper } from "./rest/RestMapper.ts";

export const VERSION = "v1.36.2";

export interface Namespace {
  readonly name: string;
  /** Whether it was named by a flag. */
  readonly explicit: boolean;
}

/** Features of kubectl's client, as its log tells of them. */
const CLIENT_GATES = {
  AtomicFIFO: true,
  ClientsAllowCARotation: true,
  ClientsAllowCBOR: false,
  ClientsAllowTLSCacheGC: true,
  ClientsPreferCBOR: false,
  InOrderInformers: true,
  InOrderInformersBatchProcess: true,
  InformerResourceVersion: true,
  UnlockWhileProcessingFIFO: true,
  WatchListClient: true,
};

export class Session {
  private config: Promise<ClientConfig> | undefined;
  private restClient: Promise<RestClient> | undefined;
  private found: readonly ApiGroup[] | undefined;
  /** What was found is of an earlier call. */
  private kept = false;
  private restMapper: RestMapper | undefined;
  private readonly warned = new Set<string>();
  private readonly warnedByServer = new Set<string>();

  constructor(
    readonly io: KubectlIo,
    readonly flags: FlagValues,
  ) {}

  /** How many different warnings came from the server. */
  get warnings(): number {
    return this.warnedByServer.size;
  }

  /** Prints `Warning: …` once for each text. */
  warn(text: string): void {
    if (this.warned.has(text)) return;
    this.warned.add(text);
    this.io.stderr(`Warning: ${text}\n`);
  }

  clientConfig(): Promise<ClientConfig> {
    this.config ??= loadConfig(this.io, configFiles(this.io, this.flags.text("kubeconfig"))).then((config) =>
      new ClientConfig(config, overridesOf(this.flags)).lookFor(this.io.files),
    );
    return this.config;
  }

  async namespace(): Promise<Namespace> {
    return (await this.clientConfig()).namespace();
  }

  client(): Promise<RestClient> {
    this.restClient ??= this.clientConfig().then((config) => {
      const { server, headers, timeoutMs } = config.connection();
      if (this.flags.number("v") >= 1) this.tellGates();
      return new RestClient({
        api: this.io.api,
        server,
        headers,
        timeoutMs,
        sleep: (ms, signal) => this.io.sleep(ms, signal),
        warn: (text) => {
          this.warnedByServer.add(text);
          this.warn(text);
        },
        userAgent: `kubectl/${VERSION} (linux/amd64) kubernetes/podroom`,
        ...(this.flags.number("v") >= 6
          ? { verbose: (text) => this.io.stderr(klogLine("round_trippers.go:632", text, this.io.now())) }
          : {}),
      });
    });
    return this.restClient;
  }

  /** Upstream goes through a map here, in an order of chance. */
  private tellGates(): void {
    for (const [gate, on] of Object.entries(CLIENT_GATES)) {
      const text = `"Feature gate default state" feature=${JSON.stringify(gate)} enabled=${on}`;
      this.io.stderr(klogLine("envvar.go:195", text, this.io.now()));
    }
  }

  /** What the server serves, asked for once. A server that cannot be reached is reported each time, as kubectl does. */
  async groups(): Promise<readonly ApiGroup[]> {
    if (this.found) return this.found;
    const client = await this.client();
    this.found = this.io.discovered?.get(client.options.server);
    this.kept = this.found !== undefined;
    if (this.found) return this.found;
    try {
      this.found = await this.discover(client);
    } catch (error) {
      if (error instanceof ConnectionError) this.reportDiscovery(error);
      throw error;
    }
    return this.found;
  }

  /** The same, asked for anew and with every refusal reported: of commands that are about discovery. */
  async freshGroups(): Promise<readonly ApiGroup[]> {
    const client = await this.client();
    try {
      this.found = await this.discover(client);
    } catch (error) {
      const shown = withoutBody(asError(error));
      this.reportDiscovery(shown);
      throw shown;
    }
    return this.found;
  }

  /** The same, and nothing is reported. */
  async servedGroups(): Promise<readonly ApiGroup[]> {
    try {
      return await this.discover(await this.client());
    } catch (error) {
      throw withoutBody(asError(error));
    }
  }

  private async discover(client: RestClient): Promise<readonly ApiGroup[]> {
    const found = await discover(client);
    this.io.discovered?.set(client.options.server, found);
    this.kept = false;
    return found;
  }

  /** Throws why the server does not give the schemas that documents are checked against. */
  async checkSchemas(): Promise<void> {
    if (this.found && !this.kept) return;
    const client = await this.client();
    try {
      if (this.io.discovered?.has(client.options.server)) await client.text("GET", "/openapi/v3");
      else this.found = await this.discover(client);
    } catch (error) {
      const { message } =
        error instanceof ConnectionError
          ? new ConnectionError(
              "Get",
              `${client.options.server}/openapi/v2?timeout=${discoveryTimeout(client)}`,
              error.problem,
            )
          : withoutBody(asError(error));
      throw new Error(`error validating data: failed to download openapi: ${message}`);
    }
  }

  private reportDiscovery({ message }: Error): void {
    const text = JSON.stringify(`couldn't get current server API group list: ${message}`);
    this.io.stderr(klogLine("memcache.go:265", `"Unhandled Error" err=${text}`, this.io.now()));
  }

  /**
   * What `find` makes of the server's resources; when it throws for what was kept of an earlier call, of those that are
   * served by now. `attempts` as of mapper.
   */
  async mapped<T>(find: (mapper: RestMapper) => T, attempts = 1): Promise<T> {
    const mapper = await this.mapper(attempts);
    try {
      return find(mapper);
    } catch (error) {
      if (!this.kept) throw error;
      this.forgetDiscovery();
      await this.freshGroups();
      return find(await this.mapper());
    }
  }

  /** `attempts`: how often kubectl asks a server that cannot be reached. */
  async mapper(attempts = 1): Promise<RestMapper> {
    for (let attempt = 1; !this.restMapper; attempt++) {
      try {
        this.restMapper = new RestMapper(await this.groups(), (text) => this.warn(text));
      } catch (error) {
        if (attempt >= attempts || !(error instanceof ConnectionError)) throw error;
      }
    }
    return this.restMapper;
  }

  /** Forgets what the server serves, after it may have changed. */
  forgetDiscovery(): void {
    this.kept = false;
    this.found = undefined;
    this.restMapper = undefined;
  }
}
