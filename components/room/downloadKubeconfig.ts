import { fetchKubeconfig } from "../client/rooms.ts";

/** Gives the person a new kubeconfig of theirs as a file. */
export async function downloadKubeconfig(roomId: string): Promise<void> {
  const url = URL.createObjectURL(new Blob([await fetchKubeconfig(roomId)], { type: "application/yaml" }));
  Object.assign(document.createElement("a"), { href: url, download: "kubeconfig" }).click();
  URL.revokeObjectURL(url);
}
