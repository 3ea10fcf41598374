import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.storm.Config;
import org.apache.storm.LocalCluster;
import org.apache.storm.kafka.spout.FirstPollOffsetStrategy;
import org.apache.storm.kafka.spout.KafkaSpout;
import org.apache.storm.kafka.spout.KafkaSpoutConfig;
import org.apache.storm.topology.BasicOutputCollector;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.TopologyBuilder;
import org.apache.storm.topology.base.BaseBasicBolt;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;

/**
 * Running totals of words on Storm in a local cluster: each line acknowledged when its words are
 * counted, two tasks of each component, totals in the memory of the bolts and nowhere else. The
 * arguments and what it prints are those that the package io.twinstream.bench names.
 */
public final class Passes {
  private static final int LINES_UNDER_WAY = 5_000;
  private static final int TASKS = 2;
  private static final AtomicLong FIRST_NANOS = new AtomicLong();
  private static final AtomicLong COUNTED = new AtomicLong();
  private static final Map<String, Long> TOTALS = new ConcurrentHashMap<>();

  private Passes() {}

  public static void main(String[] args) throws Exception {
    BufferedReader asked = new BufferedReader(new InputStreamReader(System.in));
    for (int pass = 0; pass == 0 || asked.readLine() != null; pass++) {
      FIRST_NANOS.set(0);
      COUNTED.set(0);
      TOTALS.clear();
      long millis = count(args[0], args[1], Long.parseLong(args[3]));
      write(Path.of(args[4], "totals-" + pass));
      System.out.printf("pass %d %d%n", pass, millis);
    }
    System.exit(0); // threads of the cluster stay
  }

  private static long count(String servers, String topic, long words) throws Exception {
    TopologyBuilder topology = new TopologyBuilder();
    topology.setSpout(
        "lines",
        new KafkaSpout<>(
            KafkaSpoutConfig.builder(servers, topic)
                .setProp(ConsumerConfig.GROUP_ID_CONFIG, UUID.randomUUID().toString())
                .setFirstPollOffsetStrategy(FirstPollOffsetStrategy.EARLIEST)
                .build()),
        TASKS);
    topology.setBolt("words", new Words(), TASKS).localOrShuffleGrouping("lines");
    topology.setBolt("totals", new Totals(), TASKS).fieldsGrouping("words", new Fields("word"));
    Config settings = new Config();
    settings.setMaxSpoutPending(LINES_UNDER_WAY);
    try (LocalCluster cluster = new LocalCluster();
        var running = cluster.submitTopology("words", settings, topology.createTopology())) {
      while (COUNTED.get() < words) {
        Thread.sleep(10);
      }
      return Duration.ofNanos(System.nanoTime() - FIRST_NANOS.get()).toMillis();
    }
  }

  private static void write(Path totals) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(totals)) {
      for (Map.Entry<String, Long> word : TOTALS.entrySet()) {
        out.write(word.getKey() + "\t" + word.getValue() + "\n");
      }
    }
  }

  /** The words of a line. */
  public static final class Words extends BaseBasicBolt {
    private boolean hasBegun;

    @Override
    public void execute(Tuple line, BasicOutputCollector out) {
      if (!hasBegun) {
        hasBegun = true;
        FIRST_NANOS.compareAndSet(0, System.nanoTime());
      }
      for (String word : line.getStringByField("value").split(" ")) {
        out.emit(new Values(word));
      }
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer out) {
      out.declare(new Fields("word"));
    }
  }

  /** The total of each word; a word has one task. */
  public static final class Totals extends BaseBasicBolt {
    private final Map<String, Long> totals = new HashMap<>();

    @Override
    public void execute(Tuple word, BasicOutputCollector out) {
      TOTALS.put(word.getString(0), totals.merge(word.getString(0), 1L, Long::sum));
      COUNTED.incrementAndGet();
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer out) {
      // gives out nothing
    }
  }
}
