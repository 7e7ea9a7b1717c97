package witan.engine.quantize;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import witan.engine.ModelException;
import witan.engine.gguf.Dequantizer;
import witan.engine.gguf.GgufFile;
import witan.engine.gguf.GgufTensor;
import witan.engine.gguf.GgufType;
import witan.engine.gguf.GgufWriter;

/** Writes a model's file anew, its matrices stored in fewer bits. */
public final class Quantization {
  private static final String FILE_TYPE = "general.file_type";

  private Quantization() {}

  /**
   * The type of a name such as {@code q4_0}.
   *
   * @throws ModelException if values can't be written so
   */
  public static GgufType type(String name) {
    return Arrays.stream(GgufType.values())
        .filter(BlockEncoder::encodes)
        .filter(type -> type.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() ->
            new ModelException(
                "A model can't be written as %s, but as %s."
                    .formatted(
                        name,
                        Arrays.stream(GgufType.values())
                            .filter(BlockEncoder::encodes)
                            .map(type -> type.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", ")))));
  }

  /**
   * Writes {@code to}, which is whole or not there.
   *
   * <p>No tensor grows: one that is stored in as few bytes already stays as it is. Vectors stay,
   * too; the embedding and the last matrix, which a small model's answers hang on most, get eight
   * bits.
   *
   * @throws ModelException if no tensor gets smaller, or the file can't be read or written
   */
  public static void write(Path from, GgufType type, Path to) {
    try (GgufFile file = GgufFile.open(from)) {
      Map<GgufTensor, GgufType> types = types(file, type);
      if (types.entrySet().stream().allMatch(one -> one.getKey().type() == one.getValue())) {
        throw new ModelException(
            "%s does not get smaller as %s: its matrices take no more as they are."
                .formatted(from, type));
      }
      Path part = Files.createTempFile(to.toAbsolutePath().getParent(), "quantize", ".part");
      try {
        write(file, types, type, part);
        Files.move(part, to, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new ModelException("The file " + to + " can't be written: " + e, e);
    }
  }

  private static Map<GgufTensor, GgufType> types(GgufFile file, GgufType type) {
    Map<GgufTensor, GgufType> types = new LinkedHashMap<>();
    for (GgufTensor tensor : file.tensors()) {
      GgufType wanted = wanted(tensor, type);
      boolean smaller = wanted.bytes(tensor.columns()) < tensor.rowBytes();
      types.put(tensor, smaller ? wanted : tensor.type());
    }
    return types;
  }

  private static GgufType wanted(GgufTensor tensor, GgufType type) {
    boolean first = tensor.name().equals("token_embd.weight");
    boolean last = tensor.name().equals("output.weight");
    GgufType wanted =
        first || last || tensor.columns() % type.blockLength() != 0 ? GgufType.Q8_0 : type;
    boolean fits = tensor.columns() % wanted.blockLength() == 0;
    return tensor.rows() > 1 && fits ? wanted : tensor.type();
  }

  private static void write(
      GgufFile file, Map<GgufTensor, GgufType> types, GgufType type, Path path) throws IOException {
    try (GgufWriter writer = new GgufWriter(path)) {
      writer.metadata(file);
      writer.metadata(FILE_TYPE, fileType(type));
      types.forEach((tensor, stored) ->
          writer.tensor(tensor.name(), stored, tensor.columns(), tensor.rows()));
      writer.begin();
      for (var entry : types.entrySet()) {
        GgufTensor tensor = entry.getKey();
        if (tensor.type() == entry.getValue()) {
          writer.write(tensor.name(), tensor.data());
          continue;
        }
        BlockEncoder encoder = new BlockEncoder(entry.getValue());
        for (int row = 0; row < tensor.rows(); row++) {
          byte[] encoded = encoder.encode(Dequantizer.row(tensor, row));
          writer.write(tensor.name(), MemorySegment.ofArray(encoded));
        }
      }
    }
  }

  /** The number by which files name the type that most of their matrices have. */
  private static int fileType(GgufType type) {
    return switch (type) {
      case Q4_0 -> 2;
      case Q4_1 -> 3;
      case Q8_0 -> 7;
      case Q5_0 -> 8;
      case Q5_1 -> 9;
      case Q6_K -> 18;
      default -> throw new IllegalArgumentException("no file is written as " + type);
    };
  }
}
