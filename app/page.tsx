import { Landing } from "../components/landing/Landing.tsx";

export default function LandingPage() {
  return <Landing />;
}
