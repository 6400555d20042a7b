/** What the environment says, checked at start. */
import { z } from "zod";

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default("0.0.0.0"),
  DATABASE_URL: z
    .string()
    .regex(/^file:.+/, "must be file: and a path, like file:./data/podroom.db")
    .default("file:./data/podroom.db"),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: "must be a URL like https://podroom.example" }).optional(),
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
  const { PORT, HOST, DATABASE_URL, PUBLIC_URL, LOG_LEVEL, NODE_ENV, PAGES } = parsed.data;
  return {
    port: PORT,
    host: HOST,
    databaseUrl: DATABASE_URL,
    publicUrl: PUBLIC_URL?.replace(/\/+$/, ""),
    logLevel: LOG_LEVEL,
    production: NODE_ENV === "production",
    pages: PAGES === "on",
  };
}
