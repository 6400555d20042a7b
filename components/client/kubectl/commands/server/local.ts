/** Commands about kubectl itself, and those that need a machine of one's own. */
import { boolFlag, durationFlag, intFlag, textFlag } from "../../cli/flags.ts";
import { type Command, usageError } from "../../cli/Command.ts";
import { GLOBAL_FLAGS } from "../../cli/globalFlags.ts";
import { flagHelp } from "../../cli/help.ts";

export const options: Command = {
  name: "options",
  short: "Print the list of flags inherited by all commands",
  async run({ out }) {
    out(`The following options can be passed to any command:\n\n${GLOBAL_FLAGS.map(flagHelp).join("\n")}`);
  },
};

const SHELLS = ["bash", "zsh", "fish", "powershell"];

export const completion: Command = {
  name: "completion",
  short: "Output shell completion code for the specified shell (bash, zsh, fish, or powershell)",
  usage: "SHELL",
  async run(context) {
    const { args, out } = context;
    if (args.length === 0) throw usageError(context, "Shell not specified.");
    if (args.length > 1) throw usageError(context, "Too many arguments. Expected only the shell type.");
    if (!SHELLS.includes(args[0] as string))
      throw usageError(context, `Unsupported shell type ${JSON.stringify(args[0])}.`);
    out("# This terminal completes kubectl by itself: press Tab.\n");
  },
};

const pluginList: Command = {
  name: "list",
  short: "List all visible plugin executables on a user's PATH",
  flags: [boolFlag("name-only", "Show names rather than paths")],
  async run() {
    throw new Error("error: unable to find any kubectl plugins in your PATH\n");
  },
};

export const plugin: Command = {
  name: "plugin",
  short: "Provides utilities for interacting with plugins",
  commands: [pluginList],
};

export const proxy: Command = {
  name: "proxy",
  short: "Run a proxy to the Kubernetes API server",
  flags: [
    textFlag("accept-hosts", "Hosts that are accepted", { default: String.raw`^localhost$,^127\.0\.0\.1$,^\[::1\]$` }),
    textFlag("accept-paths", "Paths that are accepted", { default: "^.*" }),
    textFlag("address", "The address to listen on", { default: "127.0.0.1" }),
    textFlag("api-prefix", "Where the API is served", { default: "/" }),
    boolFlag("append-server-path", "Add the server's path to that of a request"),
    boolFlag("disable-filter", "Accept every request"),
    durationFlag("keepalive", "How long an idle connection stays"),
    intFlag("port", "The port on which to run the proxy", { short: "p", default: "8001" }),
    textFlag("reject-methods", "Methods that are refused", { default: "^$" }),
    textFlag("reject-paths", "Paths that are refused", {
      default: "^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach",
    }),
    textFlag("unix-socket", "A socket to listen on", { short: "u" }),
    textFlag("www", "A folder to serve", { short: "w" }),
    textFlag("www-prefix", "Where the folder is served", { short: "P", default: "/static/" }),
  ],
  async run() {
    throw new Error(
      "a proxy needs a port of your own machine, which this terminal has not; use 'kubectl get --raw' to ask the API server",
    );
  },
};

export const alpha: Command = {
  name: "alpha",
  short: "Commands for features in alpha",
  hidden: true,
  async run({ err }) {
    err("No alpha commands are available in this version of kubectl\n");
  },
};
