/** Web servers as people meet them: pages out of their files, access logs, orderly ends, the words for a port that is taken. */
import type { HttpResponse } from "../../controllerkit/Processes.ts";
import { type ImageModel, type LaunchContext, type Program, text } from "./ImageModel.ts";

const NGINX_PAGE = `<!DOCTYPE html>
<html>
<head><title>Welcome to nginx!</title></head>
<body><h1>Welcome to nginx!</h1></body>
</html>
`;

const TYPES: { readonly [extension: string]: string } = {
  html: "text/html",
  css: "text/css",
  js: "application/javascript",
  json: "application/json",
  txt: "text/plain",
};

/** A server that finds its port taken: it says so and gives up. */
export const portTaken = (lines: readonly string[], after = 200, exit = 1): Program => ({
  listens: [],
  logs: [],
  steps: [...lines.map((log) => ({ after, log })), { after: after + 100, exit }],
  onTerm: { exit: 0, after: 20 },
});

/** The file a path names below `root`, as a static server gives it. */
function staticFile(
  path: string,
  root: string,
  readFile: (path: string) => string | undefined,
): HttpResponse | undefined {
  const bare = (path.split("?")[0] ?? "/").replaceAll("..", "");
  const name = bare.endsWith("/") ? `${bare}index.html` : bare;
  const body = readFile(`${root}${name}`);
  if (body === undefined) return undefined;
  const extension = name.slice(name.lastIndexOf(".") + 1);
  return { status: 200, body, contentType: TYPES[extension] ?? "application/octet-stream" };
}

const errorPage = (status: number, title: string, server: string): HttpResponse => ({
  status,
  body: `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>${server}</center>\r\n</body>\r\n</html>\r\n`,
  contentType: "text/html",
});

const tagOf = (image: string): string => /:([\w.-]+)$/.exec(image)?.[1] ?? "latest";
const versionOf = (image: string, usual: string): string => /^\d+(\.\d+)*/.exec(tagOf(image))?.[0] ?? usual;

const nginx: ImageModel = {
  size: 72_319_182,
  files: {
    base: "debian",
    programs: ["curl", "nginx", "/docker-entrypoint.sh"],
    files: {
      "/usr/share/nginx/html/index.html": NGINX_PAGE,
      "/usr/share/nginx/html/50x.html": "<html><body><h1>An error occurred.</h1></body></html>\n",
      "/etc/nginx/nginx.conf":
        "user  nginx;\nworker_processes  auto;\nevents {\n    worker_connections  1024;\n}\nhttp {\n    include       /etc/nginx/mime.types;\n    include       /etc/nginx/conf.d/*.conf;\n}\n",
      "/etc/nginx/conf.d/default.conf":
        "server {\n    listen       80;\n    server_name  localhost;\n    location / {\n        root   /usr/share/nginx/html;\n        index  index.html index.htm;\n    }\n}\n",
    },
  },
  argv: ["nginx:", "master", "process", "nginx", "-g", "daemon", "off;"],
  serves: ["nginx", "docker-entrypoint.sh"],
  start({ isTaken, image }) {
    if (isTaken(80))
      return portTaken(
        [
          "nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)",
          "nginx: [emerg] still could not bind()",
        ],
        2500,
      );
    return {
      listens: [80],
      logs: [
        "/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration",
        "/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/",
        "/docker-entrypoint.sh: Configuration complete; ready for start up",
        `[notice] 1#1: nginx/${versionOf(image, "1.29.2")}`,
        "[notice] 1#1: start worker processes",
      ],
      memory: 9 * 2 ** 20,
      onTerm: { exit: 0, after: 60 },
    };
  },
  http({ path, method, image, from, headers, readFile }) {
    const found = staticFile(path, "/usr/share/nginx/html", readFile);
    const response =
      method !== "GET" && method !== "HEAD"
        ? errorPage(405, "Not Allowed", `nginx/${versionOf(image, "1.29.2")}`)
        : (found ?? errorPage(404, "Not Found", `nginx/${versionOf(image, "1.29.2")}`));
    return {
      response: { ...response, headers: { server: `nginx/${versionOf(image, "1.29.2")}` } },
      log: `${from || "127.0.0.1"} - - "${method} ${path} HTTP/1.1" ${response.status} ${response.body.length} "-" "${headers["user-agent"] ?? "-"}" "-"`,
    };
  },
};

