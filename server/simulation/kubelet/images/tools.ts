/** Images made for trying things out: agnhost with its many faces, curl, hello-world, languages. */
import type { Json } from "../../../protocol/kubernetes/index.ts";
import {
  type HttpOutcome,
  type ImageModel,
  type LaunchContext,
  NOT_SERVING,
  type Program,
  text,
} from "./ImageModel.ts";
import { portTaken } from "./servers.ts";
import { shellImage } from "./shell.ts";

const option = (args: readonly string[], name: string): string | undefined => {
  const at = args.findIndex((arg) => arg === `--${name}` || arg === `-${name}`);
  return (
    args.find((arg) => arg.startsWith(`--${name}=`) || arg.startsWith(`-${name}=`))?.split("=")[1] ??
    (at < 0 ? undefined : args[at + 1])
  );
};

const quiet = (logs: readonly string[] = []): Program => ({ listens: [], logs, onTerm: { exit: 0, after: 10 } });

/** How long the face `liveness` is well, ms. */
const HEALTHY = 10_000;

function agnhost({ args, env, isTaken }: LaunchContext): Program {
  const [face = "pause"] = args;
  const serve = (port: number, logs: readonly string[], state: string): Program =>
    isTaken(port)
      ? portTaken([`listen tcp :${port}: bind: address already in use`])
      : { listens: [port], logs, onTerm: { exit: 2, after: 10 }, state };
  switch (face) {
    case "netexec": {
      const port = Number(option(args, "http-port") ?? 8080);
      return serve(
        port,
        [`Started HTTP server on port ${port}`, `Started UDP server on port  ${option(args, "udp-port") ?? 8081}`],
        "netexec",
      );
    }
    case "serve-hostname":
      return serve(Number(option(args, "port") ?? 9376), ["Serving on port 9376."], "serve-hostname");
    case "test-webserver":
      return serve(Number(option(args, "port") ?? 80), [], "test-webserver");
    case "liveness":
      return { ...serve(8080, [], "liveness"), steps: [{ after: HEALTHY, state: "not live" }] };
    case "grpc-health-checking": {
      const [grpc, http] = [Number(option(args, "port") ?? 5000), Number(option(args, "http-port") ?? 8080)];
      if (isTaken(grpc)) return portTaken([`failed to listen: listen tcp :${grpc}: bind: address already in use`]);
      return {
        listens: [grpc, http],
        grpc: [grpc],
        logs: [`Http server starting to listen on :${http}`, `gRPC server starting to listen on :${grpc}`],
        onTerm: { exit: 2, after: 10 },
        state: "SERVING",
      };
    }
    case "porter": {
      // Each port gives what its variable says.
      const answers = Object.fromEntries(
        Object.keys(env).flatMap((name) => {
          const port = /^SERVE_PORT_(\d+)$/.exec(name)?.[1];
          return port === undefined ? [] : [[port, env[name] ?? ""]];
        }),
      );
      const ports = Object.keys(answers).map(Number);
      return {
        listens: ports.filter((port) => !isTaken(port)),
        logs: ports.map((port) => `Serving on port ${port}`),
        onTerm: { exit: 2, after: 10 },
        state: answers,
      };
    }
    case "fake-gitserver":
      return serve(8000, [], "test-webserver");
    case "entrypoint-tester":
      return {
        listens: [],
        logs: [JSON.stringify(["/agnhost", ...args])],
        steps: [{ after: 20, exit: 0 }],
        onTerm: { exit: 0, after: 10 },
      };
    case "env":
      return {
        listens: [],
        logs: Object.keys(env).map((name) => `${name}=${env[name]}`),
        steps: [{ after: 20, exit: 0 }],
        onTerm: { exit: 0, after: 10 },
      };
    default:
      return quiet(["Paused"]);
  }
}

