package io.twinstream.migration.inspect

import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.LongRun
import io.twinstream.error.UserError
import java.io.ByteArrayInputStream
import java.nio.ByteBuffer
import java.nio.file.{Files, Path}
import org.apache.hadoop.conf.Configuration
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.util.Random

/** Checkpoint files that are cut off, changed in places or made up: a result or a clear error each. */
class HostileCheckpointSuite extends AnyFunSuite {
  private val json = new ObjectMapper
  private val hadoop = new Configuration(false)
  private val versions = Seq("spark-3.3", "spark-3.5", "spark-4.1")

  /** The newest file of a fixture, as it is and decompressed. */
  private lazy val originals: Seq[Array[Byte]] = versions.flatMap { name =>
    Fixtures.use(name) { folder =>
      val file = Fixtures.below(folder).filter(_.getFileName.toString.matches("checkpoint-\\d+")).last
      val bytes = Files.readAllBytes(file)
      Seq(bytes, Compression.decompress(new ByteArrayInputStream(bytes)).content.readAllBytes)
    }
  }

  private def truncated(bytes: Array[Byte], random: Random) = bytes.take(random.nextInt(bytes.length))

  private def flipped(bytes: Array[Byte], random: Random) = {
    val changed = bytes.clone
    for (_ <- 0 to random.nextInt(8)) {
      val at = random.nextInt(changed.length)
      changed(at) = (changed(at) ^ (1 << random.nextInt(8))).toByte
    }
    changed
  }

  /** Lengths, handles and counts of the largest sizes. */
  private def inflated(bytes: Array[Byte], random: Random) = {
    val changed = bytes.clone
    for (_ <- 0 to random.nextInt(4)) {
      val at = random.nextInt(changed.length - 4)
      ByteBuffer
        .wrap(changed)
        .putInt(at, Seq(Int.MaxValue, -1, Int.MinValue, 0x7e0000, 0x7f000000)(random.nextInt(5)))
    }
    changed
  }

  /** A part of the file once more in another place. */
  private def spliced(bytes: Array[Byte], random: Random) = {
    val from = random.nextInt(bytes.length)
    val at = random.nextInt(bytes.length)
    bytes.take(at) ++ bytes.slice(from, from + random.nextInt(2000)) ++ bytes.drop(at)
  }

  private def noise(bytes: Array[Byte], random: Random) = {
    val made = new Array[Byte](random.nextInt(2000))
    random.nextBytes(made)
    bytes.take(random.nextInt(16)) ++ made
  }

  private def outcome(folder: Path): String =
    try {
      val checkpoint = Checkpoints.read(folder.toString, hadoop)
      assert(TextReport.of(checkpoint).nonEmpty && json.readTree(JsonReport.of(checkpoint)).has("version"))
      "read"
    } catch {
      case e: UserError =>
        assert(e.getMessage.startsWith(s"checkpoint $folder: "), e)
        "refused"
    }

  test("2,000 files")(read(2000))

  test("10,000 files", LongRun)(read(10000))

  private def read(files: Int): Unit = {
    val random = new Random(5)
    val ways = Seq[(Array[Byte], Random) => Array[Byte]](truncated, flipped, inflated, spliced, noise)
    Fixtures.use("spark-3.5") { folder =>
      Fixtures.below(folder).filter(_.getFileName.toString.startsWith("checkpoint-")).foreach(Files.delete)
      val file = folder.resolve("checkpoint-1")
      val outcomes = for (i <- 0 until files) yield {
        val bytes = ways(i % ways.size)(originals(random.nextInt(originals.size)), random)
        Files.write(file, bytes)
        try outcome(folder)
        catch {
          case e: Throwable => fail(s"file $i of seed 5: $e", e)
        }
      }
      // Neither could be: a text may change without harm, and a file that is cut off cannot be read.
      assert(outcomes.count(_ == "read") > files / 100 && outcomes.count(_ == "refused") > files / 2)
    }
  }

  test("a small file that unpacks to gigabytes is refused") {
    Fixtures.use("spark-3.5") { folder =>
      Fixtures.below(folder).filter(_.getFileName.toString.startsWith("checkpoint-")).foreach(Files.delete)
      val out = new java.io.ByteArrayOutputStream
      val zstd = new com.github.luben.zstd.ZstdOutputStream(out)
      zstd.write(
        Serialized.bytes(false, "x" * 70000).patch(5, ByteBuffer.allocate(8).putLong(2000000000L).array, 8)
      )
      val zeros = new Array[Byte](1 << 20)
      for (_ <- 0 until 400) zstd.write(zeros)
      zstd.close()
      Files.write(folder.resolve("checkpoint-1"), out.toByteArray)
      val error = intercept[UserError](Checkpoints.read(folder.toString, new Configuration(false)))
      assert(error.getMessage.contains("an object of more than 134,217,728 bytes"))
    }
  }

  test("a query's logs that are damaged") {
    val random = new Random(6)
    io.twinstream.TempFolder.use { folder =>
      for ((path, text) <- StructuredLogs.files) {
        Files.createDirectories(folder.resolve(path).getParent)
        Files.write(folder.resolve(path), text.getBytes("UTF-8"))
      }
      assert(outcome(folder) == "read")
      val outcomes = for (i <- 0 until 500) yield {
        val (path, text) = StructuredLogs.files.toSeq(random.nextInt(StructuredLogs.files.size))
        val way = Seq[(Array[Byte], Random) => Array[Byte]](truncated, flipped, spliced)(i % 3)
        Files.write(folder.resolve(path), way(text.getBytes("UTF-8"), random))
        try outcome(folder)
        catch {
          case e: Throwable => fail(s"log $i of seed 6, $path: $e", e)
        } finally Files.write(folder.resolve(path), text.getBytes("UTF-8"))
      }
      assert(outcomes.toSet == Set("read", "refused"))
    }
  }
}

/** The logs of a query as Spark 3.5 writes them. */
object StructuredLogs {
  val files: Map[String, String] = Map(
    "metadata" -> """{"id":"5e9d7c8f-3b43-4bd2-9d8a-2b8a1c3c7f11"}""",
    "offsets/7" ->
      """v1
        |{"batchWatermarkMs":0,"batchTimestampMs":1795202280000,"conf":{"spark.sql.shuffle.partitions":"2"}}
        |{"orders":{"0":118,"1":118}}
        |{"logOffset":3}
        |-""".stripMargin,
    "offsets/8" ->
      """v1
        |{"batchWatermarkMs":0,"batchTimestampMs":1795202281000,"conf":{"spark.sql.shuffle.partitions":"2","spark.api.token":"x"}}
        |{"orders":{"0":120,"1":119}}
        |{"logOffset":4}
        |5""".stripMargin,
    "commits/7" -> "v1\n{\"nextBatchWatermarkMs\":0}",
    "sources/1/3" -> "v1\n{\"path\":\"file:///tmp/in/a.txt\",\"timestamp\":1,\"batchId\":3}",
    "sources/1/4" -> "v1\n{\"path\":\"file:///tmp/in/b.txt\",\"timestamp\":1,\"batchId\":4}",
    "state/0/0/7.delta" -> "x",
    "state/0/0/8.delta" -> "xx",
    "state/0/1/7.snapshot" -> "x",
    "state/0/1/8.delta" -> "x",
    "state/0/_metadata/metadata" ->
      """v1
        |{"operatorInfo":{"operatorId":0,"operatorName":"flatMapGroupsWithState"},"stateStoreInfo":[]}""".stripMargin
  )
}
