/** Requests to one server as one user, with the server's refusals as errors. Mirrors client-go rest in what kubectl shows. */
import { ConnectionError, type Status, StatusError, statusOf } from "../errors.ts";
import type { ApiAnswer, ApiCall, ApiStream, KubectlApi } from "../io.ts";

export type Query = readonly (readonly [string, string])[];

export interface RequestOptions {
  readonly query?: Query;
  readonly accept?: string;
  readonly contentType?: string;
  /** JSON text, or what contentType says. */
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface RestOptions {
  readonly api: KubectlApi;
  readonly server: string;
  /** Authorization and impersonation. */
  readonly headers: { readonly [name: string]: string };
  readonly warn: (text: string) => void;
  readonly verbose?: (text: string) => void;
  /** Of every request, in milliseconds; 0 for none. */
  readonly timeoutMs?: number;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly userAgent: string;
}

export type Method = ApiCall["method"];

const JSON_TYPE = "application/json";

export class RestClient {
  constructor(readonly options: RestOptions) {}

  /** The parsed answer. Throws StatusError and ConnectionError. */
  async json(method: Method, path: string, options: RequestOptions = {}): Promise<unknown> {
    const answer = await this.text(method, path, options);
    if (answer.body === "") return {};
    try {
      return JSON.parse(answer.body) as unknown;
    } catch {
      throw new Error("couldn't get version/kind; json parse error");
    }
  }

  /** The answer as it is. Throws StatusError for refusals. */
  async text(method: Method, path: string, options: RequestOptions = {}): Promise<ApiAnswer> {
    const call = this.call(method, path, options);
    const answer = await this.inTime(call, (signal) =>
      this.options.api.request({ ...call, ...(signal ? { signal } : {}) }),
    );
    this.warnOf(answer.warnings);
    if (answer.status < 200 || answer.status > 206) throw refusal(answer, call);
    return answer;
  }

  /** A watch or a followed log. Throws StatusError when it is refused. */
  async open(path: string, options: RequestOptions = {}): Promise<ApiStream> {
    const call = this.call("GET", path, options);
    const stream = await this.options.api.open(options.signal ? { ...call, signal: options.signal } : call);
    this.warnOf(stream.warnings);
    if (stream.status >= 200 && stream.status <= 206) return stream;
    let body = "";
    for await (const chunk of stream.chunks) body += chunk;
    throw refusal({ status: stream.status, contentType: stream.contentType, warnings: [], body }, call);
  }

  private call(method: Method, path: string, { query = [], accept, contentType, body }: RequestOptions): ApiCall {
    const { server, headers, userAgent, verbose } = this.options;
    const text = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
    const call = {
      method,
      server,
      path: text ? `${path}${path.includes("?") ? "&" : "?"}${text}` : path,
      headers: {
        Accept: accept ?? JSON_TYPE,
        "User-Agent": userAgent,
        ...headers,
        ...(body === undefined ? {} : { "Content-Type": contentType ?? JSON_TYPE }),
      },
      ...(body === undefined ? {} : { body }),
    };
    verbose?.(`${method} ${server}${call.path}`);
    return call;
  }

  private async inTime<T>(call: ApiCall, ask: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
    const { timeoutMs, sleep } = this.options;
    if (!timeoutMs || !sleep) return ask(call.signal);
    const answered = new AbortController();
    const late = sleep(timeoutMs, answered.signal).then(() => {
      if (answered.signal.aborted) return new Promise<never>(() => {});
      throw new ConnectionError(
        title(call.method),
        `${call.server}${call.path}`,
        "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
      );
    });
    try {
      return await Promise.race([ask(answered.signal), late]);
    } finally {
      answered.abort();
    }
  }

  private warnOf(warnings: readonly string[]): void {
    for (const text of warnings) this.options.warn(text);
  }
}

/** As Go's url.QueryEscape. */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

function title(method: string): string {
  return method[0] + method.slice(1).toLowerCase();
}

/** The error of an answer that is none of the 2xx. */
function refusal(answer: ApiAnswer, call: ApiCall): StatusError {
  const status = /json/.test(answer.contentType) ? statusOf(parsed(answer.body)) : undefined;
  return new StatusError(status ?? genericStatus(answer, call));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What client-go tells of an answer with this code to a GET when it does not look into the body. */
export function unreadAnswer(code: number): string {
  return genericStatus({ status: code, body: "" }, { method: "GET" }).message ?? "";
}

/** What client-go makes of an answer without a Status. */
function genericStatus(
  { status, body }: Pick<ApiAnswer, "status" | "body">,
  { method }: Pick<ApiCall, "method">,
): Status {
  const unexpected = `an error on the server (${JSON.stringify(body.trim() || "unknown")}) has prevented the request from succeeding`;
  const of = (reason: string, message: string): Status => ({ code: status, reason, message });
  switch (status) {
    case 404:
      return of("NotFound", "the server could not find the requested resource");
    case 400:
      return of("BadRequest", "the server rejected our request for an unknown reason");
    case 401:
      return of("Unauthorized", "the server has asked for the client to provide credentials");
    case 403:
      return of("Forbidden", body.trim() || "unknown");
    case 405:
      return of("MethodNotAllowed", "the server does not allow this method on the requested resource");
    case 406:
      return of(
        "NotAcceptable",
        body.trim() || "the server was unable to respond with a content type that the client supports",
      );
    case 409:
      return of(
        method === "POST" ? "AlreadyExists" : "Conflict",
        method === "POST" ? "the server reported a conflict" : "the server reported a conflict",
      );
    case 422:
      return of("Invalid", "the server rejected our request due to an error in our request");
    case 429:
      return of("TooManyRequests", "the server has received too many requests and has asked us to try again later");
    case 503:
      return of("ServiceUnavailable", body.trim() || "the server is currently unable to handle the request");
    case 504:
      return of(
        "Timeout",
        "the server was unable to return a response in the time allotted, but may still be processing the request",
      );
    default:
      return of(status >= 500 ? "InternalError" : "", unexpected);
  }
}
