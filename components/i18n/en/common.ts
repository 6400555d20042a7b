/** Texts of common, English. */
export const common = { none: "None", close: "Close", cancel: "Cancel", copy: "Copy", retry: "Try again" };
