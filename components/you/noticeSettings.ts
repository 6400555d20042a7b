/** Whether this browser tells of what others' doings did to one's own objects. */
import { keptMembers } from "../client/kept.ts";
import { storedSettings } from "../ui/storedSettings.ts";

export interface NoticeSettings {
  readonly crossings: boolean;
}

export const noticeSettings = storedSettings<NoticeSettings>("podroom:notices", {
  initial: { crossings: true },
  parse: (text) => ({ crossings: keptMembers(text)["crossings"] !== false }),
});
