/** Opens the dialog from anywhere on the screen. */
export function openSharing(): void {
  dispatchEvent(new CustomEvent("podroom:sharing"));
}
