/** Opens what is one's own in the room, from anywhere on the screen. */
export function openYou(): void {
  dispatchEvent(new CustomEvent("podroom:you"));
}
