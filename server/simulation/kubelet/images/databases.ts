/** Databases as far as pods see them: they want a password, take their time to begin, and speak no HTTP. */
import type { ImageModel, LaunchContext, Program } from "./ImageModel.ts";
import { portTaken } from "./servers.ts";

const silent: NonNullable<ImageModel["http"]> = () => ({
  response: { status: 0, body: "", contentType: "", hungUp: true },
});

function mysqlLike(name: "MySQL" | "MariaDB", prefixes: readonly string[]): ImageModel {
  return {
    size: name === "MySQL" ? 262_000_000 : 118_000_000,
    files: { base: "debian", programs: ["mysqld", "mysql=quiet", "mariadb=quiet", "mysqladmin=quiet"] },
    argv: [name === "MySQL" ? "mysqld" : "mariadbd"],
    serves: ["mysqld", "mariadbd"],
    start({ env, isTaken, image }: LaunchContext): Program {
      const given = prefixes.flatMap((prefix) => [
        `${prefix}_ROOT_PASSWORD`,
        `${prefix}_ALLOW_EMPTY_PASSWORD`,
        `${prefix}_RANDOM_ROOT_PASSWORD`,
      ]);
      const first = prefixes[0] as string;
      const entry = `[Note] [Entrypoint]: Entrypoint script for ${name} Server ${image.slice(image.lastIndexOf(":") + 1)} started.`;
      if (!given.some((variable) => env[variable] !== undefined && env[variable] !== ""))
        return {
          listens: [],
          logs: [
            entry,
            "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified",
            "    You need to specify one of the following as an environment variable:",
            ...["ROOT_PASSWORD", "ALLOW_EMPTY_PASSWORD", "RANDOM_ROOT_PASSWORD"].map(
              (option) => `    - ${first}_${option}`,
            ),
          ],
          steps: [{ after: 400, exit: 1 }],
          onTerm: { exit: 0, after: 10 },
        };
      if (isTaken(3306))
        return portTaken(["[ERROR] [Server] Can't start server: Bind on TCP/IP port: Address already in use"]);
      return {
        listens: [3306],
        logs: [entry, "[Note] [Entrypoint]: Initializing database files"],
        steps: [
          { after: 4000, log: "[Note] [Entrypoint]: Database files initialized" },
          {
            after: 6000,
            log: `[System] [Server] ${name.toLowerCase()}d: ready for connections. Version: '${image.slice(image.lastIndexOf(":") + 1)}'  port: 3306`,
          },
        ],
        memory: (name === "MySQL" ? 380 : 90) * 2 ** 20,
        cores: 0.006,
        onTerm: { exit: 0, after: 1500 },
      };
    },
    http: silent,
  };
}

const postgres: ImageModel = {
  size: 160_000_000,
  files: { base: "debian", programs: ["postgres", "psql=quiet", "pg_isready=true"] },
  argv: ["postgres"],
  serves: ["postgres"],
  start({ env, isTaken }: LaunchContext): Program {
    if (!env["POSTGRES_PASSWORD"] && env["POSTGRES_HOST_AUTH_METHOD"] !== "trust")
      return {
        listens: [],
        logs: [
          "Error: Database is uninitialized and superuser password is not specified.",
          "       You must specify POSTGRES_PASSWORD to a non-empty value for the",
          '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".',
        ],
        steps: [{ after: 200, exit: 1 }],
        onTerm: { exit: 0, after: 10 },
      };
    if (isTaken(5432))
      return portTaken([
        'LOG:  could not bind IPv4 address "0.0.0.0": Address already in use',
        "FATAL:  could not create any TCP/IP sockets",
      ]);
    return {
      listens: [5432],
      logs: ['The files belonging to this database system will be owned by user "postgres".'],
      steps: [
        { after: 2500, log: "PostgreSQL init process complete; ready for start up." },
        { after: 2700, log: "LOG:  database system is ready to accept connections" },
      ],
      memory: 38 * 2 ** 20,
      cores: 0.002,
      onTerm: { exit: 0, after: 300 },
    };
  },
  http: silent,
};

const mongo: ImageModel = {
  size: 290_000_000,
  files: { base: "ubuntu", programs: ["mongod", "mongosh=quiet"] },
  argv: ["mongod", "--bind_ip_all"],
  serves: ["mongod"],
  start: ({ isTaken }) =>
    isTaken(27_017)
      ? portTaken(['{"s":"E","msg":"Failed to set up listener","attr":{"error":"Address already in use"}}'], 300, 48)
      : {
          listens: [27_017],
          logs: ['{"s":"I","msg":"Waiting for connections","attr":{"port":27017}}'],
          memory: 120 * 2 ** 20,
          cores: 0.005,
          onTerm: { exit: 0, after: 500 },
        },
  http: silent,
};

export const databaseImages: { readonly [name: string]: ImageModel } = {
  mysql: mysqlLike("MySQL", ["MYSQL"]),
  mariadb: mysqlLike("MariaDB", ["MARIADB", "MYSQL"]),
  postgres,
  mongo,
};
