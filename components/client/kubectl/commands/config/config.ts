/** `kubectl config`. */
import type { Command } from "../../cli/Command.ts";
import { currentContext, deleteContext, getContexts, renameContext, setContext, useContext } from "./contexts.ts";
import { deleteCluster, deleteUser, getClusters, getUsers, setCluster, setCredentials } from "./entries.ts";
import { set, unset } from "./properties.ts";
import { view } from "./view.ts";

export const config: Command = {
  name: "config",
  short: "Modify kubeconfig files",
  usage: "SUBCOMMAND",
  commands: [
    currentContext,
    deleteCluster,
    deleteContext,
    deleteUser,
    getClusters,
    getContexts,
    getUsers,
    renameContext,
    set,
    setCluster,
    setContext,
    setCredentials,
    unset,
    useContext,
    view,
  ],
};
