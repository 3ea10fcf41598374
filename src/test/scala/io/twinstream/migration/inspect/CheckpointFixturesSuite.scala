package io.twinstream.migration.inspect

import io.twinstream.error.UserError
import java.io.{ByteArrayInputStream, ByteArrayOutputStream, OutputStream}
import java.nio.file.{Files, Path}
import org.apache.hadoop.conf.Configuration
import org.apache.spark.SparkConf
import org.apache.spark.io.{
  CompressionCodec,
  LZ4CompressionCodec,
  LZFCompressionCodec,
  SnappyCompressionCodec,
  ZStdCompressionCodec
}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Checkpoints of a Kafka application on three versions of Spark, whose classes are not here: SIGKILL in the
  * middle, then moved to another folder.
  */
class CheckpointFixturesSuite extends AnyFunSuite {

  private def read(folder: Path): DStreamCheckpoint =
    Checkpoints.read(folder.toString, new Configuration).asInstanceOf[DStreamCheckpoint]

  private val versions = Seq(
    ("spark-3.3", "snappy", "2.12 or older", 1795202295000L, 1795202335000L, Seq(107, 106)),
    ("spark-3.5", "lz4", "2.12 or older", 1795202270000L, 1795202280000L, Seq(118, 118)),
    ("spark-4.1", "zstd", "2.13", 1795202345000L, 1795202355000L, Seq(145, 145))
  )

  for ((name, codec, scala, zeroTime, checkpointTime, offsets) <- versions) {
    test(s"$name: times, offsets, files, state, graph and configuration") {
      Fixtures.use(name) { folder =>
        val checkpoint = read(folder)
        assert((checkpoint.codec, checkpoint.scala.get) == ((codec, scala)))
        assert(checkpoint.file == s"checkpoint-$checkpointTime" && checkpoint.unread.isEmpty)
        assert((checkpoint.application, checkpoint.master) == (("orders", "local[2]")))
        assert(checkpoint.batchMillis == 1000 && checkpoint.zeroTime == zeroTime)
        assert(checkpoint.checkpointTime == checkpointTime)
        assert(checkpoint.writtenAs == "file:/tmp/checkpoints/orders" && !checkpoint.marker.isPresent)
        assert(checkpoint.notUnderstood.isEmpty)
        assert(checkpoint.applicationClasses.asScala.toSeq == Seq("OrdersApp"))

        val Seq(kafka, files) = checkpoint.inputs.asScala.toSeq
        assert((kafka.id, kafka.kind, files.id, files.kind) == ((0, "kafka direct", 1, "files")))
        val partitions = Seq(0, 1).map(new io.twinstream.savepoint.TopicPartition(s"orders-$name", _))
        assert(kafka.current.asScala == partitions.zip(offsets.map(_.toLong)).toMap)
        assert(kafka.details.get("kafka.group.id") == "orders")
        assert(kafka.ranges.lastKey == checkpointTime)
        // A batch begins where the one before it ended, and the newest ends at the current offsets.
        for (partition <- partitions) {
          val ranges = kafka.ranges.values.asScala.map(_.asScala.find(_.partition == partition).get).toSeq
          assert(ranges.zip(ranges.tail).forall { case (one, next) => one.until == next.from })
          assert(ranges.last.until == kafka.current.get(partition))
        }
        assert(
          files.files.values.asScala.flatMap(_.asScala).toSeq ==
            Seq("file:/tmp/checkpoints/orders-files/first.txt")
        )

        val Seq(totals, visits) = checkpoint.states.asScala.toSeq
        assert(totals.name == "updateStateByKey-2" && visits.name == "mapWithState-8")
        for (state <- Seq(totals, visits); rdd <- state.checkpoints.asScala) {
          assert(rdd.exists && rdd.partitions == 2 && rdd.path.startsWith(folder.toString))
          assert(state.intervalMillis == 2000 && (rdd.batch - zeroTime) % 2000 == 0)
        }

        val settings = checkpoint.settings.asScala.map(setting => setting.key -> setting).toMap
        assert(settings("spark.io.compression.codec").value == codec)
        assert(settings("spark.orders.api.token").value == Masking.MASK)
        assert(settings("spark.master").onRestart == Checkpoint.Setting.OnRestart.RELOADED)
        assert(settings("spark.serializer").onRestart == Checkpoint.Setting.OnRestart.FROZEN)

        val types = checkpoint.outputs.asScala.map(chain(_).map(_.`type`.split('.').last))
        assert(
          types == Seq(
            Seq(
              "ForEachDStream",
              "StateDStream",
              "MappedDStream",
              "MappedDStream",
              "DirectKafkaInputDStream"
            ),
            Seq("ForEachDStream", "MapWithStateDStreamImpl", "InternalMapWithStateDStream", "MappedDStream"),
            Seq("ForEachDStream", "MappedDStream", "FileInputDStream")
          )
        )
        assert(chain(checkpoint.outputs.get(1)).last.isSeen)
      }
    }

    test(s"$name: reading changes nothing") {
      Fixtures.use(name) { folder =>
        val before = Fixtures.contents(folder)
        TextReport.of(read(folder))
        assert(Fixtures.contents(folder) == before)
      }
    }
  }

