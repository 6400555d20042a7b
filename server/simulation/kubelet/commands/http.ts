/** What curl and wget share. */
import type { Json } from "../../../protocol/kubernetes/index.ts";
import type { Exchange } from "../../controllerkit/Connections.ts";
import { toBytes } from "../machine/bytes.ts";
import type { CommandContext, Outcome } from "../machine/Command.ts";

/** What starting a client and a handshake take, ms. */
export const STARTUP = 15;

export const STATUS: { readonly [status: number]: string } = {
  200: "OK",
  201: "Created",
  204: "No Content",
  301: "Moved Permanently",
  302: "Found",
  304: "Not Modified",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** An exchange whose answer is seen when it has taken its time; what to wait for until then. */
export function exchange(
  context: CommandContext,
  url: string,
  options: {
    readonly message?: Parameters<CommandContext["machine"]["around"]["request"]>[1];
    readonly connectTimeout?: number | undefined;
    readonly maxTime?: number | undefined;
  },
): { readonly wait: Outcome } | Exchange {
  const { machine, process } = context;
  const state = (process.state ?? {}) as { asked?: { due: number; answer: Exchange } };
  if (!state.asked) {
    const answer = machine.around.request(url, options.message);
    const silent = answer.exitCode === 28;
    let duration = STARTUP + (answer.duration ?? (silent ? 130_000 : 0));
    let result: Exchange = answer;
    const limit = Math.min(
      options.maxTime ?? Number.POSITIVE_INFINITY,
      silent ? (options.connectTimeout ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
    );
    if (duration > limit) {
      duration = limit;
      result = {
        exitCode: 28,
        reason: "timeout",
        error: silent
          ? `curl: (28) Connection timed out after ${limit} milliseconds`
          : `curl: (28) Operation timed out after ${limit} milliseconds with 0 bytes received`,
      };
    }
    state.asked = { due: machine.around.now + duration, answer: result };
    process.state = { ...(process.state as object | undefined), asked: state.asked } as unknown as Json;
  }
  if (machine.around.now < state.asked.due) return { wait: { until: state.asked.due } };
  return state.asked.answer;
}

export const titled = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

export function partsOf(url: string): { readonly host: string; readonly port: number; readonly path: string } {
  const match = /^(?:https?:\/\/)?([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url);
  return { host: match?.[1] ?? url, port: Number(match?.[2] ?? 80), path: match?.[3] ?? "/" };
}

export function headOf(response: NonNullable<Exchange["response"]>): string {
  const headers = {
    ...(response.contentType ? { "content-type": response.contentType } : {}),
    "content-length": String(toBytes(response.body).length),
    ...response.headers,
  };
  return `HTTP/1.1 ${response.status} ${STATUS[response.status] ?? ""}\r\n${Object.entries(headers)
    .map(([name, value]) => `${titled(name)}: ${value}\r\n`)
    .join("")}\r\n`;
}
