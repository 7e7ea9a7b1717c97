package witan.engine.template;

import java.util.List;
import witan.engine.TemplateException;
import witan.engine.template.Token.Kind;

/** The tokens of a template, read one after the other. */
final class TokenStream {
  // Deep enough for any template seen (the deepest has 12), shallow enough for any thread's stack.
  private static final int DEEPEST = 100;

  private final List<Token> tokens;
  private int place;
  private int depth;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(place);
  }

  Token peekSecond() {
    return tokens.get(Math.min(place + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = peek();
    if (token.kind() != Kind.END) {
      place++;
    }
    return token;
  }

  boolean at(String operator) {
    return peek().is(Kind.OPERATOR, operator);
  }

  boolean atName(String name) {
    return peek().is(Kind.NAME, name);
  }

  boolean accept(String operator) {
    return acceptIf(at(operator));
  }

  boolean acceptName(String name) {
    return acceptIf(atName(name));
  }

  private boolean acceptIf(boolean fits) {
    place += fits ? 1 : 0;
    return fits;
  }

  void expect(String operator) {
    if (!accept(operator)) {
      throw error("\"" + operator + "\" should stand where " + peek() + " does.");
    }
  }

  String expectName() {
    if (peek().kind() != Kind.NAME) {
      throw error("A name should stand where " + peek() + " does.");
    }
    return next().text();
  }

  void expect(Kind kind) {
    if (peek().kind() != kind) {
      throw error("The tag should end where " + peek() + " stands.");
    }
    next();
  }

  void enter() {
    if (++depth > DEEPEST) {
      throw error("This is nested more than " + DEEPEST + " levels deep.");
    }
  }

  void leave() {
    depth--;
  }

  TemplateException error(String sentence) {
    return new TemplateException("The chat template, line " + peek().line() + ": " + sentence);
  }
}
