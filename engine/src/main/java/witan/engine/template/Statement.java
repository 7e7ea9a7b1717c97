package witan.engine.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a template does, with the line on which it stands. */
sealed interface Statement {

  int line();

  record Data(String text, int line) implements Statement {}

  record Print(Expression expression, int line) implements Statement {}

  record If(List<Branch> branches, List<Statement> otherwise, int line) implements Statement {}

  record Branch(Expression condition, List<Statement> body) {}

  record For(
      List<String> names,
      Expression over,
      @Nullable Expression condition,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {}

  /**
   * Gives names values.
   *
   * @param attribute of the namespace that is the only name, or null
   */
  record Set(List<String> names, @Nullable String attribute, Expression value, int line)
      implements Statement {}

  record SetBlock(String name, List<Statement> body, int line) implements Statement {}

  record MacroDefinition(
      String name,
      List<String> parameters,
      List<@Nullable Expression> defaults,
      List<Statement> body,
      int line)
      implements Statement {}

  /** Leaves the innermost loop, or goes on with its next item. */
  record Jump(boolean leaves, int line) implements Statement {}
}
