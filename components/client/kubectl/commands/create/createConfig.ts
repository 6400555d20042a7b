/** `create configmap` and `create secret`. */
import type { Command, CommandContext } from "../../cli/Command.ts";
import { arrayFlag, boolFlag, type Flag, sliceFlag, textFlag } from "../../cli/flags.ts";
import { configMap, dockerRegistrySecret, genericSecret, tlsSecret } from "../../generate/configData.ts";
import type { Manifest } from "../../generate/generated.ts";
import { withContentHash } from "./contentHash.ts";
import { contentFiles } from "./contentFiles.ts";
import { generatingCommand } from "./generating.ts";

const HASH_FLAG: Flag = boolFlag("append-hash", "Append a hash of the content to the name");
const CONTENT_FLAGS: readonly Flag[] = [
  sliceFlag("from-file", "A file with the content of a key, or a folder of them"),
  arrayFlag("from-literal", "A key and its value, key=value"),
  sliceFlag("from-env-file", "A file of lines key=value"),
  HASH_FLAG,
];

/** With `--append-hash`: named after its content too. */
function named({ flags }: CommandContext, object: Manifest): Manifest {
  return flags.bool("append-hash") ? withContentHash(object) : object;
}

function content({ flags }: CommandContext): {
  readonly fromFile: readonly string[];
  readonly fromLiteral: readonly string[];
  readonly fromEnvFile: readonly string[];
} {
  return {
    fromFile: flags.list("from-file"),
    fromLiteral: flags.list("from-literal"),
    fromEnvFile: flags.list("from-env-file"),
  };
}

export const createConfigMap: Command = generatingCommand({
  name: "configmap",
  aliases: ["cm"],
  short: "Create a config map from a local file, directory or literal value",
  usage: "NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]",
  flags: CONTENT_FLAGS,
  failure: "failed to create configmap: ",
  async generate(context, name) {
    const sources = content(context);
    const files = await contentFiles(context.io, [...sources.fromFile, ...sources.fromEnvFile]);
    return named(context, configMap({ name, ...sources }, files));
  },
});

const generic = generatingCommand({
  name: "generic",
  short: "Create a secret from a local file, directory, or literal value",
  usage: "NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]",
  flags: [...CONTENT_FLAGS, textFlag("type", "The type of secret to create")],
  failure: "failed to create secret ",
  async generate(context, name) {
    const sources = content(context);
    const files = await contentFiles(context.io, [...sources.fromFile, ...sources.fromEnvFile]);
    return named(context, genericSecret({ name, type: context.flags.text("type"), ...sources }, files));
  },
});

const dockerRegistry = generatingCommand({
  name: "docker-registry",
  short: "Create a secret for use with a Docker registry",
  usage:
    "NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]",
  flags: [
    textFlag("docker-username", "Username for the registry"),
    textFlag("docker-password", "Password for the registry"),
    textFlag("docker-email", "Email for the registry"),
    textFlag("docker-server", "Server of the registry", { default: "https://index.docker.io/v1/" }),
    HASH_FLAG,
    sliceFlag("from-file", "A file with the registry's configuration"),
  ],
  failure: "failed to create secret ",
  async generate(context, name) {
    const { flags } = context;
    const fromFile = flags.list("from-file");
    const files = await contentFiles(context.io, fromFile);
    const secret = dockerRegistrySecret(
      {
        name,
        fromFile,
        username: flags.text("docker-username"),
        password: flags.text("docker-password"),
        email: flags.text("docker-email"),
        server: flags.text("docker-server"),
      },
      files,
    );
    return named(context, secret);
  },
});

const tls = generatingCommand({
  name: "tls",
  short: "Create a TLS secret",
  usage: "NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]",
  flags: [textFlag("cert", "Path to the certificate in PEM"), textFlag("key", "Path to the private key"), HASH_FLAG],
  failure: "failed to create secret ",
  async generate(context, name) {
    const [cert, key] = [context.flags.text("cert"), context.flags.text("key")];
    return named(context, tlsSecret({ name, cert, key }, await contentFiles(context.io, [cert, key])));
  },
});

export const createSecret: Command = {
  name: "secret",
  short: "Create a secret using a specified subcommand",
  usage: "(docker-registry | generic | tls)",
  commands: [dockerRegistry, generic, tls],
};
