package witan.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import witan.engine.template.Token.Kind;

/** Reads a template's statements. */
final class Parser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private int loops;

  private Parser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  /**
   * The statements of a template.
   *
   * @throws witan.engine.TemplateException if it is malformed or uses what Witan does not know
   */
  static List<Statement> parse(String source) {
    return new Parser(new TokenStream(Lexer.tokens(source))).body(Set.of());
  }

  /** Statements up to a tag of one of these names, which is left open right behind its name. */
  private List<Statement> body(Set<String> ends) {
    tokens.enter();
    List<Statement> body = new ArrayList<>();
    while (true) {
      Token token = tokens.peek();
      switch (token.kind()) {
        case DATA -> body.add(new Statement.Data(tokens.next().text(), token.line()));
        case PRINT_START -> {
          tokens.next();
          body.add(new Statement.Print(expressions.tuple(), token.line()));
          tokens.expect(Kind.PRINT_END);
        }
        case TAG_START -> {
          if (ends.contains(tokens.peekSecond().text())) {
            tokens.next();
            tokens.leave();
            return List.copyOf(body);
          }
          tokens.next();
          statement(token.line(), body);
        }
        default -> {
          if (!ends.isEmpty()) {
            throw tokens.error(
                "A tag is never closed: " + String.join(" or ", ends) + " is missing.");
          }
          tokens.leave();
          return List.copyOf(body);
        }
      }
    }
  }

  private void statement(int line, List<Statement> body) {
    String name = tokens.expectName();
    switch (name) {
      case "if" -> body.add(choice(line));
      case "for" -> body.add(loop(line));
      case "set" -> body.add(assignment(line));
      case "macro" -> body.add(macro(line));
      case "break", "continue" -> {
        if (loops == 0) {
          throw tokens.error("There is no loop around this " + name + ".");
        }
        body.add(new Statement.Jump(name.equals("break"), line));
        tokens.expect(Kind.TAG_END);
      }
      // Marks the assistant's words for training; it prints what it holds.
      case "generation" -> {
        tokens.expect(Kind.TAG_END);
        body.addAll(body(Set.of("endgeneration")));
        end();
      }
      default -> throw tokens.error("Witan does not know the tag {% " + name + " %}.");
    }
  }

  private void end() {
    tokens.next();
    tokens.expect(Kind.TAG_END);
  }

  private Statement choice(int line) {
    List<Statement.Branch> branches = new ArrayList<>();
    do {
      Expression condition = expressions.expression();
      tokens.expect(Kind.TAG_END);
      branches.add(new Statement.Branch(condition, body(Set.of("elif", "else", "endif"))));
    } while (tokens.acceptName("elif"));
    List<Statement> otherwise = otherwise("endif");
    return new Statement.If(branches, otherwise, line);
  }

  /** What stands behind {@code else}, if there is one, and the tag's end. */
  private List<Statement> otherwise(String end) {
    List<Statement> otherwise = List.of();
    if (tokens.acceptName("else")) {
      tokens.expect(Kind.TAG_END);
      otherwise = body(Set.of(end));
    }
    end();
    return otherwise;
  }

  private Statement loop(int line) {
    List<String> names = names();
    if (!tokens.acceptName("in")) {
      throw tokens.error("\"in\" should stand where " + tokens.peek() + " does.");
    }
    Expression over = expressions.or();
    Expression condition = tokens.acceptName("if") ? expressions.expression() : null;
    if (tokens.atName("recursive")) {
      throw tokens.error("Witan does not know recursive loops.");
    }
    tokens.expect(Kind.TAG_END);
    loops++;
    List<Statement> body = body(Set.of("else", "endfor"));
    loops--;
    return new Statement.For(names, over, condition, body, otherwise("endfor"), line);
  }

  private List<String> names() {
    boolean parenthesis = tokens.accept("(");
    List<String> names = new ArrayList<>();
    do {
      names.add(tokens.expectName());
    } while (tokens.accept(","));
    if (parenthesis) {
      tokens.expect(")");
    }
    return List.copyOf(names);
  }

  private Statement assignment(int line) {
    List<String> names = names();
    @Nullable String attribute =
        names.size() == 1 && tokens.accept(".") ? tokens.expectName() : null;
    if (tokens.accept("=")) {
      Expression value = expressions.tuple();
      tokens.expect(Kind.TAG_END);
      return new Statement.Set(names, attribute, value, line);
    }
    if (names.size() > 1 || attribute != null) {
      tokens.expect("=");
    }
    tokens.expect(Kind.TAG_END);
    List<Statement> body = body(Set.of("endset"));
    end();
    return new Statement.SetBlock(names.getFirst(), body, line);
  }

  private Statement macro(int line) {
    String name = tokens.expectName();
    List<String> parameters = new ArrayList<>();
    List<@Nullable Expression> defaults = new ArrayList<>();
    tokens.expect("(");
    while (!tokens.accept(")")) {
      parameters.add(tokens.expectName());
      defaults.add(tokens.accept("=") ? expressions.expression() : null);
      if (!tokens.at(")")) {
        tokens.expect(",");
      }
    }
    tokens.expect(Kind.TAG_END);
    int around = loops;
    loops = 0;
    List<Statement> body = body(Set.of("endmacro"));
    loops = around;
    end();
    return new Statement.MacroDefinition(name, parameters, defaults, body, line);
  }
}
