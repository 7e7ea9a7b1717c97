package witan.graphql.transport;

import io.smallrye.graphql.bootstrap.DataFetcherFactory;
import io.smallrye.graphql.execution.datafetcher.helper.BatchLoaderHelper;
import io.smallrye.graphql.schema.model.Operation;
import io.smallrye.graphql.schema.model.Schema;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dataloader.BatchLoaderWithContext;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderOptions;
import org.dataloader.DataLoaderRegistry;

/**
 * What a field of each item of a list needs is fetched for all of them at once, where its resolver
 * takes a list of sources.
 */
@Singleton
class BatchLoaders {

  // Nothing is kept: the same source may be asked with other arguments, or in a later event.
  private static final DataLoaderOptions OPTIONS =
      DataLoaderOptions.newOptions().setCachingEnabled(false).build();

  private final Map<String, BatchLoaderWithContext<Object, Object>> loaders = new LinkedHashMap<>();

  BatchLoaders(Schema schema) {
    var names = new BatchLoaderHelper();
    var fetchers = new DataFetcherFactory();
    for (Operation operation : schema.getBatchOperations()) {
      loaders.put(names.getName(operation), fetchers.getSourceBatchLoader(operation, null));
    }
  }

  /** For one request. */
  DataLoaderRegistry forOneRequest() {
    var registry = new WithoutFirst();
    loaders.forEach((name, loader) ->
        registry.register(name, DataLoaderFactory.newDataLoader(loader, OPTIONS)));
    return registry;
  }

  /**
   * Does nothing when graphql-java dispatches for the first time, as soon as all root fields are
   * being fetched: no root field has a loader, but the items of one that was quick would be fetched
   * then, without those of the others.
   */
  private static final class WithoutFirst extends DataLoaderRegistry {

    private final AtomicBoolean first = new AtomicBoolean(true);

    @Override
    public void dispatchAll() {
      if (!first.getAndSet(false)) {
        super.dispatchAll();
      }
    }
  }
}
