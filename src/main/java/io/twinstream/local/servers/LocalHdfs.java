package io.twinstream.local.servers;

import io.twinstream.ends.Loopback;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real HDFS on the loopback interface: a name node and data nodes, Hadoop's own, in a process
 * with a class path of its own. It ends with this process, also when that is killed.
 */
public final class LocalHdfs implements AutoCloseable {
  private static final String NAME = "hdfs";
  private static final String MAIN = "org.apache.hadoop.test.MiniDFSClusterManager";
  private static final String DETAILS = "serving.json";

  private final ServerProcess server;
  private final int port;
  private final TemporaryFolder temporary;

  private LocalHdfs(ServerProcess server, int port, TemporaryFolder temporary) {
    this.server = server;
    this.port = port;
    this.temporary = temporary;
  }

  /**
   * Starts it, and returns when files can be written.
   *
   * @param jars its class path, {@code target/hadoop/jars} of a build
   * @param port of the name node, 1 to 65535, or 0 for any that is free
   * @param folder keeps the files, also those of an earlier one; null for a temporary one
   * @param dataNodes how many, 1 or more; each block is on up to three of them
   * @throws UserError if the port is taken, the folder cannot be written, or it does not start
   */
  public static LocalHdfs start(Path jars, int port, Path folder, int dataNodes) {
    if (!Files.isDirectory(jars)) {
      throw UserError.failed(
          "%s: Hadoop's servers are not there: build with mvn package, or take the archive with Spark inside"
              .formatted(jars));
    }
    int chosen = Loopback.free(port);
    try {
      TemporaryFolder temporary = folder == null ? TemporaryFolder.create() : null;
      Path home = folder == null ? temporary.path() : Files.createDirectories(folder);
      try {
        ServerProcess server =
            ServerProcess.java(NAME, List.of(jars), home, MAIN, arguments(home, chosen, dataNodes));
        // Written when all nodes serve, and the name node has left its safe mode.
        server.awaitReady(() -> home.resolve(DETAILS).toFile().length() > 0);
        return new LocalHdfs(server, chosen, temporary);
      } catch (UserError e) {
        if (temporary != null) {
          temporary.close();
        }
        throw e;
      }
    } catch (IOException e) {
      throw UserError.failed(
          "hdfs: cannot be started in %s (%s): choose a folder that can be written"
              .formatted(folder == null ? "a temporary folder" : folder, FileErrors.reason(e)),
          e);
    }
  }

  private static List<String> arguments(Path home, int port, int dataNodes) throws IOException {
    Path data = home.resolve("data").toAbsolutePath();
    Files.deleteIfExists(home.resolve(DETAILS));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-nnport", Integer.toString(port)));
    arguments.addAll(List.of("-datanodes", Integer.toString(dataNodes)));
    arguments.addAll(List.of("-writeDetails", DETAILS));
    arguments.addAll(List.of("-D", "hdfs.minidfs.basedir=" + data));
    arguments.addAll(List.of("-D", "dfs.permissions.enabled=false"));
    if (!Files.exists(data)) {
      arguments.add("-format");
    }
    return arguments;
  }

  /** Returns where files are: {@code hdfs://localhost:PORT}. */
  public String address() {
    return "hdfs://localhost:" + port;
  }

  /** Waits until it ends or the time has passed; tells whether it has ended. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return server.awaitEnd(limit);
  }

  /** Stops it, and deletes its folder if that was a temporary one. */
  @Override
  public void close() {
    server.close(temporary);
  }
}
