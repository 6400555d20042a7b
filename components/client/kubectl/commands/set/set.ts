/** `kubectl set`. */
import type { Command } from "../../cli/Command.ts";
import { setEnv } from "./setEnv.ts";
import { setImage } from "./setImage.ts";
import { setSelector, setServiceAccount, setSubject } from "./setOthers.ts";
import { setResources } from "./setResources.ts";

export const set: Command = {
  name: "set",
  short: "Set specific features on objects",
  usage: "SUBCOMMAND",
  commands: [setEnv, setImage, setResources, setSelector, setServiceAccount, setSubject],
};
