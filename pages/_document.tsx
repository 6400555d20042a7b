import { cloneElement } from "react";
import Document, { type DocumentContext, Head, Html, Main, NextScript } from "next/document";

/** Scripts are asked for together with the styles; a browser would else begin them when those are there. */
class EagerHead extends Head {
  override getScripts(files: Parameters<Head["getScripts"]>[0]) {
    return super.getScripts(files).map((script) => cloneElement(script, { fetchPriority: "high" }));
  }
}

/** Scripts carry the nonce of their answer's policy, as those of app/ do. */
export default class FirstDocument extends Document<{ readonly nonce?: string }> {
  static override async getInitialProps(context: DocumentContext) {
    const policy = String(context.req?.headers["content-security-policy"] ?? "");
    const nonce = /'nonce-([\w+/=-]+)'/.exec(policy)?.[1];
    return { ...(await Document.getInitialProps(context)), ...(nonce ? { nonce } : {}) };
  }

  override render() {
    const { nonce } = this.props;
    const { locale } = this.props.__NEXT_DATA__.props["pageProps"] ?? {};
    return (
      <Html lang={locale === "en" ? "en" : "ko"} suppressHydrationWarning>
        <EagerHead nonce={nonce} />
        <body>
          <Main />
          <NextScript nonce={nonce} />
        </body>
      </Html>
    );
  }
}
