package io.twinstream.api;

import io.twinstream.error.PropertiesFile;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commits of a consumer group, made one after the other by a thread that no query waits for.
 */
final class GroupCommits {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommitListener.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final String group;
  private final String servers;
  private final Properties client = new Properties();
  private final AtomicBoolean isAsked = new AtomicBoolean();
  private final ExecutorService thread = Executors.newSingleThreadExecutor(GroupCommits::daemon);
  private final Map<UUID, Run> runs = new ConcurrentHashMap<>();

  // Of the thread alone.
  private Admin admin;
  private boolean isFailing;

  /** A run of a query: its log, where it is known, and what its progress said last. */
  private static final class Run {
    private volatile Optional<FinishedOffsets> log = Optional.empty();
    private volatile List<String> progress = List.of();

    private Map<TopicPartition, Long> offsets() {
      try {
        if (log.isPresent()) {
          return log.get().read();
        }
      } catch (IOException | RuntimeException gone) {
        LOG.debug("a query's log cannot be read; going by its progress", gone);
      }
      return FinishedOffsets.of(progress);
    }
  }

  /**
   * @param properties a file of properties for the client
   * @throws UserError if it cannot be read
   */
  GroupCommits(String group, String servers, Optional<String> properties) {
    this.group = group;
    this.servers = servers;
    properties.ifPresent(
        file ->
            client.putAll(
                PropertiesFile.read(Path.of(file), GroupCommitListener.PROPERTIES + "=" + file)));
    client.put("bootstrap.servers", servers);
    client.put("default.api.timeout.ms", Long.toString(LIMIT.toMillis()));
    client.put("request.timeout.ms", Long.toString(LIMIT.toMillis()));
  }

  /** Makes the client beforehand, which takes as long as some micro-batches. */
  void prepare() {
    thread.execute(
        () -> {
          try {
            connect();
          } catch (RuntimeException e) {
            failed(e.getCause() == null ? e : e.getCause());
          }
        });
  }

  void started(UUID run, FinishedOffsets log) {
    runs.computeIfAbsent(run, any -> new Run()).log = Optional.of(log);
    ask();
  }

  /**
   * @param progress where each source ended, as Spark writes it
   */
  void finished(UUID run, List<String> progress) {
    runs.computeIfAbsent(run, any -> new Run()).progress = progress;
    ask();
  }

  /** Waits for the last commit, not for long. */
  void ended(UUID run) {
    Future<?> last = thread.submit(this::commit);
    try {
      last.get(2 * LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the last commit of consumer group '{}'", group, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    runs.remove(run);
    if (runs.isEmpty()) {
      thread.execute(this::close);
    }
  }

  /** Only the newest counts: a commit that has not begun yet takes this one along. */
  private void ask() {
    if (isAsked.compareAndSet(false, true)) {
      thread.execute(this::commit);
    }
  }

  private void commit() {
    isAsked.set(false);
    Map<TopicPartition, Long> least = new HashMap<>();
    for (Run run : runs.values()) {
      run.offsets().forEach((partition, offset) -> least.merge(partition, offset, Math::min));
    }
    if (least.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
    least.forEach((partition, offset) -> commits.put(partition, new OffsetAndMetadata(offset)));
    try {
      connect();
      admin
          .alterConsumerGroupOffsets(group, commits)
          .all()
          .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (isFailing) {
        LOG.warn("consumer group '{}' on {}: offsets are committed again", group, servers);
      }
      isFailing = false;
    } catch (ExecutionException | TimeoutException e) {
      failed(e instanceof TimeoutException ? e : e.getCause());
    } catch (RuntimeException e) { // of a client that cannot be made
      failed(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void connect() {
    if (admin == null) {
      admin = Admin.create(client);
    }
  }

  /** The client is made anew with the next commit: it would try, and say so, all the time. */
  private void failed(Throwable failure) {
    close();
    if (!isFailing) {
      LOG.warn(
          "consumer group '{}' on {}: offsets cannot be committed ({}); the query goes on, each micro-batch tries again",
          group,
          servers,
          failure instanceof UnknownMemberIdException
              ? "the group has members: choose another for what is only shown"
              : isTimeout(failure) ? "no broker answers" : failure.getMessage());
    }
    isFailing = true;
  }

  /** The client's limit is ours, so either may be the first to say so. */
  private static boolean isTimeout(Throwable failure) {
    return failure instanceof TimeoutException
        || failure instanceof org.apache.kafka.common.errors.TimeoutException;
  }

  private void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
      admin = null;
    }
  }

  private static Thread daemon(Runnable work) {
    Thread made = new Thread(work, "twinstream-group-commits");
    made.setDaemon(true);
    return made;
  }
}