const httpd: ImageModel = {
  size: 58_700_000,
  files: {
    base: "debian",
    programs: ["httpd-foreground", "httpd=httpd-foreground"],
    files: { "/usr/local/apache2/htdocs/index.html": "<html><body><h1>It works!</h1></body></html>\n" },
  },
  argv: ["httpd", "-DFOREGROUND"],
  serves: ["httpd-foreground", "httpd"],
  workdir: "/usr/local/apache2",
  start: ({ isTaken }) =>
    isTaken(80)
      ? portTaken([
          "(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80",
          "no listening sockets available, shutting down",
        ])
      : {
          listens: [80],
          logs: [
            "AH00558: httpd: Could not reliably determine the server's fully qualified domain name. Set the 'ServerName' directive globally to suppress this message",
            "[mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4.65 (Unix) configured -- resuming normal operations",
          ],
          memory: 12 * 2 ** 20,
          onTerm: { exit: 0, after: 60 },
        },
  http({ path, method, from, readFile }) {
    const response =
      staticFile(path, "/usr/local/apache2/htdocs", readFile) ?? errorPage(404, "Not Found", "Apache/2.4.65 (Unix)");
    return {
      response,
      log: `${from || "127.0.0.1"} - - "${method} ${path} HTTP/1.1" ${response.status} ${response.body.length}`,
    };
  },
};

/** PHP that computes for each request, as the autoscaler's walkthrough uses it. */
const hpaExample: ImageModel = {
  size: 184_000_000,
  files: {
    base: "debian",
    programs: ["curl", "apache2-foreground"],
    files: {
      "/var/www/html/index.php":
        '<?php\n$x = 0.0001;\nfor ($i = 0; $i <= 1000000; $i++) { $x += sqrt($x); }\necho "OK!";\n',
    },
  },
  argv: ["apache2", "-DFOREGROUND"],
  start: ({ isTaken }) =>
    isTaken(80)
      ? portTaken(["(98)Address already in use"])
      : { listens: [80], logs: [], memory: 11 * 2 ** 20, onTerm: { exit: 0, after: 100 } },
  http: ({ path, method, from }) => ({
    response: { status: 200, body: "OK!", contentType: "text/html; charset=UTF-8" },
    work: 20,
    log: `${from || "127.0.0.1"} - - "${method} ${path} HTTP/1.1" 200 3 "-" "-"`,
  }),
};

const echoserver: ImageModel = {
  size: 44_000_000,
  files: { base: "alpine", programs: ["curl", "nginx=quiet"] },
  argv: ["nginx:", "master", "process", "nginx"],
  start: ({ isTaken }) =>
    isTaken(8080)
      ? portTaken(["nginx: [emerg] bind() to 0.0.0.0:8080 failed (98: Address already in use)"])
      : { listens: [8080], logs: ["Generating self-signed cert", "Starting nginx"], onTerm: { exit: 0, after: 60 } },
  http: ({ path, method, podName, nodeName, podIP, headers, from }) => ({
    response: text(
      200,
      `\n\nHostname: ${podName}\n\nPod Information:\n\tnode name:\t${nodeName}\n\tpod name:\t${podName}\n\tpod IP:\t${podIP}\n\nRequest Information:\n\tclient_address=${from}\n\tmethod=${method}\n\treal path=${path}\n\nRequest Headers:\n${Object.keys(
        headers,
      )
        .sort()
        .map((name) => `\t${name}=${headers[name]}\n`)
        .join("")}\n`,
    ),
  }),
};

const whoami: ImageModel = {
  size: 2_900_000,
  files: { base: "bare", programs: ["/whoami"] },
  argv: ["/whoami"],
  serves: ["whoami"],
  start: ({ args, isTaken }) => {
    const at = args.findIndex((arg) => /^--?port$/.test(arg));
    const port = Number(args.find((arg) => /^--?port=/.test(arg))?.split("=")[1] ?? (at >= 0 ? args[at + 1] : 80));
    return isTaken(port)
      ? portTaken([`listen tcp :${port}: bind: address already in use`])
      : { listens: [port], logs: [`Starting up on port ${port}`], onTerm: { exit: 2, after: 10 } };
  },
  http: ({ path, method, podName, podIP, headers, from }) => ({
    response: path.startsWith("/health")
      ? text(200, "")
      : text(
          200,
          `Hostname: ${podName}\nIP: 127.0.0.1\nIP: ${podIP}\nRemoteAddr: ${from}:41234\n${method} ${path} HTTP/1.1\nHost: ${headers["host"] ?? ""}\n${Object.keys(
            headers,
          )
            .filter((name) => name !== "host")
            .map((name) => `${name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())}: ${headers[name]}\n`)
            .join("")}\n`,
        ),
  }),
};

