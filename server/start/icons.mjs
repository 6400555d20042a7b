/** `npm run icons`: draws the icons and the picture of link previews anew, into components/meta/icons/ and app/. They are committed. */
import { bin, install, run } from "./prepare.mjs";

install();
run("icons", bin("tsx"), ["tests/e2e/drawIcons.ts"]);
