/** The first page. It stands here and not in app/ since this router's scripts are 25 KB lighter; docs/decisions/0009-first-page.md. */
import type { GetServerSideProps } from "next";
import { meta as en } from "../components/i18n/en/meta.ts";
import { meta as ko } from "../components/i18n/ko/meta.ts";
import { Landing } from "../components/landing/Landing.tsx";
import { localeOf, originOf } from "../components/meta/asked.ts";
import { LandingHead, type LandingHeadProps } from "../components/meta/LandingHead.tsx";

export const getServerSideProps: GetServerSideProps<LandingHeadProps> = async ({ req, query }) => {
  const header = (name: string): string | undefined => {
    const value = req.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const locale = localeOf(query["lang"], header);
  return { props: { ...{ en, ko }[locale].landing, locale, origin: originOf(header).origin } };
};

export default function LandingPage(props: LandingHeadProps) {
  return (
    <>
      <LandingHead {...props} />
      <Landing />
    </>
  );
}
