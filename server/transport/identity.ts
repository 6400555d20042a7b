/** Who a request comes from beyond its token: whom it wants to act as, and tokens that the cluster itself gave out. */
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ApiRequest, ImpersonationRequest, UserInfo } from "../simulation/api/ApiRequest.ts";
import type { ClusterDoor, Entrant } from "./ClusterDoor.ts";

const EXTRA = "impersonate-extra-";
const ENTROPY_BYTES = 32;
const LONGEST_TOKEN = 8192;
const TYPED_BY = "x-podroom-typed-by";
const SYSTEM: UserInfo = { username: "system:apiserver", groups: ["system:masters"] };

/** The token of an Authorization header that has one. */
export function bearerOf({ headers }: IncomingMessage): string | undefined {
  return /^bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? "")?.[1];
}

/** The Impersonate-… headers; undefined when there is none. */
function impersonation(request: IncomingMessage): ImpersonationRequest | undefined {
  if (!Object.keys(request.headers).some((name) => name.startsWith("impersonate-"))) return undefined;
  const headers = request.headersDistinct;
  const user = headers["impersonate-user"]?.[0];
  const uid = headers["impersonate-uid"]?.[0];
  const groups = headers["impersonate-group"];
  const extra = Object.entries(headers)
    .filter(([name, values]) => name.startsWith(EXTRA) && values)
    .map(([name, values]): [string, readonly string[]] => [unescaped(name.slice(EXTRA.length)), values ?? []]);
  if (user === undefined && uid === undefined && groups === undefined && extra.length === 0) return undefined;
  return {
    ...(user === undefined ? {} : { user }),
    ...(uid === undefined ? {} : { uid }),
    ...(groups === undefined ? {} : { groups }),
    ...(extra.length === 0 ? {} : { extra: Object.fromEntries(extra) }),
  };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What stands in a request for a token: chance for its secret, and who will hold it. Nothing for all others. */
export function tokenOrder(method: string, subresource: string, who: string): Pick<ApiRequest, "entropy" | "holder"> {
  if (method !== "POST" || subresource !== "token") return {};
  return { entropy: randomBytes(ENTROPY_BYTES).toString("hex"), ...(who === "" ? {} : { holder: who }) };
}

/** The instructor who types in the person's name, as their page says in a header. */
export function typist(request: IncomingMessage, { typedBy }: Entrant): Pick<ApiRequest, "typedBy"> {
  const claimed = request.headers[TYPED_BY];
  const by = typeof claimed === "string" ? typedBy?.(claimed) : undefined;
  return by === undefined ? {} : { typedBy: by };
}

/** The entrant as whom the request's Impersonate-… headers name; whether they may is asked with each request. */
export function actingEntrant(entrant: Entrant, request: IncomingMessage): Entrant {
  const impersonate = impersonation(request);
  if (!impersonate) return entrant;
  const { door } = entrant;
  return {
    ...entrant,
    door: {
      request: (asked, who, meter) => door.request({ ...asked, impersonate }, who, meter),
      logMarks: (logs) => door.logMarks(logs),
      watch: (asked, sink, who) => door.watch({ ...asked, impersonate }, sink, who),
    },
  };
}

/** The service account that a token of the cluster's own belongs to, and the person it was given to. */
export async function accountOfToken(
  door: ClusterDoor,
  token: string,
): Promise<{ readonly user: UserInfo; readonly holder?: string } | undefined> {
  if (token.length > LONGEST_TOKEN || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return undefined;
  const answer = await door.request({ method: "GET", path: `/identity?token=${token}`, user: SYSTEM }, "");
  return answer.status === 200 ? (answer.body as { readonly user: UserInfo; readonly holder?: string }) : undefined;
}
