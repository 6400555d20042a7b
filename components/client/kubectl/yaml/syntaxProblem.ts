/** What is wrong with the syntax of a YAML text, in the words and with the line of Go's library. Mirrors libyaml's parser. */
import { type TokenType, YamlProblem, YamlTokens } from "./tokens.ts";

/** Undefined for a text whose first document Go's library reads. */
export function syntaxProblem(text: string): string | undefined {
  try {
    new Parser(new YamlTokens(text)).document();
    return undefined;
  } catch (error) {
    if (error instanceof YamlProblem) return error.message;
    throw error;
  }
}

class Parser {
  constructor(private readonly tokens: YamlTokens) {}

  document(): void {
    if (this.is("directive", "documentStart")) {
      while (this.is("directive")) this.tokens.next();
      if (!this.is("documentStart")) this.fail("did not find expected <document start>");
      this.tokens.next();
    }
    if (!this.is("directive", "documentStart", "documentEnd", "end")) this.node(true);
    // What follows is looked at as far as one token.
    this.tokens.peek();
  }

  private is(...types: readonly TokenType[]): boolean {
    return types.includes(this.tokens.peek().type);
  }

  private fail(problem: string): never {
    throw new YamlProblem(problem, this.tokens.peek().line);
  }

  /** `indentless`: a list may stand as deep as the key it belongs to. */
  private node(block: boolean, indentless = false): void {
    if (this.is("alias")) return void this.tokens.next();
    const named = this.is("anchor", "tag");
    if (named) {
      const other = this.tokens.next().type === "anchor" ? "tag" : "anchor";
      if (this.is(other)) this.tokens.next();
    }
    const { type } = this.tokens.peek();
    if (indentless && type === "blockEntry") return this.indentlessSequence();
    if (type === "scalar") return void this.tokens.next();
    if (type === "flowSequence") return this.flowSequence();
    if (type === "flowMapping") return this.flowMapping();
    if (block && type === "blockSequence") return this.blockSequence();
    if (block && type === "blockMapping") return this.blockMapping();
    if (!named) this.fail("did not find expected node content");
  }

  private blockSequence(): void {
    this.tokens.next();
    while (this.is("blockEntry")) {
      this.tokens.next();
      if (!this.is("blockEntry", "blockEnd")) this.node(true);
    }
    if (!this.is("blockEnd")) this.fail("did not find expected '-' indicator");
    this.tokens.next();
  }

  private indentlessSequence(): void {
    while (this.is("blockEntry")) {
      this.tokens.next();
      if (!this.is("blockEntry", "key", "value", "blockEnd")) this.node(true);
    }
  }

  private blockMapping(): void {
    this.tokens.next();
    while (this.is("key")) {
      this.tokens.next();
      if (!this.is("key", "value", "blockEnd")) this.node(true, true);
      if (!this.is("value")) continue;
      this.tokens.next();
      if (!this.is("key", "value", "blockEnd")) this.node(true, true);
    }
    if (!this.is("blockEnd")) this.fail("did not find expected key");
    this.tokens.next();
  }

  private flowSequence(): void {
    this.tokens.next();
    for (let first = true; !this.is("flowSequenceEnd"); first = false) {
      if (!first) this.separator("]");
      if (this.is("flowSequenceEnd")) break;
      if (!this.is("key")) {
        this.node(false);
        continue;
      }
      this.tokens.next();
      if (this.is("value", "flowEntry", "flowSequenceEnd")) this.tokens.next();
      else this.node(false);
      this.flowValue("flowSequenceEnd");
    }
    this.tokens.next();
  }

  private flowMapping(): void {
    this.tokens.next();
    for (let first = true; !this.is("flowMappingEnd"); first = false) {
      if (!first) this.separator("}");
      if (this.is("flowMappingEnd")) break;
      if (!this.is("key")) {
        this.node(false);
        continue;
      }
      this.tokens.next();
      if (!this.is("value", "flowEntry", "flowMappingEnd")) this.node(false);
      this.flowValue("flowMappingEnd");
    }
    this.tokens.next();
  }

  private separator(close: string): void {
    if (!this.is("flowEntry")) this.fail(`did not find expected ',' or '${close}'`);
    this.tokens.next();
  }

  private flowValue(end: TokenType): void {
    if (!this.is("value")) return;
    this.tokens.next();
    if (!this.is("flowEntry", end)) this.node(false);
  }
}
