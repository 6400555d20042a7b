/** Short names for the ways a field can be wrong: validation code is mostly these. */
import { FieldError } from "../../machinery/fieldErrors.ts";

export { FieldError, NO_VALUE, PrintedValue } from "../../machinery/fieldErrors.ts";
export { quote } from "../../machinery/goText.ts";

export const { required, invalid, duplicate, notFound, forbidden, notSupported, tooLong, tooMany } = FieldError;
