/** `npm run pictures`: pictures of every screen, in .build/pictures/. */
import { bin, buildPages, bundle, generate, install, run } from "./prepare.mjs";

install();
generate();
bundle();
buildPages();
run("pictures", bin("tsx"), ["tests/e2e/pictures.ts"]);
