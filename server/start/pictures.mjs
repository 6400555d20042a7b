/** `npm run pictures [-- NAME …]`: pictures of every screen, or of those named so, in .build/pictures/. */
import { bin, buildPages, bundle, generate, install, run } from "./prepare.mjs";

install();
generate();
bundle();
buildPages();
run("pictures", bin("tsx"), ["tests/e2e/pictures.ts", ...process.argv.slice(2)]);
