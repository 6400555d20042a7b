/** What an operator may count and measure: `/metrics` in Prometheus' form. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { SEEN_METRICS, type SeenMetric } from "../protocol/admin.ts";

export interface Metrics {
  readonly registry: Registry;
  readonly frames: Counter;
  readonly frameBytes: Counter;
  readonly slowClients: Counter;
  readonly refusedMessages: Counter;
  readonly limitedRequests: Counter;
  readonly apiRequests: Counter<"method" | "code">;
  readonly apiSeconds: Histogram<"method">;
}

export interface Measured {
  readonly rooms: () => number;
  readonly sockets: () => number;
  readonly watches: () => number;
  readonly streams: () => number;
}

export function createMetrics(measured: Measured): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  lookAtLag(registry);
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  gauge("podroom_rooms_awake", "Rooms in memory", measured.rooms);
  gauge("podroom_sockets", "Browser connections", measured.sockets);
  gauge("podroom_watches", "Watches over HTTP", measured.watches);
  gauge("podroom_streams", "Exec, attach, port-forward, followed logs and watches that are open", measured.streams);
  return {
    registry,
    frames: new Counter({ name: "podroom_frames_total", help: "Frames sent, one for each rights class", registers }),
    frameBytes: new Counter({ name: "podroom_frame_bytes_total", help: "Bytes of frames times receivers", registers }),
    slowClients: new Counter({
      name: "podroom_slow_clients_total",
      help: "Times a browser was too slow and had to resync",
      registers,
    }),
    refusedMessages: new Counter({
      name: "podroom_refused_messages_total",
      help: "Browser messages that were malformed or too many",
      registers,
    }),
    limitedRequests: new Counter({
      name: "podroom_limited_requests_total",
      help: "Requests over HTTP beyond an address's or a person's rate",
      registers,
    }),
    apiRequests: new Counter({
      name: "podroom_api_requests_total",
      help: "Kubernetes API requests over HTTP",
      labelNames: ["method", "code"],
      registers,
    }),
    apiSeconds: new Histogram({
      name: "podroom_api_seconds",
      help: "Time to answer a Kubernetes API request",
      labelNames: ["method"],
      registers,
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    }),
  };
}

/** How long the event loop's lag is gathered before it is told, ms. */
const LAG_MS = 15_000;

/**
 * The lag is told of the last whole stretch of time, the same to all who ask. As it comes, each reading would begin it anew: two readers
 * would each hear of what the other left.
 */
function lookAtLag(registry: Registry): void {
  // The one metric of these that reads the clock for all of them.
  const lag = registry.getSingleMetric("nodejs_eventloop_lag_seconds") as { collect?: () => void } | undefined;
  const gather = lag?.collect;
  if (!lag || !gather) return;
  lag.collect = () => undefined;
  setInterval(() => gather.call(lag), LAG_MS).unref();
}

/** What of the metrics the operator's page shows, with all labels summed up. Those that are not measured yet are left out. */
export async function seenMetrics(registry: Registry): Promise<{ readonly [name in SeenMetric]?: number }> {
  const found: { [name in SeenMetric]?: number } = {};
  for (const name of SEEN_METRICS) {
    const values = (await registry.getSingleMetric(name)?.get())?.values ?? [];
    if (values.length > 0) found[name] = values.reduce((sum, { value }) => sum + value, 0);
  }
  return found;
}
