/** What the environment says, checked at start. */
import { z } from "zod";
import type { CertificateFiles } from "./certificate.ts";
import type { AdminSetting } from "./protocol/admin.ts";
import type { Quotas } from "./rooms/quotas.ts";
import { STREAM_LIMITS, type StreamLimits } from "./transport/streams/OpenStreams.ts";
import { DEFAULT_RATES, type VisitorRates } from "./transport/visitors.ts";

const whole = (usual: number) => z.coerce.number().int().min(1).max(1_000_000_000).default(usual);
const rate = (usual: number) => z.coerce.number().positive().max(1_000_000).default(usual);
const DAY_MS = 86_400_000;

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default("0.0.0.0"),
  DATABASE_URL: z
    .string()
    .regex(/^file:.+/, "must be file: and a path, like file:./data/podroom.db")
    .default("file:./data/podroom.db"),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: "must be a URL like https://podroom.example" }).optional(),
  /** Files in PEM: with a certificate and its key the server speaks https. */
  TLS_CERT: z.string().min(1).optional(),
  TLS_KEY: z.string().min(1).optional(),
  TLS_CA: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  NODE_ENV: z.string().default("development"),
  /** Proxies in front that add to X-Forwarded-For. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  ADMIN_SECRET: z.string().min(16, "must have 16 characters or more").max(512).optional(),
  METRICS: z.enum(["open", "secret", "off"]).default("open"),
  EMBED_ORIGINS: z
    .string()
    .regex(
      /^https?:\/\/[\w.:[\]-]+(,https?:\/\/[\w.:[\]-]+)*$/,
      "must be origins, like https://a.example,https://b.example",
    )
    .optional(),
  ROOMS: whole(10_000),
  ROOM_OBJECTS: whole(50_000),
  ROOM_LOG_MIB: whole(256),
  ROOM_PEOPLE: whole(500),
  PERSON_STREAMS: whole(STREAM_LIMITS.person),
  PERSON_WATCHES: whole(STREAM_LIMITS.watches),
  ROOM_STREAMS: whole(1_000),
  ROOM_DAYS: z.coerce.number().positive().max(36_500).optional(),
  GRACE_DAYS: z.coerce.number().min(0).max(3_650).default(7),
  ADDRESS_RATE: rate(DEFAULT_RATES.address),
  PERSON_RATE: rate(DEFAULT_RATES.person),
  CHANGE_RATE: rate(DEFAULT_RATES.change),
  CREATE_RATE: rate(DEFAULT_RATES.create),
  /** `off`: no pages, for tests of everything else. */
  PAGES: z.enum(["on", "off"]).default("on"),
});

export interface Environment {
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: string;
  readonly publicUrl: string | undefined;
  /** Undefined: plain http. */
  readonly tls: CertificateFiles | undefined;
  readonly logLevel: string;
  readonly production: boolean;
  readonly pages: boolean;
  readonly trustedProxies: number;
  readonly adminSecret: string | undefined;
  readonly metrics: "open" | "secret" | "off";
  readonly frameAncestors: readonly string[];
  readonly rooms: number;
  readonly quotas: Pick<Quotas, "objects" | "logBytes" | "people">;
  readonly streams: StreamLimits;
  /** Wall ms without use until a room is deleted. */
  readonly unusedFor: number | undefined;
  /** Wall ms from deletion until it is gone. */
  readonly grace: number;
  /** Requests a second. */
  readonly rates: VisitorRates;
  /** For the operator's page. */
  readonly shown: readonly AdminSetting[];
}

/** What an operator is shown of the environment, in this order: no secret, and no place on the server's disk. */
const SHOWN = [
  "PUBLIC_URL",
  "TRUST_PROXY",
  "METRICS",
  "EMBED_ORIGINS",
  "ROOMS",
  "ROOM_OBJECTS",
  "ROOM_LOG_MIB",
  "ROOM_PEOPLE",
  "PERSON_STREAMS",
  "PERSON_WATCHES",
  "ROOM_STREAMS",
  "ROOM_DAYS",
  "GRACE_DAYS",
  "ADDRESS_RATE",
  "PERSON_RATE",
  "CHANGE_RATE",
  "CREATE_RATE",
  "LOG_LEVEL",
] as const satisfies readonly (keyof z.infer<typeof schema>)[];

/** Throws an Error that names each variable that is wrong. */
export function readEnvironment(variables: { readonly [name: string]: string | undefined }): Environment {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
    throw new Error(`The environment is wrong (환경 변수가 잘못되었어요):\n${lines.join("\n")}`);
  }
  const { TLS_CERT, TLS_KEY, TLS_CA } = parsed.data;
  if ((TLS_CERT === undefined) !== (TLS_KEY === undefined))
    throw new Error("The environment is wrong (환경 변수가 잘못되었어요):\n  TLS_CERT and TLS_KEY belong together");
  const { data } = parsed;
  const usual = schema.parse({});
  if (data.METRICS === "secret" && data.ADMIN_SECRET === undefined)
    throw new Error("The environment is wrong (환경 변수가 잘못되었어요):\n  METRICS: secret needs ADMIN_SECRET");
  const { PORT, HOST, DATABASE_URL, PUBLIC_URL, LOG_LEVEL, NODE_ENV, PAGES } = parsed.data;
  return {
    port: PORT,
    host: HOST,
    databaseUrl: DATABASE_URL,
    publicUrl: PUBLIC_URL?.replace(/\/+$/, ""),
    tls: TLS_CERT && TLS_KEY ? { cert: TLS_CERT, key: TLS_KEY, ca: TLS_CA } : undefined,
    logLevel: LOG_LEVEL,
    production: NODE_ENV === "production",
    pages: PAGES === "on",
    trustedProxies: data.TRUST_PROXY,
    adminSecret: data.ADMIN_SECRET,
    metrics: data.METRICS,
    frameAncestors: data.EMBED_ORIGINS?.split(",") ?? [],
    rooms: data.ROOMS,
    quotas: { objects: data.ROOM_OBJECTS, logBytes: data.ROOM_LOG_MIB * 1024 * 1024, people: data.ROOM_PEOPLE },
    streams: { person: data.PERSON_STREAMS, watches: data.PERSON_WATCHES, cluster: data.ROOM_STREAMS },
    unusedFor: data.ROOM_DAYS === undefined ? undefined : data.ROOM_DAYS * DAY_MS,
    grace: data.GRACE_DAYS * DAY_MS,
    rates: {
      address: data.ADDRESS_RATE,
      person: data.PERSON_RATE,
      change: data.CHANGE_RATE,
      create: data.CREATE_RATE,
    },
    shown: SHOWN.map((name) => ({
      name,
      value: String(data[name] ?? ""),
      usual: String(usual[name] ?? ""),
      given: given[name] !== undefined,
    })),
  };
}
