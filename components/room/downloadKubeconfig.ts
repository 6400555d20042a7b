import { fetchKubeconfig } from "../client/rooms.ts";
import { saveFile } from "./saveFile.ts";

/** Gives the person a new kubeconfig of theirs as a file. */
export async function downloadKubeconfig(roomId: string): Promise<void> {
  saveFile("kubeconfig", new Blob([await fetchKubeconfig(roomId)], { type: "application/yaml" }));
}
