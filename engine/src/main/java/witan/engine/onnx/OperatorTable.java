package witan.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;
import witan.engine.ModelException;

/**
 * An {@link Operator} as ONNX Runtime sees it: the struct {@code OrtCustomOp}, a table of functions
 * that it calls, each of which calls back into Java.
 *
 * <p>For one session, which runs on one thread at a time. Must outlive the session.
 */
@SuppressWarnings("restricted") // native code is what this class is for
final class OperatorTable implements AutoCloseable {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  /** Of the struct, whose later fields are not looked at: optional inputs, our latest, are of 8. */
  private static final int STRUCT_VERSION = 12;

  private static final int STRUCT_FIELDS = 26;
  private static final int MATRIX = 2;

  final MemorySegment domain;
  private final Api api;
  private final Operator operator;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment name;
  private final MemorySegment attributeName = arena.allocateFrom("layer");
  private final MemorySegment result = arena.allocate(ADDRESS);
  private final MemorySegment shape = arena.allocate(JAVA_LONG, MATRIX);
  private final Context context = new Context();
  private MemorySegment running = MemorySegment.NULL;
  private @Nullable Throwable failure;

  OperatorTable(Api api, Operator operator) {
    this.api = api;
    this.operator = operator;
    this.name = arena.allocateFrom(operator.name());
    MemorySegment table = arena.allocate(ADDRESS, STRUCT_FIELDS);
    table.set(JAVA_INT, 0, STRUCT_VERSION);
    set(table, 1, stub("create", ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    set(table, 2, stub("name", ADDRESS, ADDRESS));
    set(table, 3, stub("provider", ADDRESS, ADDRESS));
    set(table, 4, stub("type", JAVA_INT, ADDRESS, JAVA_LONG));
    set(table, 5, stub("inputs", JAVA_LONG, ADDRESS));
    set(table, 6, stub("type", JAVA_INT, ADDRESS, JAVA_LONG));
    set(table, 7, stub("outputs", JAVA_LONG, ADDRESS));
    set(table, 8, stub("compute", null, ADDRESS, ADDRESS));
    set(table, 9, stub("destroy", null, ADDRESS));
    set(table, 10, stub("required", JAVA_INT, ADDRESS, JAVA_LONG));
    set(table, 11, stub("required", JAVA_INT, ADDRESS, JAVA_LONG));
    MemorySegment domainName = arena.allocateFrom(Operator.DOMAIN);
    domain = api.create(to -> (MemorySegment) api.createDomain.invokeExact(domainName, to));
    api.check(() -> (MemorySegment) api.addOperator.invokeExact(domain, table));
  }

  /** Throws what the operator threw since the last call: it can't be thrown through native code. */
  void rethrow() {
    Throwable thrown = failure;
    failure = null;
    if (thrown != null) {
      throw new ModelException("The operator " + operator.name() + " failed: " + thrown, thrown);
    }
  }

  @Override
  public void close() {
    Api.release(api.releaseDomain, domain);
    arena.close();
  }

  /** A node of the graph is known by its layer; zero would be no node. */
  private MemorySegment create(MemorySegment table, MemorySegment ignored, MemorySegment info) {
    try {
      api.check(() -> (MemorySegment) api.attribute.invokeExact(info, attributeName, result));
      return MemorySegment.ofAddress(result.get(JAVA_LONG, 0) + 1);
    } catch (RuntimeException e) {
      failure = e;
      return MemorySegment.ofAddress(1);
    }
  }

  private MemorySegment name(MemorySegment table) {
    return name;
  }

  /** None: the processor. */
  private MemorySegment provider(MemorySegment table) {
    return MemorySegment.NULL;
  }

  private int type(MemorySegment table, long index) {
    return ElementType.FLOAT.number;
  }

  private int required(MemorySegment table, long index) {
    return 0;
  }

  private long inputs(MemorySegment table) {
    return operator.inputs();
  }

  private long outputs(MemorySegment table) {
    return 1;
  }

  private void compute(MemorySegment node, MemorySegment call) {
    running = call;
    try {
      operator.compute((int) node.address() - 1, context);
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void destroy(MemorySegment node) {}

  private static void set(MemorySegment table, int field, MemorySegment function) {
    table.setAtIndex(ADDRESS, field, function);
  }

  private MemorySegment stub(
      String method, @Nullable MemoryLayout result, MemoryLayout... arguments) {
    FunctionDescriptor descriptor =
        result == null
            ? FunctionDescriptor.ofVoid(arguments)
            : FunctionDescriptor.of(result, arguments);
    MethodType type = descriptor.toMethodType();
    try {
      MethodHandle bound = LOOKUP.bind(this, method, type);
      return LINKER.upcallStub(bound, descriptor, arena);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** The node that is being computed. */
  private final class Context implements Operator.Call {

    @Override
    public MemorySegment input(int index) {
      api.check(() -> (MemorySegment) api.operatorInput.invokeExact(running, (long) index, result));
      return data();
    }

    @Override
    public MemorySegment output(long rows, long columns) {
      shape.setAtIndex(JAVA_LONG, 0, rows);
      shape.setAtIndex(JAVA_LONG, 1, columns);
      api.check(() ->
          (MemorySegment)
              api.operatorOutput.invokeExact(running, 0L, shape, (long) MATRIX, result));
      return data();
    }

    private MemorySegment data() {
      MemorySegment value = result.get(ADDRESS, 0);
      api.check(() -> (MemorySegment) api.tensorData.invokeExact(value, result));
      return result.get(ADDRESS, 0).reinterpret(Long.MAX_VALUE);
    }
  }
}
