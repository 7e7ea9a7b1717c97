package witan.graphql.transport;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much a document asks for, measured on its syntax alone.
 *
 * <p>It runs before validation, which is itself what a hostile document would exhaust: each
 * fragment is measured once and cycles are cut, so the walk is linear in the document's size.
 */
final class DocumentLimits {

  private record Cost(int depth, int fields, int aliases) {}

  private final LimitsConfig limits;
  private final Map<String, FragmentDefinition> fragments = new HashMap<>();
  private final Map<String, Cost> measured = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  private DocumentLimits(LimitsConfig limits, Document document) {
    this.limits = limits;
    for (FragmentDefinition fragment : document.getDefinitionsOfType(FragmentDefinition.class)) {
      fragments.put(fragment.getName(), fragment);
    }
  }

  /** The first limit that {@code document} exceeds, as a sentence. */
  static Optional<String> exceeded(Document document, LimitsConfig limits) {
    var walk = new DocumentLimits(limits, document);
    return document.getDefinitionsOfType(OperationDefinition.class).stream()
        .map(walk::exceeded)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<String> exceeded(OperationDefinition operation) {
    SelectionSet selections = operation.getSelectionSet();
    Cost cost = cost(selections);
    if (selections.getSelections().size() > limits.rootFields()) {
      return sentence("root fields", selections.getSelections().size(), limits.rootFields());
    }
    if (cost.depth() > limits.depth()) {
      return sentence("levels of depth", cost.depth(), limits.depth());
    }
    if (cost.fields() > limits.fields()) {
      return sentence("fields", cost.fields(), limits.fields());
    }
    if (cost.aliases() > limits.aliases()) {
      return sentence("aliases", cost.aliases(), limits.aliases());
    }
    return Optional.empty();
  }

  private static Optional<String> sentence(String what, int count, int limit) {
    return Optional.of(
        "The query has %d %s, %d are allowed; split it into several."
            .formatted(count, what, limit));
  }

  private Cost cost(@Nullable SelectionSet selections) {
    int depth = 0;
    int fields = 0;
    int aliases = 0;
    if (selections != null) {
      for (Selection<?> selection : selections.getSelections()) {
        Cost cost = cost(selection);
        depth = Math.max(depth, cost.depth());
        fields = saturatedSum(fields, cost.fields());
        aliases = saturatedSum(aliases, cost.aliases());
      }
    }
    return new Cost(depth, fields, aliases);
  }

  private Cost cost(Selection<?> selection) {
    return switch (selection) {
      case Field field -> {
        Cost inner = cost(field.getSelectionSet());
        yield new Cost(
            inner.depth() + 1,
            saturatedSum(inner.fields(), 1),
            saturatedSum(inner.aliases(), field.getAlias() == null ? 0 : 1));
      }
      case InlineFragment fragment -> cost(fragment.getSelectionSet());
      case FragmentSpread spread -> cost(spread.getName());
      default -> new Cost(0, 0, 0);
    };
  }

  // An unknown fragment or a cycle costs nothing here: validation refuses both.
  private Cost cost(String fragment) {
    Cost known = measured.get(fragment);
    if (known != null) {
      return known;
    }
    FragmentDefinition definition = fragments.get(fragment);
    if (definition == null || !open.add(fragment)) {
      return new Cost(0, 0, 0);
    }
    Cost cost = cost(definition.getSelectionSet());
    open.remove(fragment);
    measured.put(fragment, cost);
    return cost;
  }

  private static int saturatedSum(int a, int b) {
    return (int) Math.min((long) a + b, Integer.MAX_VALUE);
  }
}
