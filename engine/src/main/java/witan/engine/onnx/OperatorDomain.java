package witan.engine.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The operators of a session, under the name by which graphs find them. */
final class OperatorDomain implements AutoCloseable {
  final MemorySegment address;
  private final Api api;
  private final List<OperatorTable> tables;

  OperatorDomain(Api api, List<Operator> operators) {
    this.api = api;
    this.tables = operators.stream().map(operator -> new OperatorTable(api, operator)).toList();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(Operator.DOMAIN);
      address = api.create(to -> (MemorySegment) api.createDomain.invokeExact(name, to));
    }
    for (OperatorTable table : tables) {
      api.check(() -> (MemorySegment) api.addOperator.invokeExact(address, table.struct));
    }
  }

  /** Throws what an operator threw since the last call. */
  void rethrow() {
    tables.forEach(OperatorTable::rethrow);
  }

  @Override
  public void close() {
    Api.release(api.releaseDomain, address);
    tables.forEach(OperatorTable::close);
  }
}
