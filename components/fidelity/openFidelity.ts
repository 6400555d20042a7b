export const FIDELITY_EVENT = "podroom:fidelity";

/** Opens the list of what differs from Kubernetes, from anywhere on the screen. */
export function openFidelity(): void {
  dispatchEvent(new CustomEvent(FIDELITY_EVENT));
}
