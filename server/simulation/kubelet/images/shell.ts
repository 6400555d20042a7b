/** busybox and other images that run what they are told: a shell when they are told nothing. */
import type { ImageFiles } from "./fileSystems.ts";
import type { ImageModel } from "./ImageModel.ts";

export const shellImage = (size: number, files: ImageFiles): ImageModel => ({
  size,
  files,
  isShell: true,
  start: () => ({ listens: [], logs: [], steps: [{ after: 10, exit: 0 }], onTerm: "ignored" }),
});