  private def chain(operator: DStreamCheckpoint.Operator): Seq[DStreamCheckpoint.Operator] =
    operator +: operator.parents.asScala.headOption.toSeq.flatMap(chain)

  test("batches that were not completed are pending") {
    Fixtures.use("spark-3.3") { folder =>
      assert(read(folder).pending.asScala == (1795202303000L to 1795202335000L by 1000))
    }
    Fixtures.use("spark-3.5")(folder => assert(read(folder).pending.isEmpty))
  }

  private val codecs = Seq[(String, CompressionCodec)](
    "lz4" -> new LZ4CompressionCodec(new SparkConf),
    "lzf" -> new LZFCompressionCodec(new SparkConf),
    "snappy" -> new SnappyCompressionCodec(new SparkConf),
    "zstd" -> new ZStdCompressionCodec(new SparkConf)
  )

  private def write(file: Path, content: Array[Byte], compress: OutputStream => OutputStream): Unit = {
    val bytes = new ByteArrayOutputStream
    val out = compress(bytes)
    out.write(content)
    out.close()
    Files.write(file, bytes.toByteArray)
    ()
  }

  private def content(file: Path): Array[Byte] =
    Compression.decompress(new ByteArrayInputStream(Files.readAllBytes(file))).content.readAllBytes

  for ((name, codec) <- codecs)
    test(s"$name is told by the content") {
      Fixtures.use("spark-3.5") { folder =>
        val newest = folder.resolve("checkpoint-1795202280000")
        write(newest, content(newest), codec.compressedOutputStream)
        val checkpoint = read(folder)
        assert(checkpoint.codec == name && checkpoint.file == newest.getFileName.toString)
        assert(checkpoint.inputs.get(0).current.size == 2)
      }
    }

  test("a damaged file is told, and its backup is read; then the file before it") {
    Fixtures.use("spark-3.5") { folder =>
      val newest = folder.resolve("checkpoint-1795202280000")
      Files.write(newest, Files.readAllBytes(newest).take(4000))
      val backup = read(folder)
      assert(backup.file == "checkpoint-1795202280000.bk")
      assert(backup.unread.asScala.map(_.file) == Seq("checkpoint-1795202280000"))
      Files.write(folder.resolve("checkpoint-1795202280000.bk"), Array[Byte]())
      val before = read(folder)
      assert(before.file == "checkpoint-1795202279000" && before.newestBatch == 1795202279000L)
      assert(
        before.unread.asScala.last == new DStreamCheckpoint.Unread("checkpoint-1795202280000.bk", "is empty")
      )
    }
  }

  test("the newest is the newest by its content, whatever it is called") {
    Fixtures.use("spark-3.5") { folder =>
      Files.move(folder.resolve("checkpoint-1795202280000"), folder.resolve("checkpoint-1795202000000"))
      Files.delete(folder.resolve("checkpoint-1795202280000.bk"))
      assert(read(folder).file == "checkpoint-1795202000000")
    }
  }

  test("state that is gone is told") {
    Fixtures.use("spark-3.5") { folder =>
      val state = read(folder).states.get(0)
      Fixtures.below(folder).filter(_.toString.contains("/rdd-118/")).foreach(Files.delete)
      Fixtures.below(folder).map(_.getParent).filter(_.endsWith("rdd-118")).distinct.foreach(Files.delete)
      Files.delete(folder.resolve(folder.relativize(java.nio.file.Paths.get(state.checkpoints.get(1).path))))
      val rdds = read(folder).states.get(0).checkpoints.asScala
      assert(rdds.map(_.exists) == Seq(true, false))
    }
  }

  test("what is no checkpoint is refused") {
    Fixtures.use("spark-3.5") { folder =>
      def message(path: Path) = intercept[UserError](read(path)).getMessage
      assert(message(folder.resolve("no")).endsWith("there is no such folder"))
      assert(message(folder.getParent).contains("holds neither files named checkpoint-<time>"))
      Fixtures
        .below(folder)
        .filter(_.getFileName.toString.startsWith("checkpoint-"))
        .foreach(Files.write(_, "text".getBytes))
      assert(
        message(folder).contains(
          "none of its 4 files can be read; the newest, checkpoint-1795202280000: begins with 74657874"
        )
      )
    }
  }
}
