/** Whether this browser tells of what others' doings did to one's own objects. */
import { storedMembers, storedSettings } from "../ui/storedSettings.ts";

export interface NoticeSettings {
  readonly crossings: boolean;
}

export const noticeSettings = storedSettings<NoticeSettings>("podroom:notices", {
  initial: { crossings: true },
  parse: (text) => ({ crossings: storedMembers(text)["crossings"] !== false }),
});
