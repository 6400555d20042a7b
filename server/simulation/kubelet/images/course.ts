/** The course's images: small Node.js servers that do not handle SIGTERM. See docs/spec/KUBELET.md KLT-20. */
import { type ImageModel, type Program, text } from "./ImageModel.ts";

/** What Node.js 12 prints when a port is taken. */
function addressInUse(port: number, script: string): string[] {
  return [
    "events.js:177",
    "      throw er; // Unhandled 'error' event",
    "      ^",
    "",
    `Error: listen EADDRINUSE: address already in use :::${port}`,
    "    at Server.setupListenHandle [as _listen2] (net.js:1226:14)",
    "    at listenInCluster (net.js:1274:12)",
    "    at Server.listen (net.js:1362:7)",
    `    at Object.<anonymous> (${script}:7:3)`,
    "    at Module._compile (internal/modules/cjs/loader.js:774:30)",
    "    at Object.Module._extensions..js (internal/modules/cjs/loader.js:785:10)",
    "    at Module.load (internal/modules/cjs/loader.js:641:32)",
    "    at Function.Module._load (internal/modules/cjs/loader.js:556:12)",
    "    at Function.Module.runMain (internal/modules/cjs/loader.js:837:10)",
    "    at internal/main/run_main_module.js:17:11",
    "Emitted 'error' event at:",
    "    at emitErrorNT (net.js:1253:8)",
    "    at processTicksAndRejections (internal/process/task_queues.js:84:9) {",
    "  code: 'EADDRINUSE',",
    "  errno: 'EADDRINUSE',",
    "  syscall: 'listen',",
    "  address: '::',",
    `  port: ${port}`,
    "}",
  ];
}

/** Their Debian with what the course's volume and network exercises use. */
const NODE_FILES = {
  base: "debian",
  programs: ["curl", "wget", "ps", "top", "free", "ping", "nslookup", "nc", "netstat", "ss", "ip", "node=quiet"],
} as const;

function server(port: number, { script, taken }: { readonly script: string; readonly taken: boolean }): Program {
  if (taken)
    return {
      listens: [],
      logs: [],
      steps: [...addressInUse(port, script).map((log) => ({ after: 300, log })), { after: 300, exit: 1 }],
      onTerm: "ignored",
    };
  return { listens: [port], logs: [], onTerm: "ignored" };
}

/** `p8000` and `p8080`: every GET tells the port. */
function portServer(port: number): ImageModel {
  return {
    size: 75_300_000,
    files: NODE_FILES,
    argv: ["node", `/port${port}.js`],
    start: ({ isTaken }) => server(port, { script: `/port${port}.js`, taken: isTaken(port) }),
    http: () => ({ response: text(200, `containerPort : ${port}`) }),
  };
}

/** `init` and `app`: hostname, version, and a health answer that can be broken on purpose. */
const app: ImageModel = {
  size: 96_400_000,
  files: NODE_FILES,
  argv: ["node", "/app.js"],
  start: ({ isTaken }) => server(8080, { script: "/app.js", taken: isTaken(8080) }),
  http({ path, podName, image, state }) {
    const broken = state === "broken";
    switch (path.split("?")[0]) {
      case "/hostname":
        return { response: text(200, `Hostname : ${podName}\n`) };
      case "/version":
        return { response: text(200, `Version : ${/:(v\d+)$/.exec(image)?.[1] ?? "v1"}\n`) };
      case "/health":
        return {
          response: broken ? text(500, `${podName} : Internal Server Error\n`) : text(200, `${podName} is Running\n`),
        };
      case "/status500":
        return { response: text(200, "Status Code has Changed to 500\n"), state: "broken" };
      case "/status200":
        return { response: text(200, "Status Code has Changed to 200\n"), state: "well" };
      default:
        return { response: text(404, `Cannot GET ${path}\n`) };
    }
  },
};

export const courseImages: { readonly [name: string]: ImageModel } = {
  p8000: portServer(8000),
  p8080: portServer(8080),
  init: app,
  app,
};
