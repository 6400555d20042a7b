/** Texts of common, English. */
export const common = {
  none: "None",
  close: "Close",
  cancel: "Cancel",
  copy: "Copy",
  copied: "Copied.",
  notCopied: "The browser does not let this page copy: select the text and copy it by hand.",
  retry: "Try again",
  theme: "Light or dark",
  language: "한국어",
};
