package witan.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which of a processor's instructions ONNX Runtime chooses its kernels by. */
final class InstructionSet {
  private static final Path LINUX = Path.of("/proc/cpuinfo");
  private static final List<String> DECISIVE =
      List.of(
          "avx",
          "avx2",
          "fma",
          "avx_vnni",
          "avx512f",
          "avx512bw",
          "avx512_vnni",
          "avx512_bf16",
          "amx_int8",
          "asimddp",
          "i8mm",
          "bf16",
          "sve",
          "sme");

  private InstructionSet() {}

  /** Such as {@code amd64+avx+avx2+fma}; the architecture alone where no more is told. */
  static String ofThisMachine() {
    Set<String> flags = flags();
    return Stream.concat(
            Stream.of(System.getProperty("os.arch")), DECISIVE.stream().filter(flags::contains))
        .collect(Collectors.joining("+"));
  }

  private static Set<String> flags() {
    if (!Files.isReadable(LINUX)) {
      return Set.of();
    }
    try (Stream<String> lines = Files.lines(LINUX)) {
      return lines
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .findFirst()
          .map(line -> Set.copyOf(Arrays.asList(line.split("[:\\s]+"))))
          .orElse(Set.of());
    } catch (IOException e) {
      return Set.of();
    }
  }
}
