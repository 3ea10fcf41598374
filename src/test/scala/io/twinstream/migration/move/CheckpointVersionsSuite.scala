package io.twinstream.migration.move

import io.twinstream.migration.inspect.{Checkpoints, DStreamCheckpoint, FieldChoice, Fixtures, StateRecords}
import io.twinstream.ScalaLine.is213
import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.savepoint.{Savepoints, TopicPartition}
import java.net.URLClassLoader
import java.io.ObjectStreamConstants
import java.nio.ByteBuffer
import java.nio.charset.StandardCharsets.ISO_8859_1
import java.nio.file.{Files, Path, Paths}
import java.util.{NoSuchElementException, Optional, OptionalLong}
import javax.tools.ToolProvider
import org.apache.hadoop.conf.Configuration
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Checkpoints of one application on every line of Spark since 2.4, killed in the middle, against what Spark
  * handed that application; and `versions.md`, which says so. See `src/test/fixtures/checkpoints/make.sh`.
  */
class CheckpointVersionsSuite extends AnyFunSuite {
  private val home = Paths.get(sys.env("TWINSTREAM_HOME"))

  private final case class Version(
      name: String,
      spark: String,
      scala: String,
      codec: String,
      isKryo: Boolean,
      kafka: String = "0.10"
  )

  private val versions = Seq(
    Version("spark-2.4-kafka-0-8", "2.4.8", "2.11", "lzf", isKryo = false, "0.8"),
    Version("spark-2.4-scala-2.11", "2.4.8", "2.11", "lz4", isKryo = false),
    Version("spark-2.4", "2.4.8", "2.12", "snappy", isKryo = true),
    Version("spark-3.0", "3.0.3", "2.12", "lzf", isKryo = false),
    Version("spark-3.1", "3.1.3", "2.12", "zstd", isKryo = true),
    Version("spark-3.2", "3.2.1", "2.12", "lz4", isKryo = false),
    Version("spark-3.3", "3.3.4", "2.12", "snappy", isKryo = false),
    Version("spark-3.4", "3.4.1", "2.12", "zstd", isKryo = true),
    Version("spark-3.5", "3.5.9", "2.12", "lz4", isKryo = false),
    Version("spark-4.0", "4.0.1", "2.13", "lz4", isKryo = false),
    Version("spark-4.1", "4.1.0", "2.13", "zstd", isKryo = false),
    Version("spark-4.2", "4.2.0", "2.13", "lzf", isKryo = true)
  )

  private def folder(version: Version): Path =
    Paths.get(Fixtures.getClass.getResource(s"../versions/${version.name}").toURI)

  /** Lines of what Spark handed the application: kind, batch, and what it is about. */
  private def facts(version: Version): Seq[(String, Long, Seq[String])] =
    Files.readAllLines(folder(version).resolve("facts.tsv")).asScala.toSeq.map(_.split("\t").toSeq).map {
      case kind +: batch +: about => (kind, batch.toLong, about)
      case line                   => fail(line.mkString)
    }

  private def checkpoint(version: Version): DStreamCheckpoint =
    Checkpoints.read(folder(version).toString, new Configuration).asInstanceOf[DStreamCheckpoint]

  private val outputs = 5

  for (version <- versions)
    test(s"${version.name}: offsets, files, pending batches, graph and settings") {
      val read = checkpoint(version)
      assert((read.codec, read.isKryo) == ((version.codec, version.isKryo)))
      assert(read.scala.get == (if (version.scala == "2.13") "2.13" else "2.12 or older"))
      assert(read.unread.isEmpty && read.notUnderstood.isEmpty && read.batchMillis == 1000)
      assert(read.outputs.size == outputs)
      assert(read.applicationClasses.asScala.toSet.contains("Shop"))
      assert(
        read.settings.asScala.exists(one => one.key == "spark.shop.api.token" && one.value.contains("*"))
      )

      val known = facts(version)
      val Seq(kafka, files) = read.inputs.asScala.toSeq
      assert(kafka.kind == (if (version.kafka == "0.8") "kafka direct (0.8)" else "kafka direct"))
      val ranges = (for {
        ("range", batch, Seq(topic, partition, from, until)) <- known
      } yield (batch, new TopicPartition(topic, partition.toInt)) -> ((from.toLong, until.toLong))).toMap
      val seen =
        for {
          (batch, all) <- kafka.ranges.asScala.toSeq
          range <- all.asScala
          fact <- ranges.get((batch.longValue, range.partition))
        } yield fact == ((range.from, range.until))
      assert(seen.size >= 4 && seen.forall(identity))
      assert(files.files.values.asScala.flatMap(_.asScala).map(_.split('/').last) == Seq("first.txt"))

      // The last output of a batch is that of the files.
      val completed = known.collect { case ("files", batch, _) => batch }.toSet
      val claimed =
        (read.zeroTime + 1000 to read.checkpointTime by 1000).filterNot(read.pending.asScala.contains(_))
      assert(claimed.nonEmpty && claimed.forall(completed))
    }

