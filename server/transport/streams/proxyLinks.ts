/**
 * Links in what comes through a `proxy` subresource: those of the server itself are put behind the proxy's path, so that a
 * browser stays in it. Models apimachinery pkg/util/proxy/transport.go.
 */
import type { IncomingMessage } from "node:http";
import type { ApiResponse } from "../../simulation/api/ApiRequest.ts";

/** Attributes that hold URLs, by tag. */
const URL_ATTRIBUTES: { readonly [tag: string]: readonly string[] } = {
  a: ["href"],
  applet: ["codebase"],
  area: ["href"],
  audio: ["src"],
  base: ["href"],
  blockquote: ["cite"],
  body: ["background"],
  button: ["formaction"],
  del: ["cite"],
  embed: ["src"],
  form: ["action"],
  frame: ["longdesc", "src"],
  iframe: ["longdesc", "src"],
  img: ["longdesc", "src", "usemap"],
  input: ["src", "usemap", "formaction"],
  ins: ["cite"],
  link: ["href"],
  object: ["classid", "codebase", "data", "usemap"],
  q: ["cite"],
  script: ["src"],
  source: ["src"],
  video: ["poster", "src"],
};
/** No `<` within a tag outside of quotes: so that a page of nothing but beginnings costs no more than its length. */
const TAG = /<([a-zA-Z][a-zA-Z0-9]*)((?:\s+[^\s<=>"'/]+(?:\s*=\s*(?:"[^"<]*"|'[^'<]*'|[^\s<"'>]+))?)+)\s*\/?>/g;
const ATTRIBUTE = /([^\s<=>"'/]+)(\s*=\s*)("[^"<]*"|'[^'<]*'|[^\s<"'>]+)/g;
/** Longer pages are passed on as they are. */
const LONGEST_PAGE = 256 * 1024;

/** The answer of a proxied process with its links put right; `path` is the request's path within the cluster. */
export function withLinks(answer: ApiResponse, request: IncomingMessage, path: string): ApiResponse {
  const at = path.indexOf("/proxy");
  if (!answer.raw || at < 0) return answer;
  const url = request.url ?? "";
  const before = url.endsWith(path) ? url.slice(0, url.length - path.length) : "";
  const own = path.slice(0, at + "/proxy".length);
  const rewrite = (link: string): string => rewritten(link, { before, own, host: request.headers.host });
  const { Location: location } = answer.headers;
  if (location !== undefined) return { ...answer, headers: { ...answer.headers, Location: rewrite(location) } };
  if (!/^text\/html\s*(;|$)/i.test(answer.contentType) || typeof answer.body !== "string") return answer;
  return answer.body.length > LONGEST_PAGE ? answer : { ...answer, body: rewrittenPage(answer.body, rewrite) };
}

function rewritten(
  link: string,
  place: { readonly before: string; readonly own: string; readonly host: string | undefined },
): string {
  const match = /^(?:(?:https?:)?\/\/([^/?#]*))?(\/.*)?$/s.exec(link);
  if (!match) return link;
  const [, host, path] = match;
  if (path === undefined || (host !== undefined && host !== place.host && !/^[\d.]+(:\d+)?$/.test(host))) return link;
  if (path.startsWith(place.before + place.own)) return path;
  return path.startsWith(place.own) ? place.before + path : place.before + place.own + path;
}

function rewrittenPage(page: string, rewrite: (link: string) => string): string {
  return page.replace(TAG, (whole: string, tag: string, attributes: string) => {
    const names = Object.hasOwn(URL_ATTRIBUTES, tag.toLowerCase()) ? URL_ATTRIBUTES[tag.toLowerCase()] : undefined;
    if (!names) return whole;
    const changed = attributes.replace(ATTRIBUTE, (pair: string, name: string, equals: string, value: string) => {
      if (!names.includes(name.toLowerCase())) return pair;
      const quote = /^["']/.exec(value)?.[0] ?? "";
      const bare = quote ? value.slice(1, -1) : value;
      return `${name}${equals}${quote}${rewrite(bare)}${quote}`;
    });
    return whole.replace(attributes, () => changed);
  });
}

const NOT_PASSED =
  /^(authorization|cookie|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|host|content-length|sec-.*|accept-encoding)$/;
const MOST_HEADER_BYTES = 8 * 1024;

/** What of a request's headers a proxied process sees: nothing by which people are known. */
export function passedHeaders(request: IncomingMessage): { readonly [name: string]: string } {
  const passed: Record<string, string> = {};
  let bytes = 0;
  for (const [name, value] of Object.entries(request.headers)) {
    if (NOT_PASSED.test(name) || value === undefined) continue;
    const text = Array.isArray(value) ? value.join(", ") : value;
    bytes += name.length + text.length;
    if (bytes > MOST_HEADER_BYTES) break;
    passed[name] = text;
  }
  return passed;
}
