/** In place of the first page when it broke; what else breaks is app/'s. */
export { PlainTrouble as default } from "../components/room/PlainTrouble.tsx";
