/** kubectl's requests, answered by a cluster of this process as a server would. */
import type { ApiAnswer, ApiCall, ApiStream, KubectlApi } from "../../../components/client/kubectl/io.ts";
import { ConnectionError } from "../../../components/client/kubectl/errors.ts";
import type { ApiRequest, ApiResponse, UserInfo } from "../../simulation/api/ApiRequest.ts";
import { ApiError } from "../../simulation/api/machinery/status.ts";
import type { Cluster } from "../../simulation/cluster.ts";
import { impersonationOf, userOfToken } from "./users.ts";

const ANONYMOUS: UserInfo = { username: "system:anonymous", groups: ["system:unauthenticated"] };

/** `server` is where the kubeconfig says the cluster is; nothing answers anywhere else. */
export function clusterApi(cluster: Cluster, server: string): KubectlApi {
  return {
    async request(call) {
      reach(call, server);
      const request = requestOf(call);
      return request ? answerOf(respond(cluster, request)) : UNAUTHORIZED;
    },
    async open(call) {
      reach(call, server);
      const request = requestOf(call);
      if (!request) return streamOf(UNAUTHORIZED);
      return watching(call) ? watch(cluster, request) : streamOf(answerOf(respond(cluster, request)));
    },
  };
}

function respond(cluster: Cluster, request: ApiRequest): ApiResponse {
  return cluster.apply({ type: "request", request }, 0);
}

function reach(call: ApiCall, server: string): void {
  if (call.server === server) return;
  const { host, hostname, port, protocol } = new URL(call.server);
  const address = port ? host : `${hostname}:${protocol === "https:" ? 443 : 80}`;
  const dialled = address.replace(/^localhost:/, "127.0.0.1:");
  throw new ConnectionError(
    call.method[0] + call.method.slice(1).toLowerCase(),
    `${call.server}${call.path}`,
    `dial tcp ${dialled}: connect: connection refused`,
  );
}

/** Undefined for a token nobody has. */
function requestOf({ method, path, headers, body }: ApiCall): ApiRequest | undefined {
  const token = /^Bearer (.*)$/.exec(headers["Authorization"] ?? "")?.[1];
  const user = token === undefined ? ANONYMOUS : userOfToken(token);
  if (!user) return undefined;
  const impersonate = impersonationOf(headers);
  return {
    method,
    path,
    user,
    ...(impersonate ? { impersonate } : {}),
    ...(headers["Accept"] === undefined ? {} : { accept: headers["Accept"] }),
    ...(headers["User-Agent"] === undefined ? {} : { userAgent: headers["User-Agent"] }),
    ...(headers["Content-Type"] === undefined ? {} : { contentType: headers["Content-Type"] }),
    ...(body === undefined ? {} : { body }),
  };
}

const UNAUTHORIZED: ApiAnswer = {
  status: 401,
  contentType: "application/json",
  warnings: [],
  body: JSON.stringify(ApiError.unauthorized().status),
};

function answerOf({ status, contentType, warnings, body, indented }: ApiResponse): ApiAnswer {
  const text =
    typeof body === "string" && !/json/.test(contentType)
      ? body
      : body === undefined
        ? ""
        : indented
          ? JSON.stringify(body, undefined, 2)
          : `${JSON.stringify(body)}\n`;
  return { status, contentType, warnings, body: text };
}

function watching({ path }: ApiCall): boolean {
  return new URLSearchParams(path.split("?")[1] ?? "").get("watch") === "true";
}

function watch(cluster: Cluster, request: ApiRequest): ApiStream {
  const queue: string[] = [];
  let wake: (() => void) | undefined;
  let closed = false;
  const handle = cluster.openWatch(request, (event) => {
    queue.push(`${JSON.stringify(event)}\n`);
    wake?.();
  });
  if (!("close" in handle)) return streamOf(answerOf(handle));
  async function* chunks(): AsyncGenerator<string> {
    for (;;) {
      const next = queue.shift();
      if (next !== undefined) yield next;
      else if (closed) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return {
    status: 200,
    contentType: "application/json",
    warnings: [],
    chunks: chunks(),
    close() {
      closed = true;
      handle.close();
      wake?.();
    },
  };
}

function streamOf({ status, contentType, warnings, body }: ApiAnswer): ApiStream {
  async function* chunks(): AsyncGenerator<string> {
    yield body;
  }
  return { status, contentType, warnings, chunks: chunks(), close: () => undefined };
}