  private val fixtures = home.resolve("src/test/fixtures/checkpoints/shop")

  /** One for all, as Avro keeps the first class that it has seen for a schema. */
  private lazy val loader = {
    val folder = TempFolder.untilExit()
    val options = Seq("-d", folder.toString, "-cp", sys.props("java.class.path"), "-nowarn", "-proc:none")
    val sources = Seq("Visits.java", "LastOrder.java").map(fixtures.resolve(_).toString)
    assert(ToolProvider.getSystemJavaCompiler.run(null, null, null, options ++ sources: _*) == 0)
    new URLClassLoader(Array(folder.toUri.toURL), Thread.currentThread.getContextClassLoader)
  }

  /** Gives the classes of the application's state to the body. */
  private def withJar[A](body: => A): A = {
    val before = Thread.currentThread.getContextClassLoader
    Thread.currentThread.setContextClassLoader(loader)
    try body
    finally Thread.currentThread.setContextClassLoader(before)
  }

  /** The newest state of an operator, with its batch. */
  private def states(read: DStreamCheckpoint, at: Int): (Long, Map[String, Any]) = {
    val rdd = read.states.get(at).checkpoints.asScala.filter(_.exists).maxBy(_.batch)
    val rows = StateRows.of(read, rdd.path)
    (rdd.batch, rows.map(row => row.get(StateRecords.KEY).toString -> row.get(StateRecords.STATE)).toMap)
  }

  private def field(state: Any, name: String): Any =
    state.asInstanceOf[java.util.Map[String, AnyRef]].get(name)

  private def ofKind(version: Version, kind: String, batch: Long): Map[String, Seq[String]] =
    facts(version).collect { case (`kind`, `batch`, key +: rest) => key -> rest }.toMap

  private def checkTotals(version: Version): Unit = {
    val (batch, totals) = states(checkpoint(version), 0)
    val expected = ofKind(version, "total", batch)
    assert(expected.size == 3 && totals.map { case (key, total) => key -> Seq(total.toString) } == expected)
  }

  private def checkNewest(version: Version): Unit = {
    val (batch, newest) = states(checkpoint(version), 1)
    val expected = ofKind(version, "newest", batch)
    assert(expected.size == 3 && newest.map { case (key, order) =>
      key -> Seq(field(order, "number").toString, field(order, "item").toString)
    } == expected)
  }

  private def checkVisits(version: Version): Unit = {
    val (batch, visits) = states(checkpoint(version), 2)
    val expected = ofKind(version, "visits", batch)
    assert(expected.size == 3 && visits.map { case (key, visit) =>
      val perItem = field(visit, "perItem").asInstanceOf[java.util.List[AnyRef]].asScala
      key -> Seq(
        field(visit, "count").toString,
        field(visit, "spent").toString,
        field(visit, "last").asInstanceOf[java.util.Date].getTime.toString,
        field(visit, "items").toString,
        perItem.map(e => s"${field(e, "key")}=${field(e, "value")}").sorted.mkString("{", ", ", "}")
      )
    } == expected)
  }

  /** Kryo's numbers of classes are those of a line of Scala. */
  private def isOtherKryo(version: Version): Boolean = version.isKryo && (version.scala == "2.13") != is213

  for (version <- versions if !isOtherKryo(version)) {
    test(s"${version.name}: totals, as the application had them") {
      checkTotals(version)
    }

    test(s"${version.name}: an own type in mapWithState and an Avro record, with the application's jar") {
      withJar {
        checkVisits(version)
        checkNewest(version)
      }
    }
  }

  private val totalsAlone =
    new StateChoice(java.util.Collections.singleton("updateStateByKey-4"), FieldChoice.ALL)

  for (name <- Seq("spark-2.4-kafka-0-8", "spark-3.0", "spark-4.1"))
    test(s"$name: a savepoint has the totals and the offsets of one batch") {
      val version = versions.find(_.name == name).get
      Fixtures.use(s"../versions/$name") { moved =>
        val out = moved.resolveSibling("out").toString
        SavepointMaker
          .of(moved.toString, OptionalLong.empty(), new Configuration, totalsAlone)
          .write(out, Optional.empty(), TwinSession.session)
        val savepoint = Savepoints.read(TwinSession.session, out)
        val batch = savepoint.content.cut.batch
        val offsets = savepoint.offsets.asScala.map { case (partition, next) =>
          partition.partition.toString -> next.toString
        }.toMap
        assert(offsets == facts(version).collect { case ("range", `batch`, Seq(_, partition, _, until)) =>
          partition -> until
        }.toMap)
        assert(
          savepoint
            .state("updateStateByKey-4")
            .collect
            .map(row => row.getString(0) -> row.getLong(1))
            .toMap ==
            ofKind(version, "total", batch).map { case (key, Seq(total)) => key -> total.toLong }
        )
      }
    }

