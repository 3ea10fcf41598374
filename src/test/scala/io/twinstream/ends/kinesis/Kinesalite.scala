package io.twinstream.ends.kinesis

import io.twinstream.TempFolder
import java.net.URI
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths, StandardCopyOption}
import java.time.Duration
import java.util.concurrent.TimeUnit
import org.scalatest.Assertions._
import scala.collection.JavaConverters._
import software.amazon.awssdk.auth.credentials.{AwsBasicCredentials, StaticCredentialsProvider}
import software.amazon.awssdk.core.SdkBytes
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient
import software.amazon.awssdk.regions.Region
import software.amazon.awssdk.services.kinesis.KinesisClient
import software.amazon.awssdk.services.kinesis.model.{Shard => AwsShard, _}

/** Kinesis as a process of this machine, with the protocol of the real one. */
final class Kinesalite private (process: Process, val port: Int, clock: Path) {
  val endpoint = s"http://127.0.0.1:$port"

  private val client: KinesisClient = KinesisClient
    .builder()
    .endpointOverride(URI.create(endpoint))
    .region(Region.US_EAST_1)
    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
    .httpClientBuilder(UrlConnectionHttpClient.builder())
    .build()

  /** As a source is written. */
  def source(stream: String, options: String*): String =
    s"kinesis:$stream?" + (Seq(s"endpoint=$endpoint", "region=us-east-1", "pause=200ms") ++ options)
      .mkString("&")

  private def awaitActive(stream: String): Unit = {
    val end = System.nanoTime + TimeUnit.SECONDS.toNanos(30)
    def status =
      client.describeStreamSummary(DescribeStreamSummaryRequest.builder.streamName(stream).build())
    while (status.streamDescriptionSummary.streamStatus != StreamStatus.ACTIVE) {
      assert(System.nanoTime < end, status)
      Thread.sleep(20)
    }
  }

  def create(stream: String, shards: Int): Unit = {
    client.createStream(CreateStreamRequest.builder.streamName(stream).shardCount(shards).build())
    awaitActive(stream)
  }

  /** Deletes it; returns when it is gone. */
  def delete(stream: String): Unit = {
    client.deleteStream(DeleteStreamRequest.builder.streamName(stream).build())
    val end = System.nanoTime + TimeUnit.SECONDS.toNanos(30)
    while (client.listStreams().streamNames.contains(stream)) {
      assert(System.nanoTime < end)
      Thread.sleep(20)
    }
  }

  /** Puts values, spread over the shards by themselves. */
  def put(stream: String, values: Seq[String]): Unit = {
    putNumbered(stream, values)
    ()
  }

  /** The same; returns of each value its shard and its sequence number. */
  def putNumbered(stream: String, values: Seq[String]): Seq[(String, (String, BigInt))] =
    values.zip(putBytes(stream, values.map(value => value -> value.getBytes(UTF_8)))).map {
      case (value, placed) => value -> (placed.shardId -> BigInt(placed.sequenceNumber))
    }

  /** The same of keys and values. */
  def putBytes(stream: String, values: Seq[(String, Array[Byte])]): Seq[PutRecordsResultEntry] =
    values.grouped(400).toList.flatMap { some =>
      val entries = some.map { case (key, value) =>
        PutRecordsRequestEntry.builder.partitionKey(key).data(SdkBytes.fromByteArray(value)).build()
      }
      val answer =
        client.putRecords(PutRecordsRequest.builder.streamName(stream).records(entries.asJava).build())
      assert(answer.failedRecordCount == 0, answer)
      answer.records.asScala
    }

  def open(stream: String): Seq[AwsShard] =
    all(stream).filter(_.sequenceNumberRange.endingSequenceNumber == null)

  def all(stream: String): Seq[AwsShard] =
    client.listShards(ListShardsRequest.builder.streamName(stream).build()).shards.asScala.toList

  /** Splits the first open shard in the middle. */
  def split(stream: String): Unit = {
    val shard = open(stream).head
    val range = shard.hashKeyRange
    val middle = (BigInt(range.startingHashKey) + BigInt(range.endingHashKey)) / 2
    client.splitShard(
      SplitShardRequest.builder
        .streamName(stream)
        .shardToSplit(shard.shardId)
        .newStartingHashKey(middle.toString)
        .build()
    )
    awaitActive(stream)
  }

