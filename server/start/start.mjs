/** `npm start`: brings the checkout up to date, then serves. */
import { buildPages, bundle, generate, install } from "./prepare.mjs";

install();
generate();
bundle();
buildPages();
await import("./serve.mjs");
