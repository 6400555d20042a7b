import type { AppProps } from "next/app";
import "../app/globals.css";
import { type Locale, Preferences } from "../components/i18n/Preferences.tsx";

export default function FirstPage({ Component, pageProps }: AppProps<{ readonly locale?: Locale }>) {
  return (
    <Preferences asked={pageProps.locale}>
      <Component {...pageProps} />
    </Preferences>
  );
}
