package witan.functions.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import witan.gating.Experience;

class LearnedRecordsTest {

  @Test
  void everyPartOfAVersionIsNamedForNativeBuilds() {
    RegisterForReflection named = LearnedRecords.class.getAnnotation(RegisterForReflection.class);
    Set<String> names =
        Stream.concat(
                Arrays.stream(named.targets()).map(Class::getName),
                Arrays.stream(named.classNames()))
            .collect(Collectors.toSet());
    Set<String> parts = new TreeSet<>();
    collect(Experience.class, parts);

    assertThat(parts).contains("witan.gating.Experience", "witan.gating.Tally");
    assertThat(names).isEqualTo(parts);
  }

  private static void collect(Type type, Set<String> parts) {
    if (type instanceof ParameterizedType generic) {
      Arrays.stream(generic.getActualTypeArguments()).forEach(part -> collect(part, parts));
    } else if (type instanceof Class<?> known
        && known.getPackageName().equals("witan.gating")
        && parts.add(known.getName())
        && known.isRecord()) {
      for (RecordComponent component : known.getRecordComponents()) {
        collect(component.getGenericType(), parts);
      }
    }
  }
}
