/** Which images are on how many nodes. Models kubernetes pkg/scheduler/backend/cache imageStates. */
import type { NodeInfo } from "./NodeInfo.ts";

export interface ImageState {
  readonly nodes: number;
  /** Bytes, as the first node that has it says. */
  readonly size: number;
}

type Sizes = ReadonlyMap<string, number>;

const NO_IMAGE: ImageState = { nodes: 0, size: 0 };

export class Images {
  /** How many nodes give an image a size. */
  private readonly sizes = new Map<string, Map<number, number>>();

  note(images: Sizes, by: 1 | -1): void {
    for (const [name, size] of images) {
      let sizes = this.sizes.get(name);
      if (!sizes) this.sizes.set(name, (sizes = new Map()));
      const count = (sizes.get(size) ?? 0) + by;
      if (count > 0) sizes.set(size, count);
      else sizes.delete(size);
      if (sizes.size === 0) this.sizes.delete(name);
    }
  }

  state(name: string, nodes: readonly NodeInfo[]): ImageState {
    const sizes = this.sizes.get(name);
    if (!sizes) return NO_IMAGE;
    let count = 0;
    for (const each of sizes.values()) count += each;
    if (sizes.size > 1) {
      for (const { images } of nodes) {
        const size = images.get(name);
        if (size !== undefined) return { nodes: count, size };
      }
    }
    const [size = 0] = sizes.keys();
    return { nodes: count, size };
  }
}
