import "./letters.css";

export {};
