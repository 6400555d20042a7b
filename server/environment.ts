/** What the environment says, checked at start. */
import { z } from "zod";
import type { CertificateFiles } from "./certificate.ts";

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
}

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
  };
}
