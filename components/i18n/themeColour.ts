/** `--paper` of each theme (app/styles/theme.css) in sRGB: browsers colour their own frame with it. */
export const THEME_COLOUR = { light: "#fbfcfd", dark: "#111419" } as const;
