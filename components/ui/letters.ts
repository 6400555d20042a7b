import "./letters.css";
