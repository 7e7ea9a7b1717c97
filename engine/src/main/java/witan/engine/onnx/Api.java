package witan.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.function.IntPredicate;
import witan.engine.ModelException;

/**
 * The functions of {@code OrtApi} that Witan calls, by their places in that table, which never
 * change between versions (onnxruntime_c_api.h).
 */
@SuppressWarnings("restricted") // native code is what this class is for
final class Api {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final int TABLE_LENGTH = 400;
  private static final long LONGEST_MESSAGE = 1 << 16;

  final String version;
  final int minor;
  final MethodHandle createEnv;
  final MethodHandle createSession;
  final MethodHandle createSessionFromArray;
  final MethodHandle createSessionOptions;
  final MethodHandle setGraphOptimizationLevel;
  final MethodHandle setIntraOpThreads;
  final MethodHandle addSessionConfigEntry;
  final MethodHandle createTensor;
  final MethodHandle createCpuMemoryInfo;
  final MethodHandle createMemoryInfo;
  final MethodHandle releaseMemoryInfo;
  final MethodHandle createAllocator;
  final MethodHandle releaseAllocator;
  final MethodHandle allocateTensor;
  final MethodHandle tensorAddress;
  final MethodHandle createBinding;
  final MethodHandle bindInput;
  final MethodHandle bindOutput;
  final MethodHandle awaitInputs;
  final MethodHandle runBinding;
  final MethodHandle releaseSession;
  final MethodHandle releaseSessionOptions;
  final MethodHandle releaseTensor;
  final MethodHandle releaseBinding;
  final MethodHandle appendCuda;
  final MethodHandle createCudaOptions;
  final MethodHandle updateCudaOptions;
  final MethodHandle releaseCudaOptions;
  final MethodHandle createRunOptions;
  final MethodHandle terminate;
  final MethodHandle addRunConfigEntry;
  final MethodHandle releaseRunOptions;
  final MethodHandle createDomain;
  final MethodHandle addOperator;
  final MethodHandle addDomain;
  final MethodHandle releaseDomain;
  final MethodHandle attribute;
  final MemorySegment tensorData;
  final MemorySegment elementCount;
  final MemorySegment tensorShape;
  final MemorySegment operatorInput;
  final MemorySegment operatorOutput;
  final MemorySegment releaseShape;
  private final MemorySegment table;
  private final MethodHandle errorMessage;
  private final MethodHandle releaseStatus;