  /** Merges two open shards that are neighbours. */
  def merge(stream: String): Unit = {
    val byRange = open(stream).sortBy(shard => BigInt(shard.hashKeyRange.startingHashKey))
    client.mergeShards(
      MergeShardsRequest.builder
        .streamName(stream)
        .shardToMerge(byRange.head.shardId)
        .adjacentShardToMerge(byRange(1).shardId)
        .build()
    )
    awaitActive(stream)
  }

  /** Sets its clock ahead of this machine's. */
  def setAhead(by: Duration): Unit = {
    val next = TempFolder.write(clock.resolveSibling("next"), by.toMillis.toString)
    Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE)
    ()
  }

  private def close(): Unit = {
    client.close()
    process.destroyForcibly()
    ()
  }
}

/** What a run has kept. */
object KinesisPositions {

  /** The sequence number of each shard that is being read. */
  def in(folder: Path): Map[String, BigInt] =
    ShardPositions
      .in(folder.toString)
      .all
      .asScala
      .collect {
        case (shard, kept) if kept.sequenceNumber != null => shard -> BigInt(kept.sequenceNumber)
      }
      .toMap
}

object Kinesalite {
  // Its CBOR is cut off after 16 KB.
  System.setProperty("aws.cborEnabled", "false")

  private val version = "3.3.3"

  private val target = Paths.get(sys.env.getOrElse("TWINSTREAM_HOME", ".")).toAbsolutePath.resolve("target")

  private def isThere(program: String): Boolean =
    new ProcessBuilder("bash", "-c", s"command -v $program")
      .redirectErrorStream(true)
      .start()
      .waitFor() == 0

  /** What npm gives, once for each build folder. */
  private lazy val installed: Path = {
    val folder = target.resolve(s"kinesalite-$version")
    if (!Files.isDirectory(folder)) {
      val fresh = Files.createTempDirectory(target, "kinesalite")
      val log = fresh.resolve("npm.log")
      val npm = new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", s"kinesalite@$version")
        .directory(fresh.toFile)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile)
      npm.environment.put("npm_config_prefix", fresh.toString)
      TempFolder.write(fresh.resolve("package.json"), "{\"private\": true}")
      val process = npm.start()
      assert(
        process.waitFor(120, TimeUnit.SECONDS) && process.exitValue == 0,
        new String(Files.readAllBytes(log), UTF_8)
      )
      Files.move(fresh, folder)
    }
    folder
  }

  /** Runs a test with one; it is cancelled where Node.js is not installed. */
  def use[A](body: Kinesalite => A): A = {
    assume(isThere("node") && isThere("npm"), "node or npm is not installed (Debian: nodejs, npm)")
    TempFolder.use { folder =>
      val clock = TempFolder.write(folder.resolve("clock"), "0")
      val preload = TempFolder.write(
        folder.resolve("clock.js"),
        new String(getClass.getResourceAsStream("clock.js").readAllBytes, UTF_8)
      )
      val cli = installed.resolve("node_modules/kinesalite/cli.js")
      val port = io.twinstream.endtoend.Bin.freePort()
      val builder = new ProcessBuilder(
        Seq("node", "-r", preload.toString, cli.toString, "--port", port.toString) ++
          Seq(
            "--createStreamMs",
            "20",
            "--deleteStreamMs",
            "20",
            "--updateStreamMs",
            "20",
            "--shardLimit",
            "100"
          ): _*
      )
      builder.environment.put("CLOCK", clock.toString)
      val log = folder.resolve("log")
      val process = builder.redirectErrorStream(true).redirectOutput(log.toFile).start()
      val end = System.nanoTime + TimeUnit.SECONDS.toNanos(60)
      while (!new String(Files.readAllBytes(log), UTF_8).contains("Listening")) {
        assert(process.isAlive && System.nanoTime < end, new String(Files.readAllBytes(log), UTF_8))
        Thread.sleep(50)
      }
      val server = new Kinesalite(process, port, clock)
      try body(server)
      finally server.close()
    }
  }
}
