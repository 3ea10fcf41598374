package io.twinstream.bench.wordskafka;

import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.jobs.wordcount.WordCount;
import io.twinstream.jobs.wordcount.WordTally;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The limits: consumers of Kafka in two threads that do nothing with a line, or count its words by
 * {@link WordTally}. No engine, no state that outlives the process.
 */
final class ConsumerTopicPass implements TopicPasses.Pass {
  private static final int THREADS = 2;
  private static final Duration POLL = Duration.ofMillis(200);

  private final TopicPasses passes;
  private final boolean counts;

  ConsumerTopicPass(TopicPasses passes, boolean counts) {
    this.passes = passes;
    this.counts = counts;
  }

  @Override
  public long count(int number, Map<String, Long> totals) throws Exception {
    AtomicLong firstNanos = new AtomicLong(Long.MAX_VALUE);
    AtomicLong read = new AtomicLong();
    ConcurrentLinkedQueue<WordTally> tallies = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Void>> work =
          IntStream.range(0, THREADS)
              .<Callable<Void>>mapToObj(
                  thread ->
                      () -> {
                        tallies.add(read(thread, firstNanos, read));
                        return null;
                      })
              .toList();
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
    for (WordTally tally : tallies) {
      for (CountedWord word : tally) {
        totals.merge(word.getWord(), word.getCount(), WordCount::add);
      }
    }
    return Duration.ofNanos(System.nanoTime() - firstNanos.get()).toMillis();
  }

  private WordTally read(int thread, AtomicLong firstNanos, AtomicLong read) {
    WordTally tally = new WordTally();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", passes.servers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(passes.topic()).stream()
              .filter(each -> each.partition() % THREADS == thread)
              .map(each -> new TopicPartition(passes.topic(), each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (read.get() < passes.lines()) {
        long mine = 0;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (mine++ == 0) {
            firstNanos.accumulateAndGet(System.nanoTime(), Math::min);
          }
          if (counts) {
            tally.add(record.value());
          }
        }
        read.addAndGet(mine);
      }
    }
    return tally;
  }
}