  test("state is compressed from Spark 4.1 on") {
    for (version <- versions) {
      val read = checkpoint(version)
      val part = Paths.get(read.states.get(0).checkpoints.asScala.filter(_.exists).head.path, "part-00000")
      val isPlain = Files.readAllBytes(part).head == (if (version.isKryo) 'H' else 0xac).toByte
      if (!version.isKryo || version.scala == "2.13")
        assert(isPlain == !Set("4.1.0", "4.2.0")(version.spark), version)
    }
  }

  private val page = home.resolve("src/site/markdown/versions.md")

  private def refused(check: => Unit): String =
    Iterator
      .iterate[Throwable](intercept[RuntimeException](check))(_.getCause)
      .takeWhile(_ != null)
      .collectFirst { case e: NoSuchElementException => e.getMessage.replaceAll(" \\(of the key.*", "") }
      .getOrElse(fail("refused for another reason"))

  /** What stands in the table for a state that must not be read without the class, and must with it. */
  private def withTheJar(className: String)(check: => Unit): String = {
    assert(refused(check).contains(className))
    withJar(check)
    "with the jar"
  }

  /** What stands in the table for each state: what was seen. */
  private def cells(version: Version): Seq[String] =
    if (isOtherKryo(version)) Seq.fill(3)("on Scala 2.13")
    else {
      checkTotals(version)
      val visits =
        if (version.isKryo) withTheJar("Visits")(checkVisits(version))
        else {
          checkVisits(version)
          "yes"
        }
      Seq("yes", visits, withTheJar("LastOrder")(checkNewest(version)))
    }

  private val spark = "org.apache.spark."

  /** Spark's classes in a checkpoint, each with the serialVersionUID that a restart wants again. */
  private def serials(version: Version): Map[String, Long] = {
    val file = folder(version).resolve(checkpoint(version).file)
    val content = Fixtures.decompressed(file)
    val text = new String(content, ISO_8859_1)
    Iterator
      .iterate(text.indexOf(spark))(at => text.indexOf(spark, at + 1))
      .takeWhile(_ >= 0)
      .filter(at => at > 2 && content(at - 3) == ObjectStreamConstants.TC_CLASSDESC)
      .map { at =>
        val bytes = ByteBuffer.wrap(content)
        val length = bytes.getShort(at - 2).toInt
        text.substring(at, at + length) -> bytes.getLong(at + length)
      }
      .toMap
  }

  private lazy val serialsOf = versions.map(version => version -> serials(version)).toMap

  /** The lines whose Spark has the same classes: those that continue it, as Spark itself does. */
  private def continuedBy(version: Version): String = {
    val own = serialsOf(version)
    assert(own.contains("org.apache.spark.streaming.Checkpoint") && own.size > 10)
    versions
      .filter(other => other.kafka == version.kafka && other.scala == version.scala)
      .filter(other =>
        own.forall { case (name, serial) => serialsOf(other).getOrElse(name, serial) == serial }
      )
      .map(_.spark.split('.').take(2).mkString("."))
      .mkString(", ")
  }

  private def table: String =
    "\n| Spark | Scala | Kafka module | codec | serializer | totals | own type | Avro record | continued by Spark |\n" +
      "|---" * 9 + "|\n" +
      versions.map { version =>
        val serializer = if (version.isKryo) "Kryo" else "Java"
        val written = Seq(version.spark, version.scala, version.kafka, version.codec, serializer)
        (written ++ cells(version) :+ continuedBy(version)).mkString("| ", " | ", " |\n")
      }.mkString

  // The page is that of the default build.
  if (!is213) test("the page's table is what is read") {
    val marker = "\n<!-- made by CheckpointVersionsSuite -->\n"
    val committed = Files.readString(page)
    val end = committed.indexOf(marker) + marker.length
    val next = committed.indexOf("\n\n", end)
    val made = committed.take(end) + table.stripLineEnd + committed.drop(next)
    if (sys.env.get("TWINSTREAM_REGENERATE").contains("1")) Files.writeString(page, made)
    assert(Files.readString(page) == made)
  }
}
