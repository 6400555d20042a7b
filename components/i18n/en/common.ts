/** Texts of common, English. */
export const common = {
  none: "None",
  close: "Close",
  cancel: "Cancel",
  copy: "Copy",
  retry: "Try again",
  theme: "Light or dark",
  language: "한국어",
};