  private Api(String version, int minor, MemorySegment table) {
    this.version = version;
    this.minor = minor;
    this.table = table;
    errorMessage = function(2, ADDRESS);
    createEnv = function(3, JAVA_INT, ADDRESS, ADDRESS);
    createSession = function(7, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    createSessionFromArray = function(8, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
    createSessionOptions = function(10, ADDRESS);
    setGraphOptimizationLevel = function(23, ADDRESS, JAVA_INT);
    setIntraOpThreads = function(24, ADDRESS, JAVA_INT);
    appendCuda = function(204, ADDRESS, ADDRESS);
    createCudaOptions = function(205, ADDRESS);
    updateCudaOptions = function(206, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
    releaseCudaOptions = release(208);
    createRunOptions = function(39, ADDRESS);
    terminate = function(46, ADDRESS);
    releaseRunOptions = release(97);
    createDomain = function(26, ADDRESS, ADDRESS);
    addOperator = function(27, ADDRESS, ADDRESS);
    addDomain = function(28, ADDRESS, ADDRESS);
    allocateTensor = function(48, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS);
    createTensor = function(49, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS);
    tensorData = table.getAtIndex(ADDRESS, 51);
    tensorAddress = function(51, ADDRESS, ADDRESS);
    elementCount = table.getAtIndex(ADDRESS, 64);
    tensorShape = table.getAtIndex(ADDRESS, 65);
    operatorInput = table.getAtIndex(ADDRESS, 90);
    operatorOutput = table.getAtIndex(ADDRESS, 91);
    releaseShape = table.getAtIndex(ADDRESS, 99);
    createMemoryInfo = function(68, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    createCpuMemoryInfo = function(69, JAVA_INT, JAVA_INT, ADDRESS);
    attribute = function(86, ADDRESS, ADDRESS, ADDRESS);
    releaseStatus = release(93);
    releaseMemoryInfo = release(94);
    releaseSession = release(95);
    releaseTensor = release(96);
    releaseSessionOptions = release(100);
    releaseDomain = release(101);
    addSessionConfigEntry = function(130, ADDRESS, ADDRESS, ADDRESS);
    createAllocator = function(131, ADDRESS, ADDRESS, ADDRESS);
    releaseAllocator = release(132);
    runBinding = function(133, ADDRESS, ADDRESS, ADDRESS);
    createBinding = function(134, ADDRESS, ADDRESS);
    releaseBinding = release(135);
    bindInput = function(136, ADDRESS, ADDRESS, ADDRESS);
    bindOutput = function(137, ADDRESS, ADDRESS, ADDRESS);
    addRunConfigEntry = function(165, ADDRESS, ADDRESS, ADDRESS);
    awaitInputs = function(202, ADDRESS);
  }

  /**
   * Loads the library for as long as this process lives.
   *
   * @param suits whether its minor version will do
   */
  static Api load(Path library, IntPredicate suits) {
    try {
      MethodHandle getBase =
          LINKER.downcallHandle(
              SymbolLookup.libraryLookup(library, Arena.global())
                  .find("OrtGetApiBase")
                  .orElseThrow(() -> new ModelException(library + " is no ONNX Runtime.")),
              FunctionDescriptor.of(ADDRESS));
      MemorySegment base =
          ((MemorySegment) getBase.invokeExact()).reinterpret(2 * ADDRESS.byteSize());
      MethodHandle getApi =
          LINKER.downcallHandle(
              base.getAtIndex(ADDRESS, 0), FunctionDescriptor.of(ADDRESS, JAVA_INT));
      MethodHandle getVersion =
          LINKER.downcallHandle(base.getAtIndex(ADDRESS, 1), FunctionDescriptor.of(ADDRESS));
      String version = ((MemorySegment) getVersion.invokeExact()).reinterpret(64).getString(0);
      int minor = Integer.parseInt(version.split("\\.")[1]);
      if (!suits.test(minor)) {
        throw new ModelException(
            library + " is ONNX Runtime " + version + ", which is too old for Witan's graphs.");
      }
      MemorySegment table = (MemorySegment) getApi.invokeExact(minor);
      return new Api(version, minor, table.reinterpret(TABLE_LENGTH * ADDRESS.byteSize()));
    } catch (IllegalArgumentException e) {
      throw new ModelException("ONNX Runtime can't be loaded from " + library + ".", e);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** A call that may fail: what it returns is a status. */
  @FunctionalInterface
  interface Call {
    MemorySegment run() throws Throwable;
  }

  /** A call that makes something: the address lands where it is told. */
  @FunctionalInterface
  interface Creation {
    MemorySegment run(MemorySegment result) throws Throwable;
  }

  /**
   * @throws ModelException with the library's own message
   */
  void check(Call call) {
    try {
      MemorySegment status = call.run();
      if (status.address() != 0) {
        String message =
            ((MemorySegment) errorMessage.invokeExact(status))
                .reinterpret(LONGEST_MESSAGE)
                .getString(0);
        releaseStatus.invokeExact(status);
        throw new ModelException("ONNX Runtime: " + message);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  MemorySegment create(Creation creation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      check(() -> creation.run(result));
      return result.get(ADDRESS, 0);
    }
  }

  static void release(MethodHandle release, MemorySegment address) {
    try {
      release.invokeExact(address);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private MethodHandle function(int place, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        table.getAtIndex(ADDRESS, place), FunctionDescriptor.of(ADDRESS, arguments));
  }

  private MethodHandle release(int place) {
    return LINKER.downcallHandle(
        table.getAtIndex(ADDRESS, place), FunctionDescriptor.ofVoid(ADDRESS));
  }
}
