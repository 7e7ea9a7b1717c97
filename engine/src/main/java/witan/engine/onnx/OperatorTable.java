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
import java.util.ArrayList;
import java.util.List;
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

  // Called many times for each token: constants, which the compiler sees through, and without the
  // bookkeeping that lets a native function take long.
  private static final MethodHandle INPUT =
      quick(FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  private static final MethodHandle OUTPUT =
      quick(FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS));
  private static final MethodHandle GET = quick(FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle RELEASE = quick(FunctionDescriptor.ofVoid(ADDRESS));

  /** Of the struct, whose later fields are not looked at: optional inputs, our latest, are of 8. */
  private static final int STRUCT_VERSION = 12;

  private static final int STRUCT_FIELDS = 26;
  private static final int MATRIX = 2;

  private final Api api;
  private final Operator operator;
  private final List<Operator.Node> nodes = new ArrayList<>();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment name;
  private final MemorySegment result = arena.allocate(ADDRESS);
  private final MemorySegment shape = arena.allocate(JAVA_LONG, MATRIX);
  private final Context context = new Context();
  final MemorySegment struct;
  private MemorySegment running = MemorySegment.NULL;
  private @Nullable Throwable failure;

  OperatorTable(Api api, Operator operator) {
    this.api = api;
    this.operator = operator;
    this.name = arena.allocateFrom(operator.name());
    this.struct = arena.allocate(ADDRESS, STRUCT_FIELDS);
    struct.set(JAVA_INT, 0, STRUCT_VERSION);
    set(1, stub("create", ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    set(2, stub("name", ADDRESS, ADDRESS));
    set(3, stub("provider", ADDRESS, ADDRESS));
    set(4, stub("type", JAVA_INT, ADDRESS, JAVA_LONG));
    set(5, stub("inputs", JAVA_LONG, ADDRESS));
    set(6, stub("type", JAVA_INT, ADDRESS, JAVA_LONG));
    set(7, stub("outputs", JAVA_LONG, ADDRESS));
    set(8, stub("compute", null, ADDRESS, ADDRESS));
    set(9, stub("destroy", null, ADDRESS));
    set(10, stub("required", JAVA_INT, ADDRESS, JAVA_LONG));
    set(11, stub("required", JAVA_INT, ADDRESS, JAVA_LONG));
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
    arena.close();
  }

  /** A node is known by its number; zero would be no node. */
  private MemorySegment create(MemorySegment table, MemorySegment ignored, MemorySegment info) {
    try (Arena names = Arena.ofConfined()) {
      nodes.add(
          operator.node(attribute -> {
            MemorySegment text = names.allocateFrom(attribute);
            api.check(() -> (MemorySegment) api.attribute.invokeExact(info, text, result));
            return Math.toIntExact(result.get(JAVA_LONG, 0));
          }));
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    return MemorySegment.ofAddress(Math.max(1, nodes.size()));
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
      nodes.get((int) node.address() - 1).compute(context);
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void destroy(MemorySegment node) {}

  private void set(int field, MemorySegment function) {
    struct.setAtIndex(ADDRESS, field, function);
  }

  private MemorySegment stub(
      String method, @Nullable MemoryLayout result, MemoryLayout... arguments) {
    FunctionDescriptor descriptor =
        result == null
            ? FunctionDescriptor.ofVoid(arguments)
            : FunctionDescriptor.of(result, arguments);
    try {
      MethodHandle bound = LOOKUP.bind(this, method, descriptor.toMethodType());
      return LINKER.upcallStub(bound, descriptor, arena);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static MethodHandle quick(FunctionDescriptor function) {
    return LINKER.downcallHandle(function, Linker.Option.critical(false));
  }

  /** The node that is being computed. */
  private final class Context implements Operator.Call {

    @Override
    public MemorySegment input(int index) {
      return data(value(index));
    }

    @Override
    public int rows(int index, int columns) {
      MemorySegment value = value(index);
      try {
        check((MemorySegment) GET.invokeExact(api.tensorShape, value, result));
        MemorySegment info = result.get(ADDRESS, 0);
        check((MemorySegment) GET.invokeExact(api.elementCount, info, result));
        long count = result.get(JAVA_LONG, 0);
        RELEASE.invokeExact(api.releaseShape, info);
        return Math.toIntExact(count / columns);
      } catch (Throwable e) {
        throw unchecked(e);
      }
    }

    @Override
    public MemorySegment output(long rows, long columns) {
      shape.setAtIndex(JAVA_LONG, 0, rows);
      shape.setAtIndex(JAVA_LONG, 1, columns);
      try {
        check(
            (MemorySegment)
                OUTPUT.invokeExact(api.operatorOutput, running, 0L, shape, (long) MATRIX, result));
        return data(result.get(ADDRESS, 0));
      } catch (Throwable e) {
        throw unchecked(e);
      }
    }

    private MemorySegment value(int index) {
      try {
        check((MemorySegment) INPUT.invokeExact(api.operatorInput, running, (long) index, result));
        return result.get(ADDRESS, 0);
      } catch (Throwable e) {
        throw unchecked(e);
      }
    }

    private MemorySegment data(MemorySegment value) {
      try {
        check((MemorySegment) GET.invokeExact(api.tensorData, value, result));
        return result.get(ADDRESS, 0).reinterpret(Long.MAX_VALUE);
      } catch (Throwable e) {
        throw unchecked(e);
      }
    }

    private void check(MemorySegment status) {
      if (status.address() != 0) {
        api.check(() -> status);
      }
    }

    private static RuntimeException unchecked(Throwable e) {
      return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
  }
}