const podinfo: ImageModel = {
  user: "app",
  size: 31_000_000,
  files: { base: "alpine", programs: ["curl", "/home/app/podinfo=podinfo"] },
  argv: ["./podinfo"],
  workdir: "/home/app",
  start: ({ isTaken, image }) =>
    isTaken(9898)
      ? portTaken(["listen tcp :9898: bind: address already in use"])
      : {
          listens: [9898],
          logs: [`{"level":"info","msg":"Starting podinfo","version":"${versionOf(image, "6.9.2")}","port":"9898"}`],
          memory: 14 * 2 ** 20,
          onTerm: { exit: 0, after: 3000 },
        },
  http({ path, podName, image, state }) {
    const json = (status: number, body: object): HttpResponse => ({
      status,
      body: `${JSON.stringify(body, null, 2)}\n`,
      contentType: "application/json; charset=utf-8",
    });
    const [bare = "/"] = path.split("?");
    const ready = state !== "unready";
    if (bare === "/readyz") return { response: json(ready ? 200 : 503, { status: ready ? "OK" : "Unavailable" }) };
    if (bare === "/healthz") return { response: json(200, { status: "OK" }) };
    if (bare === "/readyz/disable") return { response: json(202, {}), state: "unready" };
    if (bare === "/readyz/enable") return { response: json(202, {}), state: "ready" };
    const status = /^\/status\/(\d{3})$/.exec(bare)?.[1];
    if (status) return { response: json(Number(status), { status: Number(status) }) };
    const delay = /^\/delay\/(\d{1,3})$/.exec(bare)?.[1];
    if (delay) return { response: { ...json(200, { delay: Number(delay) }), duration: Number(delay) * 1000 } };
    if (bare === "/version") return { response: json(200, { version: versionOf(image, "6.9.2") }) };
    return {
      response: json(200, {
        hostname: podName,
        version: versionOf(image, "6.9.2"),
        message: `greetings from podinfo v${versionOf(image, "6.9.2")}`,
      }),
    };
  },
};

const redis: ImageModel = {
  size: 45_900_000,
  files: { base: "debian", programs: ["redis-server", "redis-cli=quiet"] },
  argv: ["redis-server", "*:6379"],
  serves: ["redis-server"],
  workdir: "/data",
  start: ({ isTaken, image }: LaunchContext) =>
    isTaken(6379)
      ? portTaken([
          "1:M # Warning: Could not create server TCP listening socket *:6379: bind: Address already in use",
          "1:M # Failed listening on port 6379 (tcp), aborting.",
        ])
      : {
          listens: [6379],
          logs: [
            "1:C * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo",
            `1:C * Redis version=${versionOf(image, "8.2.2")}, bits=64, pid=1, just started`,
            "1:M * Ready to accept connections tcp",
          ],
          memory: 10 * 2 ** 20,
          onTerm: { exit: 0, after: 40 },
        },
  // What it speaks is no HTTP: it hangs up on who does.
  http: () => ({ response: { status: 0, body: "", contentType: "", hungUp: true } }),
};

export const serverImages: { readonly [name: string]: ImageModel } = { nginx, httpd, redis };
export const otherServers: { readonly [repository: string]: ImageModel } = {
  "registry.k8s.io/hpa-example": hpaExample,
  "registry.k8s.io/echoserver": echoserver,
  "gcr.io/google_containers/echoserver": echoserver,
  "k8s.gcr.io/echoserver": echoserver,
  "docker.io/traefik/whoami": whoami,
  "docker.io/containous/whoami": whoami,
  "docker.io/stefanprodan/podinfo": podinfo,
  "ghcr.io/stefanprodan/podinfo": podinfo,
};