function agnhostAnswer({
  path,
  podName,
  state,
  port,
  from,
  nodeName,
}: Parameters<NonNullable<ImageModel["http"]>>[0]): HttpOutcome {
  if (typeof state === "object" && state !== null && !Array.isArray(state))
    return { response: text(200, String((state as { readonly [port: string]: Json })[port] ?? "")) };
  const face = typeof state === "string" ? state : "netexec";
  const [bare = "/", query = ""] = path.split("?");
  const params = new URLSearchParams(query);
  if (face === "serve-hostname") return { response: text(200, podName) };
  if (face === "liveness")
    return { response: bare === "/healthz" ? text(200, "ok") : text(404, "404 page not found\n") };
  if (face === "not live")
    return {
      response: bare === "/healthz" ? text(500, `error: ${HEALTHY / 1000}`) : text(404, "404 page not found\n"),
    };
  if (face === "SERVING" || face === NOT_SERVING) {
    if (bare === "/make-serving") return { response: text(200, ""), state: "SERVING" };
    if (bare === "/make-not-serving") return { response: text(200, ""), state: NOT_SERVING };
    return { response: text(404, "404 page not found\n") };
  }
  switch (bare) {
    case "/hostname":
    case "/hostName":
      return { response: text(200, podName) };
    case "/clientip":
      return { response: text(200, `${from}:41234`) };
    case "/echo":
      return { response: { ...text(Number(params.get("code") ?? 200) || 200, params.get("msg") ?? "") } };
    case "/healthz":
      return { response: face === "unhealthy" ? text(412, "") : text(200, "") };
    case "/exit":
    case "/shutdown":
      return { response: text(200, ""), exit: Number(params.get("code") ?? 0) || 0 };
    case "/redirect":
      return { response: { ...text(302, ""), headers: { location: params.get("location") ?? "/" } } };
    case "/":
      return { response: text(200, `NOW: ${nodeName}`) };
    default:
      return { response: text(404, "404 page not found\n") };
  }
}

const agnhostImage: ImageModel = {
  size: 53_000_000,
  files: { base: "alpine", programs: ["curl", "dig", "/agnhost"] },
  argv: ["/agnhost"],
  serves: ["agnhost"],
  start: agnhost,
  http: agnhostAnswer,
};

const HELLO = [
  "",
  "Hello from Docker!",
  "This message shows that your installation appears to be working correctly.",
  "",
];

export const toolImages: { readonly [repository: string]: ImageModel } = {
  "registry.k8s.io/e2e-test-images/agnhost": agnhostImage,
  "docker.io/library/hello-world": {
    size: 2400,
    files: { base: "bare" },
    argv: ["/hello"],
    start: () => ({ listens: [], logs: HELLO, steps: [{ after: 20, exit: 0 }], onTerm: { exit: 0, after: 10 } }),
  },
  "docker.io/curlimages/curl": { ...entrypoint(8_900_000, "curl", ["curl", "jq=quiet"]), user: "curl_user" },
  "docker.io/nicolaka/netshoot": shellImage(165_000_000, {
    base: "alpine",
    programs: ["bash", "curl", "dig", "host", "ss", "tcpdump=quiet", "jq=quiet"],
  }),
  "registry.k8s.io/e2e-test-images/jessie-dnsutils": shellImage(100_000_000, {
    base: "debian",
    programs: ["dig", "nslookup", "host", "curl", "ping"],
  }),
  "docker.io/library/python": shellImage(48_000_000, { base: "debian", programs: ["python3", "python", "pip"] }),
  "docker.io/library/node": shellImage(391_000_000, { base: "debian", programs: ["node=quiet", "npm", "curl"] }),
  "docker.io/library/perl": shellImage(340_000_000, { base: "debian", programs: ["perl=perl"] }),
};

/** An image whose arguments are its program's. */
function entrypoint(size: number, program: string, programs: readonly string[]): ImageModel {
  return { ...shellImage(size, { base: "alpine", programs }), entrypoint: [program] };
}
