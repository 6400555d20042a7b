/** Images that use up memory and CPU on purpose. */
import type { ImageModel } from "./ImageModel.ts";
import { shellImage } from "./shell.ts";

export const loadImages: { readonly [repository: string]: ImageModel } = {
  "docker.io/polinux/stress": shellImage(4_041_495, { base: "alpine", programs: ["stress", "bash"] }),
};
