/**
 * What is refused or sent away as soon as it is made takes so long, ms: a controller that makes another at once goes round as often as
 * a controller manager may ask (20 a second), and time passes meanwhile.
 */
export const ROUND_TRIP_MS = 50;
