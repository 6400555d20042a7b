export type SettingsTab = "room" | "people" | "links";

/** Opens the room's settings at a tab, from anywhere on the screen. */
export function openSettings(tab: SettingsTab): void {
  dispatchEvent(new CustomEvent("podroom:settings", { detail: tab }));
}
