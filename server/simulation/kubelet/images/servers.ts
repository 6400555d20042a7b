/** Well-known servers, as far as a beginner meets them: a port, a page, a log line, an orderly end. */
import { type ImageModel, text } from "./ImageModel.ts";

const WELCOME = `<!DOCTYPE html>
<html>
<head><title>Welcome to nginx!</title></head>
<body><h1>Welcome to nginx!</h1></body>
</html>
`;

interface Server {
  readonly size: number;
  readonly port: number;
  readonly logs: readonly string[];
  readonly page?: string;
  readonly accessLog?: boolean;
  /** How the server words a port that is taken. */
  readonly taken: readonly string[];
}

function server({ size, port, logs, page, accessLog, taken }: Server): ImageModel {
  return {
    size,
    start({ isTaken }) {
      if (isTaken(port))
        return {
          listens: [],
          logs: [],
          steps: [...taken.map((log) => ({ after: 200, log })), { after: 2500, exit: 1 }],
          onTerm: { exit: 0, after: 20 },
        };
      return { listens: [port], logs, onTerm: { exit: 0, after: 60 } };
    },
    http({ path, method }) {
      if (page === undefined) return { response: text(400, "") };
      const found = path === "/" || path === "/index.html";
      const response = found
        ? { status: 200, body: page, contentType: "text/html" }
        : { status: 404, body: "<html><head><title>404 Not Found</title></head></html>\n", contentType: "text/html" };
      return accessLog
        ? {
            response,
            log: `"${method} ${path} HTTP/1.1" ${response.status} ${response.body.length} "-" "curl/8.5.0" "-"`,
          }
        : { response };
    },
  };
}

export const serverImages: { readonly [name: string]: ImageModel } = {
  nginx: server({
    size: 72_319_182,
    port: 80,
    logs: [
      "/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration",
      "/docker-entrypoint.sh: Configuration complete; ready for start up",
    ],
    page: WELCOME,
    accessLog: true,
    taken: [
      "nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)",
      "nginx: [emerg] still could not bind()",
    ],
  }),
  httpd: server({
    size: 58_700_000,
    port: 80,
    logs: ["AH00558: httpd: Could not reliably determine the server's fully qualified domain name"],
    page: "<html><body><h1>It works!</h1></body></html>\n",
    accessLog: true,
    taken: [
      "(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80",
      "no listening sockets available, shutting down",
    ],
  }),
  redis: server({
    size: 45_900_000,
    port: 6379,
    logs: ["1:M * Ready to accept connections tcp"],
    taken: ["1:M # Failed listening on port 6379 (tcp), aborting."],
  }),
};
