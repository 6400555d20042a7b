/**
 * The built pages' scripts, styles and letters, whose names change with what is in them. They were packed when the pages were built
 * (server/start/pack.mjs): nothing is compressed while a class comes in, and what is packed in advance is smaller.
 */
import { readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join } from "node:path";

const TYPES: { readonly [extension: string]: string } = {
  ".js": "application/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".woff2": "font/woff2",
  ".png": "image/png",
  ".svg": "image/svg+xml",
};
/** By what browsers like best. */
const PACKED = [
  { coding: "br", extension: ".br" },
  { coding: "gzip", extension: ".gz" },
] as const;

/** Each of these is one of many answers of a page: they say what has to be said, and no more. A worker goes by its own file's policy. */
const HEADERS = {
  "Cache-Control": "public, max-age=31536000, immutable",
  "Content-Security-Policy": "default-src 'self'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
} as const;

export type ServeFile = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Serves the files of `folder` under `prefix` (with its slash); false: this is none of them. Reads now which there are. */
export function builtFiles(folder: string, prefix: string): ServeFile {
  const names = new Set(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => name.replaceAll("\\", "/")),
  );
  return (request, response) => {
    const { method, url = "" } = request;
    if ((method !== "GET" && method !== "HEAD") || !url.startsWith(prefix)) return false;
    const name = url.slice(prefix.length).split("?", 1)[0] ?? "";
    const type = TYPES[extname(name)];
    if (type === undefined || !names.has(name)) return false;
    const accepted = String(request.headers["accept-encoding"] ?? "");
    const packed = PACKED.find(
      ({ coding, extension }) => names.has(`${name}${extension}`) && accepts(accepted, coding),
    );
    const isPackedAtAll = names.has(`${name}.gz`);
    void readFile(join(folder, name + (packed?.extension ?? ""))).then(
      (bytes) => {
        if (response.headersSent || response.destroyed) return;
        response.writeHead(200, {
          ...HEADERS,
          "Content-Type": type,
          "Content-Length": bytes.length,
          ...(packed ? { "Content-Encoding": packed.coding } : {}),
          ...(isPackedAtAll ? { Vary: "Accept-Encoding" } : {}),
        });
        response.end(method === "HEAD" ? undefined : bytes);
      },
      () => {
        // Another build took its place while this server ran.
        if (response.headersSent || response.destroyed) return;
        response.writeHead(404, { "Cache-Control": "no-store", "Content-Type": "text/plain" });
        response.end("not found");
      },
    );
    return true;
  };
}

function accepts(header: string, coding: string): boolean {
  const said = header.split(",").find((one) => one.split(";", 1)[0]?.trim() === coding);
  return said !== undefined && !/;\s*q=0(\.0*)?\s*$/.test(said);
}
