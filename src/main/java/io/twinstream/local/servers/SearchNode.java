package io.twinstream.local.servers;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * The main of one node of OpenSearch, with the plugins for HTTP and for deleting by a query. Its
 * classes are on the class path of that JVM alone, so this calls them by name.
 */
public final class SearchNode {
  private static final List<String> PLUGINS =
      List.of(
          "org.opensearch.transport.Netty4Plugin", "org.opensearch.index.reindex.ReindexPlugin");

  private SearchNode() {}

  /**
   * @param args settings of OpenSearch, each {@code name=value}
   */
  public static void main(String[] args)
      throws ReflectiveOperationException, IOException, InterruptedException {
    Class<?> settingsClass = Class.forName("org.opensearch.common.settings.Settings");
    Object builder = settingsClass.getMethod("builder").invoke(null);
    for (String setting : args) {
      String[] words = setting.split("=", 2);
      builder
          .getClass()
          .getMethod("put", String.class, String.class)
          .invoke(builder, words[0], words[1]);
    }
    Object settings = builder.getClass().getMethod("build").invoke(builder);
    Supplier<String> name = () -> "twinstream";
    Object environment =
        Class.forName("org.opensearch.node.InternalSettingsPreparer")
            .getMethod("prepareEnvironment", settingsClass, Map.class, Path.class, Supplier.class)
            .invoke(null, settings, Map.of(), null, name);
    List<Class<?>> plugins = new ArrayList<>();
    for (String plugin : PLUGINS) {
      plugins.add(Class.forName(plugin));
    }
    Constructor<?> node =
        Class.forName("org.opensearch.node.Node")
            .getDeclaredConstructor(
                Class.forName("org.opensearch.env.Environment"), Collection.class, boolean.class);
    node.setAccessible(true);
    Object running = node.newInstance(environment, plugins, false);
    running.getClass().getMethod("start").invoke(running);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(running), "node-close"));
    new CountDownLatch(1).await();
  }

  private static void close(Object node) {
    try {
      ((AutoCloseable) node).close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
