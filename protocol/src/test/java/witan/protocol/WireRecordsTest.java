package witan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WireRecordsTest {

  @Test
  void everyRecordOfTheWireIsNamedForNativeBuilds() throws Exception {
    RegisterForReflection named = WireRecords.class.getAnnotation(RegisterForReflection.class);

    assertThat(named.targets()).contains(records("gate").toArray(Class[]::new));
    assertThat(named.targets()).contains(records("network").toArray(Class[]::new));
    assertThat(named.targets()).contains(records("ledger").toArray(Class[]::new));
    for (String name : named.classNames()) {
      assertThat(Class.forName(name).getName()).isEqualTo(name);
    }
  }

  private static List<Class<?>> records(String folder) throws Exception {
    Path classes =
        Path.of(WireRecords.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> records = new ArrayList<>();
    for (String name : names(classes.resolve("witan/protocol").resolve(folder))) {
      Class<?> type = Class.forName("witan.protocol." + folder + "." + name);
      if (type.isRecord() || type.isEnum()) {
        records.add(type);
      }
    }
    assertThat(records).isNotEmpty();
    return records;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .toList();
    }
  }
}
