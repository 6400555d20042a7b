/** Requests to the API and their answers, as plain data: what the command log holds and golden recordings replay. */

/** Who asks. The authenticator outside decided it; inside it is trusted. */
export interface UserInfo {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: { readonly [key: string]: readonly string[] };
}

/** Whom a request wants to act as: the Impersonate-… headers. */
export interface ImpersonationRequest {
  readonly user?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: { readonly [key: string]: readonly string[] };
}

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS";
  /** Path with query, `/api/v1/namespaces/default/pods?limit=500`. */
  readonly path: string;
  /** Undefined: the credentials were wrong or missing and the answer is 401 or what system:anonymous may see. */
  readonly user: UserInfo;
  /** `user` asks to act as somebody else; whether that is allowed is the cluster's matter. */
  readonly impersonate?: ImpersonationRequest;
  /** Chance from outside that nobody guesses, for requests that make secrets (tokens). */
  readonly entropy?: string;
  /** Somebody else who typed it in the person's name, with their consent: for the log alone. */
  readonly typedBy?: string;
  /** The person of the room who asks for a token, which ends with them. */
  readonly holder?: string;
  readonly contentType?: string;
  readonly accept?: string;
  readonly userAgent?: string;
  /** The body as text (JSON or YAML as contentType says); a decoder outside turns protobuf into JSON text. */
  readonly body?: string;
  /** Other headers, names in lower case; only of requests that are passed on to a process (`proxy`). */
  readonly headers?: { readonly [name: string]: string };
  /** The client wants to go on with another protocol (exec, attach, portforward). */
  readonly upgrade?: true;
}

export interface ApiResponse {
  readonly status: number;
  readonly contentType: string;
  /** Beside Content-Type: Location, Allow, Retry-After, Audit-Id… */
  readonly headers: { readonly [name: string]: string };
  /** Texts for `Warning: 299 - "…"` headers. */
  readonly warnings: readonly string[];
  /** A JSON value, or text when contentType is not JSON. */
  readonly body: unknown;
  /** The body is text to be sent as it is, whatever its type. */
  readonly raw?: true;
  /** JSON that is written over several lines, without one at its end. */
  readonly indented?: true;
}
